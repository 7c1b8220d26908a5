{# The same, of a class that has a docstring: a blank line follows.
#}{{ origin }}class {{ head }}:{{ doc }}

    __slots__ = ()
    mochi_async: {{ original }}
{%- for variable in variables %}
    {{ variable }}
{%- endfor %}
{%- for member in members %}

{{ member }}
{%- endfor %}
