{# The run-time part of another module, if it is the one that this module was rendered for.
#}{{ settings_import }}

if _MOCHI_RUNTIME != "{{ settings }}":
    raise ImportError(
        f"{__name__} needs the run-time part of mochi-asyncbridge"
        " {{ settings }}, but {{ runtime }}"
        f" is that of {_MOCHI_RUNTIME}: render both again with the same"
        " version, mode and options"
    )

{{ names_import }}
