{# One of several signatures of a class method for type checkers.
#}@typing.overload
@classmethod
{{ signature }}
