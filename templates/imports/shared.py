from {{ runtime }} import (
{%- for name in names %}
    {{ name }},
{%- endfor %}
)
