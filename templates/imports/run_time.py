{# What is imported when the module runs, where there is more for type checkers.
#}# Imported when this module is.
{{ statements }}
