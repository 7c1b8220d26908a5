{# The arguments behind the first leading one that was not given, by keyword, where they fit on a line.
#}**_mochi_after({{ names }})
