{# A type variable that stands for any type, one argument a line.
#}{{ name }} = typing.TypeVar(
    "{{ name }}",
)
