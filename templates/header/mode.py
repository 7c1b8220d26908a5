{# Who drives the coroutines of the module.
#}Mode: {{ mode }}
