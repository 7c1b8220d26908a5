{# A context manager for an asynchronous one, whose value crosses as it is.
#}_mochi_enter("{{ fn_name }}", lambda: {{ value }})
