{# A class method that waits for the loop.
#}{{ overloads }}@classmethod
{{ signature }}{{ doc }}
{{ guard }}
    return {{ value }}
