{# Runs a coroutine of which type checkers lose the type, on the persistent loop.
#}{{ head }}
    {{ declaration }}
    _mochi_result = _mochi_get_loop().run_until_complete(
        {{ call }}
    )
    return _mochi_result
