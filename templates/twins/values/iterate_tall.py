{# The same, where it does not fit on a line.
#}_mochi_iterate(
    "{{ fn_name }}",
    lambda: {{ value }},
)
