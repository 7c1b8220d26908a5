{# The same, where not even the second line fits.
#}{{ name }}: {{ returns }}
{{ name }} = _mochi_class_variable(
    "{{ name }}"
)
