import {{ first }}
{%- for name in rest %}
import {{ name }}
{%- endfor %}
