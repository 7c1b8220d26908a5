{# The same, where its annotation leaves no room on the line.
#}{{ name }}: {{ returns }} = (
    {{ value }}
)
