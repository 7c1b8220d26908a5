{# The arguments behind the first leading one that was not given, by keyword, one a line.
#}**_mochi_after(
{%- for name in names %}
    {{ name }},
{%- endfor %}
)
