{# The same, where it does not fit on a line.
#}_mochi_on_loop(
    lambda: {{ value }}
)
