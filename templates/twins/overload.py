{# One of several signatures of a method for type checkers.
#}@typing.overload
{{ signature }}
