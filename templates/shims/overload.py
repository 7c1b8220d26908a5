{# One of several signatures for type checkers.
#}@typing.overload
{{ signature }}
