collections.abc.Iterator[{{ returns }}]
