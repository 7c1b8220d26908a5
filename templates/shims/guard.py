{# The check that no event loop runs on this thread, before anything else happens.
#}    _mochi_check_no_running_loop("{{ sync_name }}")
