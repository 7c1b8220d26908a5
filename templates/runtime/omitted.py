# Arguments that were not given are not passed on.{#- only for reading this file alone:
import typing

#}


class _MochiOmitted:
    def __repr__(self) -> str:
        return "<omitted>"


_MOCHI_OMITTED: typing.Any = _MochiOmitted()


def _mochi_given(**arguments: typing.Any) -> dict[str, typing.Any]:
    return {name: v for name, v in arguments.items() if v is not _MOCHI_OMITTED}


def _mochi_leading(*arguments: typing.Any) -> tuple[typing.Any, ...]:
    given = [argument is not _MOCHI_OMITTED for argument in arguments]
    return arguments[: given.index(False)] if False in given else arguments
