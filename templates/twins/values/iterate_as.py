{# A generator over an asynchronous iterator, whose items cross as twins.
#}_mochi_iterate_as({{ convert }}, "{{ fn_name }}", lambda: {{ value }})
