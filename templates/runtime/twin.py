# What all twins have.{#- only for reading this file alone:
import copy
import typing

from twin_call import _mochi_on_loop
from twin_containers import _mochi_any_original
from twin_loop import _mochi_check_foreign_loop
from twin_registry import (
    _MOCHI_TWIN_CLASSES,
    _mochi_twin,
    _MochiStandIn,
    _MochiUntyped,
)
from twin_subclass import _mochi_class_for

# #}


class MochiTwin(_MochiStandIn):
    """A synchronous object that stands for an asynchronous one, its original.

    `mochi_async` is the original: the way out. `mochi_twin` is the way back.
    """

    if not typing.TYPE_CHECKING:  # mypy takes variables for slots that are not there
        __slots__ = ()

    def __init_subclass__(
        cls,
        of: type | None = None,
        targets: dict[str, str] | None = None,
        **options: _MochiUntyped,
    ) -> None:
        super().__init_subclass__(**options)
        cls._mochi_targets = cls._mochi_targets | (targets or {})
        if of is None:
            of = typing.cast(type, _mochi_class_for(cls))
            if "__init__" in vars(cls):
                _mochi_begin_late(cls)
        cls._mochi_class = of
        _MOCHI_TWIN_CLASSES.setdefault(of, cls)

    def __init__(self, /, *args: _MochiUntyped, **kwargs: _MochiUntyped) -> None:
        """Make an original, where the loop runs (T5: twins.constructors_*)."""
        _mochi_check_foreign_loop(type(self).__qualname__)
        cls = self._mochi_class
        self._mochi_stand_for(_mochi_on_loop(lambda: cls(*args, **kwargs)))

    @classmethod
    def mochi_twin(cls, original: object) -> typing.Self:
        """Give the twin of an original, the same one as long as it is in use (T1)."""
        twin: object = _mochi_twin(original, object)
        if not isinstance(twin, cls):
            raise TypeError(f"no {cls.__qualname__} stands for {original!r}")
        return twin

    # Equality, hash, texts, copies and pickles are the original's (T8).

    def __eq__(self, other: object) -> bool:
        return typing.cast(bool, self.mochi_async == _mochi_any_original(other, object))

    def __ne__(self, other: object) -> bool:
        return typing.cast(bool, self.mochi_async != _mochi_any_original(other, object))

    def __hash__(self) -> int:
        return hash(self.mochi_async)

    def __repr__(self) -> str:
        cls, text = type(self), repr(self.mochi_async)
        is_plain = text == object.__repr__(self.mochi_async)
        return f"<{cls.__module__}.{cls.__qualname__} of {text}>" if is_plain else text

    def __str__(self) -> str:
        text = str(self.mochi_async)
        return repr(self) if text == object.__repr__(self.mochi_async) else text

    def __format__(self, spec: str, /) -> str:
        return format(self.mochi_async, spec) if spec else str(self)

    def __copy__(self) -> typing.Self:
        return self._mochi_like(copy.copy(self.mochi_async))

    def __deepcopy__(self, memo: dict[int, object]) -> typing.Self:
        return self._mochi_like(copy.deepcopy(self.mochi_async, memo))

    def _mochi_like(self, original: object) -> typing.Self:
        """Give the twin of a copy, with what a user's class stores in its twins."""
        twin: typing.Any = _mochi_twin(original, object)
        if twin is not self and hasattr(self, "__dict__"):
            twin.__dict__.update(self.__dict__)
        return typing.cast(typing.Self, twin)

    def __reduce__(self) -> tuple[object, ...]:
        return _mochi_twin, (self.mochi_async,)


def _mochi_begin_late(cls: type[MochiTwin]) -> None:
    """Let a twin whose `__init__` calls no `super()` make its original when needed."""
    otherwise = getattr(cls, "__getattr__", object.__getattribute__)

    def find(twin: MochiTwin, name: str) -> object:
        if name == "mochi_async":
            MochiTwin.__init__(twin)
            return twin.mochi_async
        return otherwise(twin, name)

    setattr(cls, "__getattr__", find)  # noqa: B010 type checkers are not to know
