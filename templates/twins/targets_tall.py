{# The same, each on a line.
#}targets={
{%- for target in targets %}
        {{ target }},
{%- endfor %}
    }
