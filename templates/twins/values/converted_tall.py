{# The same, where it does not fit on a line.
#}{{ convert }}(
    {{ value }}
)
