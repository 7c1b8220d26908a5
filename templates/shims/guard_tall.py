{# The same, where the name of the shim is too long for one line.
#}    _mochi_check_no_running_loop(
        "{{ sync_name }}"
    )
