"""The run-time part of mochi-asyncbridge, for shim modules to share. Generated: do not edit."""

from __future__ import annotations

{{ stdlib }}
{%- for part in parts %}


{{ part }}
{%- endfor %}
