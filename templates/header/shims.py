{# The first line of the docstring of a module of shims.
#}Synchronous shims for asynchronous callables.
