{# The signature of a shim or of an overload, where it fits on a line.
#}def {{ sync_name }}({{ params }}) -> {{ returns }}{{ end }}
