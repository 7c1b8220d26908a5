{# A variable of the original.
#}{{ name }}: {{ returns }} = _mochi_variable("{{ name }}")
