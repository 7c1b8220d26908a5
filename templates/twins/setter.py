{# What sets a property.
#}@{{ name }}.setter
{{ signature }}
    {{ original }}.{{ target }} = {{ value }}
