{# The same, where it does not fit on a line.
#}_mochi_enter_twin(
    "{{ fn_name }}",
    {{ value }},
)
