{# The positional arguments up to the first that was not given, where they fit on a line.
#}*_mochi_leading({{ names }})
