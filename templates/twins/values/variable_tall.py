{# The same, where it does not fit on a line.
#}_mochi_variable(
    "{{ target }}",
)
