{# The parameters of a callable, where it fits on a line.
#}{{ name }} = typing.ParamSpec("{{ name }}")
