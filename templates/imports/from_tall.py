{# Names of a module, one name a line.
#}from {{ module }} import (
{%- for name in names %}
    {{ name }},
{%- endfor %}
)
