{# A class method: what it gives.
#}{{ overloads }}@classmethod
{{ signature }}{{ doc }}{{ guard }}
    return {{ value }}
