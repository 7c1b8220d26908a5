{# Runs a coroutine on a loop of its own.
#}{{ head }}
    return asyncio.run(
        {{ call }}
    )
