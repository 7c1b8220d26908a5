{# A type variable with an upper bound, one argument a line.
#}{{ name }} = typing.TypeVar(
    "{{ name }}",
    bound={{ bound }},
)
