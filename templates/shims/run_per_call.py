{# Runs a coroutine on a loop of its own, where that fits on a line.
#}{{ head }}
    return asyncio.run({{ call }})
