{# A call whose result is awaited if it can be, where that fits on a line.
#}_mochi_awaited({{ call }})
