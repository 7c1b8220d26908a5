{# The same, where it does not fit on a line.
#}{{ name }}: {{ returns }}
{{ name }} = _mochi_class_variable("{{ name }}")
