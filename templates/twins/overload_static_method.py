{# One of several signatures of a static method for type checkers.
#}@typing.overload
@staticmethod
{{ signature }}
