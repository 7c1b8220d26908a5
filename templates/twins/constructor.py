{# Makes an original, where the loop runs.
#}{{ overloads }}{{ signature }}{{ doc }}
    {{ call }}
