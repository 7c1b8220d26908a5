{# Any number of types, where it fits on a line.
#}{{ name }} = typing.TypeVarTuple("{{ name }}")
