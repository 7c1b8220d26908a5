{# Runs a coroutine on the persistent loop.
#}{{ head }}
    return _mochi_get_loop().run_until_complete(
        {{ call }}
    )
