typing.cast(typing.Any, {{ callee }})
