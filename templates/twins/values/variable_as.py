{# Of each original, with values that cross.
#}_mochi_variable_as("{{ target }}", {{ convert }}, {{ back }})
