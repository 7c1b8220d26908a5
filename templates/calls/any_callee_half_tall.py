{# A long callable that type checkers are not to match with its arguments, on a line of its own.
#}typing.cast(
    typing.Any, {{ callee }}
)
