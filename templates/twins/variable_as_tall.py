{# The same, where it does not fit on a line.
#}{{ name }}: {{ returns }}
{{ name }} = _mochi_variable_as(
    "{{ name }}",
    {{ convert }},
    {{ back }},
)
