# Arguments that were not given are not passed on.{#- only for reading this file alone:
import typing

#}


class _MochiOmitted:
    def __repr__(self) -> str:
        return "<omitted>"


_MOCHI_OMITTED: typing.Any = _MochiOmitted()


def _mochi_given(**arguments: object) -> dict[str, typing.Any]:
    return {name: it for name, it in arguments.items() if it is not _MOCHI_OMITTED}


def _mochi_leading(*arguments: object) -> tuple[typing.Any, ...]:
    given = [argument is not _MOCHI_OMITTED for argument in arguments]
    return arguments[: given.index(False)] if False in given else arguments


def _mochi_after(**arguments: object) -> dict[str, typing.Any]:
    """Give those that _mochi_leading leaves out."""
    given = _mochi_leading(*arguments.values())
    return _mochi_given(**dict(list(arguments.items())[len(given) :]))
