{# A function of a module of twins: what it gives.
#}{{ origin }}{{ overloads }}{{ signature }}{{ doc }}{{ import }}
    return {{ value }}
