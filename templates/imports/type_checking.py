if typing.TYPE_CHECKING:
{%- for line in lines %}
{{ line }}
{%- endfor %}
