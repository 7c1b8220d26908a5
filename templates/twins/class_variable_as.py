{# A variable of the class of the originals and of each of them, whose values cross.
#}{{ name }}: {{ returns }}
{{ name }} = _mochi_class_variable_as(
    "{{ name }}",
    {{ convert }},
    {{ back }},
)
