{# A value that crosses: a twin for an original, or the other way round.
#}{{ convert }}({{ value }})
