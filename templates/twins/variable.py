{# A variable of an original.
#}{{ name }}: {{ returns }} = {{ value }}
