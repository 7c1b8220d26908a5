{# The positional arguments up to the first that was not given, one a line.
#}*_mochi_leading(
{%- for name in names %}
    {{ name }},
{%- endfor %}
)
