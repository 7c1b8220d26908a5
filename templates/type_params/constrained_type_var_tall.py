{# A type variable with constraints, one argument a line.
#}{{ name }} = typing.TypeVar(
    "{{ name }}",
{%- for constraint in constraints %}
    {{ constraint }},
{%- endfor %}
)
