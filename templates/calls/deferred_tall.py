{# A coroutine that makes the call on the loop.
#}_mochi_call(
    "{{ sync_name }}",
    lambda: {{ call }},
)
