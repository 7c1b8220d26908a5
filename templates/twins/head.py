{# The name of a class of twins, its bases, the class of the originals, where they fit on a line.
#}{{ name }}({{ bases }}, of={{ original }})
