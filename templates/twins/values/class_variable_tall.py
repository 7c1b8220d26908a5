{# The same, where it does not fit on a line.
#}_mochi_class_variable(
    "{{ target }}",
)
