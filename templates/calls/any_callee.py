{# A callable that type checkers are not to match with its arguments: no overload takes what the
   implementation does, and the number of leading arguments that were given is unknown.
#}typing.cast(typing.Any, {{ callee }})
