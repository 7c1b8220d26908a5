contextlib.AbstractContextManager[{{ returns }}]
