{# A type variable with constraints, where it fits on a line.
#}{{ name }} = typing.TypeVar("{{ name }}", {{ constraints }})
