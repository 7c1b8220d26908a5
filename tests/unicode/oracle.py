"""Print the version of Unicode of this Python and then identifiers, each with its normal form:
all of one character, all of an `a` and one character, and after an empty line 100,000 random ones.
"""

import random
import sys
import unicodedata


def identifiers() -> list[str]:
    """Random ones of the characters that normalisation has something to do with."""
    chosen = random.Random(14)
    continues = [chr(n) for n in range(sys.maxunicode + 1) if ("a" + chr(n)).isidentifier()]
    pools = [
        [c for c in continues if unicodedata.normalize("NFKD", c) != c],
        [c for c in continues if unicodedata.combining(c)],
        [chr(n) for n in (*range(0x1100, 0x1200), *range(0xAC00, 0xAC40))],  # Korean
        [c for c in continues if unicodedata.category(c) == "Mc"],
        [c for c in "aeiouAEIOUcCsSnNxyz" for _ in range(9)],
        continues,
    ]
    return [
        "a" + "".join(chosen.choice(chosen.choice(pools)) for _ in range(chosen.randint(1, 9)))
        for _ in range(100_000)
    ]


def main() -> None:
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print(unicodedata.unidata_version)
    characters = [chr(n) for n in range(sys.maxunicode + 1) if not 0xD800 <= n < 0xE000]
    for text in (*characters, *("a" + c for c in characters)):
        if text.isidentifier():
            show(text)
    print()
    for text in identifiers():
        show(text)


def show(text: str) -> None:
    print(f"{text}\t{unicodedata.normalize('NFKC', text)}")


if __name__ == "__main__":
    main()
