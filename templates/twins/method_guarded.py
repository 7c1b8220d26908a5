{# A method that waits for the loop.
#}{{ overloads }}{{ signature }}{{ doc }}
{{ guard }}
    return {{ value }}
