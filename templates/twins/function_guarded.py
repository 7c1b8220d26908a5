{# A function of a module of twins that waits for the loop.
#}{{ origin }}{{ overloads }}{{ signature }}{{ doc }}
{{ guard }}{{ import }}
    return {{ value }}
