{# A variable of the class of the originals and of each of them.
#}{{ name }}: {{ returns }} = _mochi_class_variable("{{ name }}")
