{# A longer one: each argument of the cast has a line.
#}typing.cast(
    typing.Any,
    {{ callee }},
)
