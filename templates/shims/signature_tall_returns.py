{# The signature without parameters of which the return annotation does not fit on the line.
#}def {{ sync_name }}() -> {{ returns }}{{ end }}
