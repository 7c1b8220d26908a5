{# The same, each on a line.
#}targets=dict(
{%- for target in targets %}
        {{ target }},
{%- endfor %}
    )
