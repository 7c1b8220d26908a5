{# The same, where it does not fit on a line.
#}_mochi_get_loop().run_until_complete(
    {{ value }}
)
