{{ name }} = typing.TypeVarTuple("{{ name }}")
