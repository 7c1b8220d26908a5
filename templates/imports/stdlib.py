import {{ first }}
{%- for module in others %}
import {{ module }}
{%- endfor %}
