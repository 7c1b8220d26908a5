{# A property: what reading it gives.
#}@property
{{ signature }}{{ doc }}
    return {{ value }}
