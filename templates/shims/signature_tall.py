{# The signature of a shim or of an overload, one parameter a line.
#}def {{ sync_name }}(
{%- for param in params %}
    {{ param }},
{%- endfor %}
) -> {{ returns }}{{ end }}
