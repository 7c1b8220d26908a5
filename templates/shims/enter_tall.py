{# Gives a context manager for an asynchronous one.
#}{{ head }}
    return _mochi_enter(
        "{{ sync_name }}",
        lambda: {{ call }},
    )
