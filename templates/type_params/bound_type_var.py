{{ name }} = typing.TypeVar("{{ name }}", bound={{ bound }})
