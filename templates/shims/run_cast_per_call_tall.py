{# Runs a coroutine of which type checkers lose the type, on a loop of its own.
#}{{ head }}
    {{ declaration }}
    _mochi_result = asyncio.run(
        {{ call }}
    )
    return _mochi_result
