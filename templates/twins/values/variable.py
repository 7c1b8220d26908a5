{# Of each original.
#}_mochi_variable("{{ target }}")
