{{ name }} = typing.ParamSpec("{{ name }}")
