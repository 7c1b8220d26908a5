{# What could as well be awaited, entered at once.
#}_mochi_begin("{{ fn_name }}", lambda: {{ value }})
