{# The base of a class that has type parameters.
#}typing.Generic[{{ params }}]
