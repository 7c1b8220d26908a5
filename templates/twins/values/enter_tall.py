{# The same, where it does not fit on a line.
#}_mochi_enter(
    "{{ fn_name }}",
    lambda: {{ value }},
)
