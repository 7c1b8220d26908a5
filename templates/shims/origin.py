{# Where the callable is defined, above its shim, where the descriptor says it.
#}# {{ file }}:{{ line }}
