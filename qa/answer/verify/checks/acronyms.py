"""Turns the capitals of a text into its acronyms, and into the letters that its rows of capitalised words are short for."""

import re
from collections.abc import Iterable, Iterator

from qa.text.tokens import Token, Tokens

_WITHIN = frozenset("of for and the in on de to &".split())
ACRONYM = re.compile(r"[A-Z](?:\.?[A-Z&]){1,6}s?\.?")
_SURE = 3


def spelled(told: Tokens, acronyms: Iterable[str]) -> set[int]:
    """Where the statement spells out what the quotes abbreviate."""
    found: set[int] = set()
    place = {id(token): at for at, token in enumerate(told)}
    for row in rows(told):
        for start in range(len(row)):
            if any(_abbreviates(acronym, initials) for acronym in acronyms for initials in initials_of(row[start:])):
                found |= {place[id(token)] for token in row[start:]}
    return found


def _abbreviates(acronym: str, initials: str) -> bool:
    """Whether letters are a name's, or all but its last ones: "CDC" leaves out "and Prevention"."""
    return acronym == initials or (len(acronym) >= _SURE and initials.startswith(acronym))


def rows(found: Tokens) -> Iterator[list[Token]]:
    """Capitalised words side by side, with "of" and the like between them."""
    row: list[Token] = []
    for token in found:
        goes_on = not token.breaks and (token.capital or (row and token.lower in _WITHIN))
        if not goes_on:
            yield from _row(row)
            row = []
        if token.capital or goes_on:
            row.append(token)
    yield from _row(row)


def _row(row: list[Token]) -> Iterator[list[Token]]:
    if sum(token.capital for token in row) > 1:
        yield row


def initials_of(row: Iterable[Token]) -> Iterator[str]:
    """The letters that its words begin with, from each of them on, with and without "of" and the like."""
    parts = [part for token in row for part in token.text.replace("-", " ").split()]
    for start in range(len(parts)):
        yield "".join(part[0] for part in parts[start:] if part[0].isupper())
        yield "".join(part[0].upper() for part in parts[start:])


def letters(token: Token) -> str:
    """The capitals of an acronym."""
    return "".join(letter for letter in token.text if letter.isupper())
