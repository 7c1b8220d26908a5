{# What a shim returns for an asynchronous generator.
#}collections.abc.Generator[{{ returns }}, {{ send }}, None]
