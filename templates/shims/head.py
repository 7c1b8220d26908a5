{# What each shim begins with.
#}{{ overloads }}{{ signature }}{{ doc }}
{{ guard }}{{ import }}
