{# A call with one argument a line.
#}{{ callee }}(
{%- for argument in arguments %}
    {{ argument }},
{%- endfor %}
)
