{# An object that is its own iterator.
#}def __iter__(self) -> typing.Self:
    return _mochi_iter(self)

{{ signature }}{{ doc }}
    return {{ value }}
