# Arguments that were not given are not passed on.{#- only for reading this file alone:
import typing

# #}


class _MochiOmitted:
    """Stands for a default that only the original knows (G4: calls.signatures)."""

    def __repr__(self) -> str:
        return "<omitted>"


_MOCHI_OMITTED: typing.Any = _MochiOmitted()


def _mochi_given(**arguments: object) -> dict[str, typing.Any]:
    """Give those that were given, to be passed by keyword."""
    return {name: it for name, it in arguments.items() if it is not _MOCHI_OMITTED}


def _mochi_leading(*arguments: object) -> tuple[typing.Any, ...]:
    """Give those before the first that was omitted, to be passed by position."""
    given = [argument is not _MOCHI_OMITTED for argument in arguments]
    return arguments[: given.index(False)] if False in given else arguments


def _mochi_after(**arguments: object) -> dict[str, typing.Any]:
    """Give those that were given behind what _mochi_leading gives, by keyword."""
    leading = _mochi_leading(*arguments.values())
    return _mochi_given(**dict(list(arguments.items())[len(leading) :]))
