{# What a shim returns for an asynchronous context manager.
#}contextlib.AbstractContextManager[{{ returns }}]
