"""Functions whose docstrings are hard to write down."""

from __future__ import annotations


async def braces() -> str:
    """Looks like {{ a template }} and {% a tag %} and {# a comment #}."""
    return "braces"


async def ends_in_a_backslash() -> str:
    """C:\\"""
    return "ends_in_a_backslash"


async def ends_in_a_quote() -> str:
    """Say "when\""""
    return "ends_in_a_quote"


async def indented() -> str:
    """
        code first

    then what it does
    """
    return "indented"


async def indented_later() -> str:
    """
    What it does

        code
    """
    return "indented_later"


async def multiline() -> str:
    """One line that says it.

    Another paragraph:

        indented code

    - größer, 更大 \N{SNAKE}
    """
    return "multiline"


async def triple() -> str:
    """Has \"\"\" and ''' and \\n and a \t tab."""
    return "triple"
