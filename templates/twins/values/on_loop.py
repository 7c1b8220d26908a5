{# A plain call, made where the loop runs.
#}_mochi_on_loop(lambda: {{ value }})
