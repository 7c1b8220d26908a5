{# A call that fits on a line.
#}{{ callee }}({{ arguments }})
