{# A context manager for an asynchronous one, whose value crosses as a twin.
#}_mochi_enter_as({{ convert }}, "{{ fn_name }}", lambda: {{ value }})
