{# What users of the module can name, one name a line.
#}__all__ = [
{%- for name in names %}
    "{{ name }}",
{%- endfor %}
]
