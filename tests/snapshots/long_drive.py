import long as source

from driving import check, check_signature, shims

check(
    lambda: shims.collect_everything_that_there_is_sync(1),
    "1 2 z",
    "collect_everything_that_there_is_sync",
)
check_signature(
    shims.collect_everything_that_there_is_sync, source.collect_everything_that_there_is
)
check(
    lambda: shims.explain_what_a_thing_is_good_for_sync("this", "Latin"),
    "this in Latin",
    "explain_what_a_thing_is_good_for_sync",
)
check(
    lambda: shims.request_something_from_somewhere_sync("a", 2),
    "aa",
    "request_something_from_somewhere_sync",
)
check(
    lambda: shims.perhaps_wait_for_an_answer_sync("?", 0),
    "never mind",
    "perhaps_wait_for_an_answer_sync",
)
check(
    lambda: shims.perhaps_wait_for_an_answer_sync("?", 2),
    "??",
    "perhaps_wait_for_an_answer_sync",
)
check(
    lambda: list(shims.count_up_to_a_number_in_steps_sync(5, 2)),
    [0, 2, 4],
    "count_up_to_a_number_in_steps_sync",
)


def connect() -> str:
    with shims.connection_to_a_server_somewhere_sync("host", "user") as connection:
        return str(connection)


check(connect, "user@host", "connection_to_a_server_somewhere_sync")
check(
    shims.a_shim_with_a_name_that_is_too_long_for_a_line_with_the_guard,
    {},
    "a_shim_with_a_name_that_is_too_long_for_a_line_with_the_guard",
)
check(lambda: shims.f_sync(1), 1, "f_sync")
check(lambda: shims.g_sync(1), 1, "g_sync")
check(
    lambda: shims.convert_one_value_into_another_sync("a"),
    "a",
    "convert_one_value_into_another_sync",
)


async def double(number: int) -> int:
    return 2 * number


check(lambda: shims.apply_sync(double, 2), 4, "apply_sync")
check(lambda: shims.gather_sync(1, "a"), (1, "a"), "gather_sync")
