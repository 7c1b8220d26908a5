{# Gives a context manager for an asynchronous one, where that fits on a line.
#}{{ head }}
    return _mochi_enter("{{ sync_name }}", lambda: {{ call }})
