{# The package that the shims are for, where the descriptor names it.
#}Package: {{ package }}
