{# Runs a coroutine on the persistent loop, where that fits on a line.
#}{{ head }}
    return _mochi_get_loop().run_until_complete({{ call }})
