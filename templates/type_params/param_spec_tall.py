{# The parameters of a callable, one argument a line.
#}{{ name }} = typing.ParamSpec(
    "{{ name }}",
)
