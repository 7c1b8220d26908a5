{# A method: what it gives.
#}{{ overloads }}{{ signature }}{{ doc }}{{ guard }}
    return {{ value }}
