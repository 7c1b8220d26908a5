{# The same, where it does not fit on a line.
#}_mochi_iterate_as(
    {{ convert }},
    "{{ fn_name }}",
    lambda: {{ value }},
)
