{# What a module has been given beside its mode, where that is anything.
#}Options: {{ options }}
