{# A method: what it gives.
#}{{ overloads }}{{ signature }}{{ doc }}
    return {{ value }}
