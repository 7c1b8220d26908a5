"""Print src/unicode/tables.rs: what CPython 3.11 knows of identifiers and their normal form.

Run at the root of the crate:

    python3.11 tests/unicode/generate.py > src/unicode/tables.rs
"""

import itertools
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator

WIDTH = 100
HANGUL_SYLLABLES = range(0xAC00, 0xAC00 + 11172)  # composed and decomposed by arithmetic


def is_start(c: str) -> bool:
    return c.isidentifier()


def is_continue(c: str) -> bool:
    return ("a" + c).isidentifier()


def ranges(characters: Iterable[str], key: Callable[[str], object]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbours with the same key."""
    numbered = enumerate(characters)
    for _, group in itertools.groupby(numbered, lambda item: (ord(item[1]) - item[0], key(item[1]))):
        run = [ord(c) for _, c in group]
        yield run[0], run[-1]


def table(name: str, row: str, doc: str, rows: Iterable[str]) -> None:
    cells = list(rows)
    print(f"\n/// {doc}\n#[rustfmt::skip]\npub(super) static {name}: [{row}; {len(cells)}] = [")
    line = "   "
    for cell in cells:
        if len(line) + len(cell) + 2 > WIDTH:
            print(line)
            line = "   "
        line += f" {cell},"
    print(line + "\n];")


def char(c: str) -> str:
    return f"'\\u{{{ord(c):x}}}'"


def string(text: str) -> str:
    return '"' + "".join(c if c.isascii() else f"\\u{{{ord(c):x}}}" for c in text) + '"'


def main() -> None:
    assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version

    # Surrogates are no identifiers, so that all of these are characters to Rust.
    beyond_ascii = [chr(n) for n in range(0x80, sys.maxunicode + 1)]
    starts = [c for c in beyond_ascii if is_start(c)]
    continues = [c for c in beyond_ascii if is_continue(c)]
    assert set(starts) < set(continues)

    decompositions = {
        c: text
        for c in continues
        if ord(c) not in HANGUL_SYLLABLES and (text := unicodedata.normalize("NFKD", c)) != c
    }

    # A decomposition that goes on where the one before it ended joins its range.
    def distance(c: str) -> object:
        text = decompositions[c]
        return ord(text) - ord(c) if len(text) == 1 else c

    # Whatever a decomposed identifier can consist of.
    parts = {c for text in [*continues, *decompositions.values()] for c in text}
    parts = sorted(parts - set(decompositions) | {chr(n) for n in range(0x80) if is_continue(chr(n))})
    marks = [c for c in parts if unicodedata.combining(c)]

    composites = []
    for c in beyond_ascii:
        if ord(c) in HANGUL_SYLLABLES or unicodedata.normalize("NFC", c) != c:
            continue
        pair = unicodedata.decomposition(c).split()
        if len(pair) == 2 and not pair[0].startswith("<"):
            first, second = (chr(int(n, 16)) for n in pair)
            if set(unicodedata.normalize("NFKD", c)) <= set(parts):
                composites.append((first, second, c))

    print("//! What `CPython` 3.11 (Unicode 14) knows of identifiers, printed by")
    print("//! `python3.11 tests/unicode/generate.py > src/unicode/tables.rs`.")
    table(
        "START",
        "(u32, u32)",
        "First and last of each range beyond ASCII that an identifier can start with.",
        (f"(0x{a:x}, 0x{b:x})" for a, b in ranges(starts, lambda c: None)),
    )
    table(
        "CONTINUE",
        "(u32, u32)",
        "First and last of each range beyond ASCII that an identifier can only go on with.",
        (f"(0x{a:x}, 0x{b:x})" for a, b in ranges(sorted(set(continues) - set(starts)), lambda c: None)),
    )
    table(
        "DECOMPOSITIONS",
        "(u32, u32, &str)",
        "First and last of each range and what the first decomposes to, the next to the next.",
        (f"(0x{a:x}, 0x{b:x}, {string(decompositions[chr(a)])})" for a, b in ranges(decompositions, distance)),
    )
    table(
        "COMBINING_CLASSES",
        "(u32, u32, u8)",
        "First and last of each range of combining marks, and their class.",
        (f"(0x{a:x}, 0x{b:x}, {unicodedata.combining(chr(a))})" for a, b in ranges(marks, unicodedata.combining)),
    )
    table(
        "COMPOSITIONS",
        "(char, char, char)",
        "Two characters in a row and the one that stands for both.",
        (f"({char(a)}, {char(b)}, {char(c)})" for a, b, c in sorted(composites)),
    )


if __name__ == "__main__":
    main()
