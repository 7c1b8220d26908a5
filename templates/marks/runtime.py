{# Above the run-time part of a module that has one of its own: behind shims, before classes.
#}# --- Run-time part, which all modules of one mode and with the same options have ------
