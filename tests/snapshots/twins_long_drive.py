from driving import shims

# mypy: ignore-errors
# pyright: basic, reportAttributeAccessIssue=false
near = shims.ANearServerWhoseNameIsAsLongAsTheNameOfAnyServerCanBe("near")
cls = shims.AConnectionToTheNearestServerOfAll
assert isinstance(near, cls) and near.nothing() is None
one, two = near.other_servers_that_are_known_to_it["itself"]
assert one is two is near
assert near.a_variable_whose_name_is_so_long_that_it_is_the_only_one == ["near"]
assert cls.limit_of_all_connections_that_there_can_ever_be == ["1"]
assert type(cls.nearest) is cls
opened = near.open_another_one_like_it(
    with_these_others={"a": near}, and_perhaps_with_those={"b": cls.nearest}
)
assert opened.mochi_async.name == "near nearest"
assert near.open_another_one_like_it(with_these_others={}).mochi_async.name == ""
assert type(near.prepare_another_one_of_that_kind("x")) is cls
with near.connect_to_one_more("y") as more:
    assert type(more) is cls
assert list(near.name_of_each_of_the_servers("the ")) == ["the near"]
assert list(near.each_of_the_servers_in_turn()) == [near]
with near.hold_the_name_of_the_server(1.0) as name, near.hold() as held:
    assert name == "near" and held is near
assert near.perhaps_say_what_this_is_good_for() is None
near.another_server_that_is_near = opened
assert near.another_server_that_is_near is opened
with near as entered:
    assert entered is near and list(near) == []
