{# The same, where not even the second line fits.
#}{{ name }}: {{ returns }}
{{ name }} = _mochi_variable(
    "{{ name }}"
)
