{# The docstring of a function that has one, below the signature.
#}
    """{{ text }}"""
