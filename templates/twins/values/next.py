{# One step of an original that is an asynchronous iterator.
#}_mochi_next("{{ fn_name }}", {{ value }})
