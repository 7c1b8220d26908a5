"""Names that leave little room."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from typing import ClassVar, Self


class AConnectionToTheNearestServerOfAll:
    """A connection."""

    limit_of_all_connections_that_there_can_ever_be: ClassVar[list[str]] = ["1"]
    nearest: ClassVar[AConnectionToTheNearestServerOfAll]

    def __init__(self, name_of_the_server: str) -> None:
        self.name = name_of_the_server
        self.another: AConnectionToTheNearestServerOfAll = self
        self.other_servers_that_are_known_to_it: dict[
            str,
            tuple[AConnectionToTheNearestServerOfAll, AConnectionToTheNearestServerOfAll],
        ] = {"itself": (self, self)}
        self.a_variable_whose_name_is_so_long_that_it_is_the_only_one = [self.name]

    async def open_another_one_like_it(
        self,
        *,
        with_these_others: dict[str, AConnectionToTheNearestServerOfAll],
        and_perhaps_with_those: dict[str, AConnectionToTheNearestServerOfAll] = {},  # noqa: B006
    ) -> AConnectionToTheNearestServerOfAll:
        both = {**with_these_others, **and_perhaps_with_those}
        return AConnectionToTheNearestServerOfAll(" ".join(one.name for one in both.values()))

    def prepare_another_one_of_that_kind(
        self, name_of_the_other_server: str
    ) -> AConnectionToTheNearestServerOfAll:
        return AConnectionToTheNearestServerOfAll(name_of_the_other_server)

    def connect_to_one_more(self, name_of_the_other_server: str) -> AConnectionToTheNearestServerOfAll:
        return AConnectionToTheNearestServerOfAll(name_of_the_other_server)

    async def name_of_each_of_the_servers(
        self, that_begins_with_this_text: str
    ) -> AsyncIterator[str]:
        yield that_begins_with_this_text + self.name

    async def each_of_the_servers_in_turn(self) -> AsyncIterator[AConnectionToTheNearestServerOfAll]:
        yield self

    @contextlib.asynccontextmanager
    async def hold_the_name_of_the_server(self, for_so_many_seconds: float) -> AsyncGenerator[str]:
        yield self.name

    @contextlib.asynccontextmanager
    async def hold(self) -> AsyncGenerator[AConnectionToTheNearestServerOfAll]:
        yield self

    def perhaps_say_what_this_is_good_for(self) -> None:
        return None

    @property
    def another_server_that_is_near(self) -> AConnectionToTheNearestServerOfAll:
        return self.another

    @another_server_that_is_near.setter
    def another_server_that_is_near(self, value: AConnectionToTheNearestServerOfAll) -> None:
        self.another = value

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        return None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> AConnectionToTheNearestServerOfAll:
        raise StopAsyncIteration


AConnectionToTheNearestServerOfAll.nearest = AConnectionToTheNearestServerOfAll("nearest")


class NearServerOfThem(AConnectionToTheNearestServerOfAll):
    async def nothing(self) -> None:
        return None
