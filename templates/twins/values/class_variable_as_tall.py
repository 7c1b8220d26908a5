{# The same, where it does not fit on a line.
#}_mochi_class_variable_as(
    "{{ target }}",
    {{ convert }},
    {{ back }},
)
