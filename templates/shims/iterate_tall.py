{# Gives an iterator over an asynchronous one.
#}{{ head }}
    return _mochi_iterate(
        "{{ sync_name }}",
        lambda: {{ call }},
    )
