{# A static method: what it gives.
#}{{ overloads }}@staticmethod
{{ signature }}{{ doc }}{{ guard }}
    return {{ value }}
