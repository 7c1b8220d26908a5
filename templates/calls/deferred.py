{# A coroutine that makes the call on the loop, where that fits on a line: for plain functions,
   and for all with timeouts.
#}_mochi_call("{{ sync_name }}", lambda: {{ call }})
