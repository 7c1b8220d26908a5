from {{ runtime }} import _MOCHI_RUNTIME

if _MOCHI_RUNTIME != "{{ settings }}":
    raise ImportError(
        f"{__name__} needs the run-time part of mochi-asyncbridge"
        " {{ settings }}, but {{ runtime }}"
        f" is that of {_MOCHI_RUNTIME}: render both again with the same"
        " version, mode and options"
    )
