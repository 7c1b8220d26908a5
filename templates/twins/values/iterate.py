{# A generator over an asynchronous iterator, whose items cross as they are.
#}_mochi_iterate("{{ fn_name }}", lambda: {{ value }})
