{# A property: what reading it gives.
#}@property
{{ signature }}{{ doc }}{{ guard }}
    return {{ value }}
