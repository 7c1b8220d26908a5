{{ name }} = typing.TypeVar("{{ name }}")
