{# A coroutine, run on the persistent loop.
#}_mochi_get_loop().run_until_complete({{ value }})
