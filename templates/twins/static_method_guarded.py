{# A static method that waits for the loop.
#}{{ overloads }}@staticmethod
{{ signature }}{{ doc }}
{{ guard }}
    return {{ value }}
