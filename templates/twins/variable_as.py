{# A variable of the original whose values cross.
#}{{ name }}: {{ returns }} = _mochi_variable_as("{{ name }}", {{ convert }}, {{ back }})
