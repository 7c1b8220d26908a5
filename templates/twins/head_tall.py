{# The same, each on a line.
#}{{ name }}(
{%- for base in bases %}
    {{ base }},
{%- endfor %}
    of={{ original }},
)
