{# The same, with its version.
#}Package: {{ package }} {{ version }}
