{# What a shim returns for an asynchronous iterator.
#}collections.abc.Iterator[{{ returns }}]
