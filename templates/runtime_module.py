"""The run-time part of mochi-asyncbridge, for shim modules to share. Generated: do not edit."""

# pyright: reportUnusedFunction=false
from __future__ import annotations

{{ stdlib }}
{%- for part in first_part %}

{{ part }}
{%- endfor %}
{%- for part in parts %}


{{ part }}
{%- endfor %}
