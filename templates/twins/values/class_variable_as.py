{# Of the class of the originals and of each of them, with values that cross.
#}_mochi_class_variable_as("{{ target }}", {{ convert }}, {{ back }})
