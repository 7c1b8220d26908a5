{# Any number of types, one argument a line.
#}{{ name }} = typing.TypeVarTuple(
    "{{ name }}",
)
