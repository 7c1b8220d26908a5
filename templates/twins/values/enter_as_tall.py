{# The same, where it does not fit on a line.
#}_mochi_enter_as(
    {{ convert }},
    "{{ fn_name }}",
    lambda: {{ value }},
)
