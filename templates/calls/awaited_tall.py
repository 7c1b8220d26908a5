{# A call whose result is awaited if it can be.
#}_mochi_awaited(
    {{ call }}
)
