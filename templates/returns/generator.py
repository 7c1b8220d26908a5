collections.abc.Generator[{{ returns }}, {{ send }}, None]
