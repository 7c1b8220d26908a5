{{ name }} = typing.TypeVar("{{ name }}", {{ constraints }})
