{# The same, where it does not fit on a line.
#}_mochi_call(
    "{{ fn_name }}",
    lambda: {{ value }},
)
