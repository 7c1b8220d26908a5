{# Names of a module, where they fit on a line.
#}from {{ module }} import {{ names }}
