{# Below the shims of a module that lacks some: what says why, for a name that is not there.
#}_MOCHI_MISSING = {
{%- for (name, reason) in missing %}
    "{{ name }}": "{{ reason }}",
{%- endfor %}
}

if not typing.TYPE_CHECKING:  # type checkers are to say that a name is not there

    def __getattr__(name: str) -> typing.NoReturn:
        """Say why there is no shim of that name."""
        problem = f"module {__name__!r} has no attribute {name!r}"
        if name in _MOCHI_MISSING:
            problem += f": there is no such shim: {_MOCHI_MISSING[name]}"
        raise AttributeError(problem, name=name)
