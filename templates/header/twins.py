{# The first line of the docstring of a module of twins.
#}Synchronous twins of asynchronous classes.
