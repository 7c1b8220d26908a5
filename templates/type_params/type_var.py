{# A type variable that stands for any type, where it fits on a line.
#}{{ name }} = typing.TypeVar("{{ name }}")
