"""Runs the synchronous tests of a package and writes what came of each, for pytest's `-p`."""

import inspect
import json
import os
import signal
import sys
import typing

import pytest

sys.path.insert(0, os.path.dirname(__file__))
sys.path.insert(0, os.environ["SUITE_TWINS"])
if os.environ["SUITE_MODE"] == "twins":
    __import__(os.environ["SUITE_PLUGIN"])

LIMIT = 40  # seconds that a test has: what waits for a loop that nobody runs never ends
outcomes: dict[str, str] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a loop by itself."""
    items[:] = [item for item in items if not is_asynchronous(item)]


def is_asynchronous(item: pytest.Item) -> bool:
    if inspect.iscoroutinefunction(getattr(item, "function", None)):
        return True
    params = getattr(getattr(item, "callspec", None), "params", {})
    return any("Async" in getattr(value, "__name__", "") for value in params.values())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> typing.Generator[None, object, object]:
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT)
    try:
        return (yield)
    finally:
        signal.alarm(0)


def stop(number: int, frame: object) -> None:
    raise TimeoutError(f"longer than {LIMIT} seconds")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    known = outcomes.get(report.nodeid, "passed")
    if report.outcome != "passed" and known == "passed":
        outcomes[report.nodeid] = report.outcome
    elif report.when == "call":
        outcomes.setdefault(report.nodeid, report.outcome)


def pytest_sessionfinish() -> None:
    with open(os.environ["SUITE_OUTCOMES"], "w") as file:
        json.dump(outcomes, file, indent=1, sort_keys=True)
