{# A function of a module of twins: what it gives.
#}{{ head }}
    return {{ value }}
