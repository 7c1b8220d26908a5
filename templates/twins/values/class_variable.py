{# Of the class of the originals and of each of them.
#}_mochi_class_variable("{{ target }}")
