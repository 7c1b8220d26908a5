{# Gives an iterator over an asynchronous one, where that fits on a line.
#}{{ head }}
    return _mochi_iterate("{{ sync_name }}", lambda: {{ call }})
