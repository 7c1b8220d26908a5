_mochi_awaited({{ call }})
