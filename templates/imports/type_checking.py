{# What annotations name: nothing evaluates them when the module runs.
#}# For type checkers alone.
if typing.TYPE_CHECKING:
{%- for line in lines %}
{{ line }}
{%- endfor %}
