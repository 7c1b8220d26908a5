{# What makes the module again, where the descriptor says it.
#}Made by: {{ command }}
