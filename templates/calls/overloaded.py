typing.cast(typing.Any, {{ callee }})({{ arguments }})
