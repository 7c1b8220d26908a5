{# A static method: what it gives.
#}{{ overloads }}@staticmethod
{{ signature }}{{ doc }}
    return {{ value }}
