"""Tell names from other words by their capitals and by the gazetteer, from the loosest sense to the strictest.

`is_proper` asks a token alone, `is_name` where it stands, `names_in_phrase` where it stands in a short text, and `names_one`
whether it tells one bearer from another there.
"""

import re
from collections.abc import Iterable, Iterator

from qa.text.dates import is_month, is_weekday
from qa.text.tables import by_kind, column, rows
from qa.text.tokens import CAPITAL_TERMS, Term, Token, Tokens, terms, tokens

_TITLE_ROWS = rows("titles")
_KINDS = by_kind("titles")
_TITLES_AND_KINDS = _KINDS["title"] | _KINDS["institution"]
PERSON_NOUNS = column([row for row in _TITLE_ROWS if row["person"]], "word")
"""Nouns for a person who is not named: "the minister", "the driver"."""
TITLES = column([row for row in _TITLE_ROWS if row["kind"] == "title" and (row["person"] or row["omitted"])], "word")
"""Titles and offices that make a person of a name: "Senator", "Dr"."""
_OMITTED = column([row for row in _TITLE_ROWS if row["omitted"]], "word")
_OPENERS = column(rows("openers"), "word")
_SHORTEST = 2
"""Letters of a name that tells one bearer from another."""
_FULL_NAME = 2
"""Tokens of "Justin Trudeau"."""
_JOINT = re.compile(r"[ \u00a0-]?|[\u2011–'’]")
ACRONYM = re.compile(r"[A-Z](?:\.?[A-Z&]){1,6}s?\.?")
"""A name by its first letters: "FBI", "U.N."."""
_WITHIN = frozenset("of for and the in on de to &".split())
"""Small words within a name."""


def is_known(token: Token) -> bool:
    """Whether a token is a name whatever its letters: one of the gazetteer's, or a capital."""
    return token.named or (token.capital and token.capital_of is not None)


def is_proper(token: Token) -> bool:
    """Whether a token may be a name: a known one, or any capitalised word that carries meaning and is no number.

    The first word of a sentence counts too: for those who weigh or compare words, and lose little by one too many.
    """
    return token.named or (token.capital and token.content and not token.numeric)


def is_name(tokens: Tokens, at: int) -> bool:
    """Whether a token is a name where it stands: the first word is one only where it is known."""
    return is_known(tokens[at]) or (at > 0 and is_proper(tokens[at]))


def is_distinctive(token: Token) -> bool:
    """Whether a token written as a name tells one bearer from another: no title, kind, weekday or month, no "I'm".

    For those who refuse a sentence because its quotes lack the name.
    """
    return (
        token.capital
        and token.content
        and not token.numeric
        and not is_title(token)
        and not is_weekday(token)
        and not is_month(token)
        and not token.lower.startswith("i'")
        and len(token.text) >= _SHORTEST
    )


def names_one(tokens: Tokens, at: int) -> bool:
    """Whether a token is a name that tells one bearer from another, and not only because a sentence or quotation begins."""
    return is_known(tokens[at]) or (not tokens[at].opens and is_distinctive(tokens[at]))


def names_in_phrase(tokens: Tokens, at: int) -> bool:
    """Whether a token is part of a name in a question or another short text.

    At the start of a sentence only where the name goes on behind it or hardly more is there: readers write "And Trudeau".
    """
    token = tokens[at]
    if is_known(token) or not token.capital or not token.content:
        return is_known(token)
    opens = at == 0 or any(mark in token.before for mark in ".?!")
    goes_on = at + 1 < len(tokens) and is_joined(tokens[at + 1]) and tokens[at + 1].capital
    return not opens or goes_on or len(tokens) <= _FULL_NAME


def is_joined(token: Token) -> bool:
    """Whether no mark but a hyphen or an apostrophe stands between the token before and this one."""
    return _JOINT.fullmatch(token.before) is not None


def is_title(token: Token) -> bool:
    """Whether it goes with a name rather than being one: a title, an office, or a kind ("River")."""
    return token.lower.rstrip(".") in _TITLES_AND_KINDS


def is_often_omitted(token: Token) -> bool:
    """Whether it is a title that a text often leaves out: "President Biden" is "Biden"."""
    return token.lower in _OMITTED


def is_opener(token: Token) -> bool:
    """Whether it begins sentences before a name, and is none."""
    return token.lower in _OPENERS


def looks_plural(token: Token) -> bool:
    """Whether a beginning is more likely "Officials" than "Weiss"."""
    return token.lower.endswith("s") and not token.lower.endswith(("us", "is", "ss", "ins"))


def government(tokens: Tokens, at: int) -> Term | None:
    """The country for which a capital stands, by which news means its government ("Washington said"); None where none stands.

    In a longer name ("Washington Post", "Paris Agreement", "Treaty of Versailles") a capital stands for no country.
    """
    country = tokens[at].capital_of
    return None if country is None or _is_in_longer_name(tokens, at) else country


def governments(tokens: Tokens) -> Iterator[Term]:
    """The country of each capital that stands for one, in order."""
    return (country for at in range(len(tokens)) if (country := government(tokens, at)) is not None)


def telling_terms(tokens: Tokens) -> frozenset[Term]:
    """The terms that carry meaning, and the country of each capital that stands for one."""
    return frozenset((*(token.term for token in tokens if token.content), *governments(tokens)))


def mentioned(text: str) -> list[Term]:
    """The terms of a text, and the country of each capital that stands for one."""
    plain = terms(text)
    return plain if CAPITAL_TERMS.isdisjoint(plain) else [*plain, *governments(tokens(text))]


def _is_in_longer_name(tokens: Tokens, at: int) -> bool:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    continued = following is not None and _is_spaced(following) and _continues_name(following)
    return continued or _continues_name_before(tokens, at)


def _continues_name_before(tokens: Tokens, at: int) -> bool:
    """Whether a name that began earlier goes on here: "George Washington", "Treaty of Paris"."""
    if at == 0 or not _is_spaced(tokens[at]):
        return False
    before = tokens[at - 1]
    if before.lower == "of":
        return at > 1 and _is_spaced(before) and is_proper(tokens[at - 2]) and not tokens[at - 2].opens
    return is_distinctive(before) and not before.named and not (before.opens and is_opener(before))


def _is_spaced(token: Token) -> bool:
    """Whether nothing but white space stands before it."""
    return bool(token.before) and token.before.isspace() and "\n" not in token.before


def _continues_name(token: Token) -> bool:
    """Whether a capital goes on with a name: no place of its own, no day."""
    return token.capital and token.content and not (token.named or is_weekday(token) or is_month(token))


def rows_of_capitals(tokens: Tokens) -> Iterator[list[Token]]:
    """Capitalised words side by side, at least two, with "of" and the like between them."""
    row: list[Token] = []
    for token in tokens:
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
