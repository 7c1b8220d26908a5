{# The arguments that were given, by keyword, one a line.
#}**_mochi_given(
{%- for name in names %}
    {{ name }},
{%- endfor %}
)
