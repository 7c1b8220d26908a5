{# The same, where it does not fit on a line.
#}_mochi_next(
    "{{ fn_name }}",
    {{ value }},
)
