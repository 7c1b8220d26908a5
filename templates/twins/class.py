{# The class of the twins of a class, and its members.
#}{{ origin }}class {{ head }}:{{ doc }}
    __slots__ = ()
    mochi_async: {{ original }}
{%- for variable in variables %}
    {{ variable }}
{%- endfor %}
{%- for member in members %}

{{ member }}
{%- endfor %}
