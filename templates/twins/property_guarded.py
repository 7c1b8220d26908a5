{# A property that waits for the loop.
#}@property
{{ signature }}{{ doc }}
{{ guard }}
    return {{ value }}
