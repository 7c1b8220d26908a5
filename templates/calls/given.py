{# The arguments that were given, by keyword, where they fit on a line.
#}**_mochi_given({{ names }})
