{# A type variable with an upper bound, where it fits on a line.
#}{{ name }} = typing.TypeVar("{{ name }}", bound={{ bound }})
