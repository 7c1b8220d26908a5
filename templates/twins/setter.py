{# What sets a property.
#}@{{ name }}.setter
{{ signature }}
    {{ original }}.{{ name }} = {{ value }}
