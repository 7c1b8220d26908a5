{# What each shim begins with.
#}{{ origin }}{{ overloads }}{{ signature }}{{ doc }}{{ guard }}{{ import }}
