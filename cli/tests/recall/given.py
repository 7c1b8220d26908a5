"""Whether what a shim passes on can be passed to what it calls."""

from __future__ import annotations

import functools
import inspect
import types
import typing

Json: typing.TypeAlias = dict[str, typing.Any]
Parameter: typing.TypeAlias = tuple[str, str, bool]

POSITIONAL = ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")


def own(function: typing.Any) -> inspect.Signature:
    """The signature of the code that runs, whatever the function says of itself."""
    match function:
        case functools.partial():
            copy = functools.partial(bare(function.func), *function.args, **function.keywords)
            return inspect.signature(copy)
        case types.MethodType():
            return inspect.signature(types.MethodType(bare(function.__func__), object()))
        case _ if is_object(function):
            # It may have all that a function has, by `__getattr__`.
            called = inspect.signature(bare(type(function).__call__))
            return called.replace(parameters=list(called.parameters.values())[1:])
        case _:
            return inspect.signature(bare(function), follow_wrapped=False)


def is_object(function: object) -> bool:
    """Whether it is an object of a class with `__call__`, and no function."""
    return isinstance(getattr(type(function), "__call__", None), types.FunctionType)


def bare(function: typing.Any) -> typing.Any:
    if not isinstance(function, types.FunctionType):
        return function
    copy = types.FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def described(params: list[Json]) -> list[Parameter]:
    return [
        (each["name"], each["kind"].upper().replace("-", "_"), "default" in each)
        for each in params
    ]


def listed(signature: inspect.Signature) -> list[Parameter]:
    return [
        (parameter.name, parameter.kind.name, parameter.default is not parameter.empty)
        for parameter in signature.parameters.values()
    ]


def refused(
    signature: inspect.Signature, params: list[Json], *, receiver: bool, by_name: bool = False
) -> str | None:
    """Why a call that a shim makes fails, if it does.

    The shim may be given everything, or only what it must be given; literal defaults it passes on
    itself. What comes by position must not get another name.
    """
    given = [each for each in params if not each["kind"].startswith("var-")]
    may_give_more = len(given) < len(params)
    for is_whole in (True, False):
        arguments: list[str] = ["self"] if receiver else []
        keywords: dict[str, str] = {}
        named = by_name
        for each in given:
            if not is_whole and each.get("default") == "omitted":
                # What comes behind what is left out is passed by name.
                named = True
            elif each["kind"] == "positional-only":
                arguments.append("")
            elif each["kind"] == "keyword-only" or named:
                keywords[each["name"]] = each["name"]
            else:
                arguments.append(each["name"])
        try:
            bind = signature.bind_partial if may_give_more else signature.bind
            bound = bind(*arguments, **keywords)
        except TypeError as error:
            return str(error)
        for at, (name, value) in enumerate(bound.arguments.items()):
            kind = signature.parameters[name].kind.name
            is_receiver = receiver and at == 0
            if kind != "POSITIONAL_OR_KEYWORD" or is_receiver or not value:
                continue
            if name != value and not name.startswith("__"):
                return f"`{value}` is passed for `{name}`"
    return None
