"""The run-time part of mochi-asyncbridge, for shim modules to share.

Generated: do not edit.
"""

# pyright: reportUnusedFunction=false
from __future__ import annotations

{{ imports }}

# Modules that import this one check that it was rendered for the same as they were.
_MOCHI_RUNTIME = "{{ settings }}"
{%- for part in parts %}


{{ part }}
{%- endfor %}
