{# A coroutine that makes the call on the loop.
#}_mochi_call("{{ fn_name }}", lambda: {{ value }})
