"""Check that each name of a statement stands in its quotes, as it is, as an acronym, or for its country."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.answer.verify.checks.text import Reading
from qa.text.names import (
    ACRONYM,
    government,
    initials_of,
    is_distinctive,
    is_known,
    is_opener,
    is_title,
    letters,
    looks_plural,
    names_one,
    rows_of_capitals,
)
from qa.text.tables import column, mapped, rows
from qa.text.tokens import Term, Token, Tokens

_AFTER_NAMES = column([row for row in rows("speech") if row["after_name"]], "word")
"""Verbs of saying before which a beginning is a name."""
_STATES = mapped(rows("states"), "abbreviation", "state")
_ABBREVIATIONS = mapped(rows("states"), "state", "abbreviation")
_NICKNAMES = mapped(rows("nicknames"), "word", "other")
_LOCATIVE = frozenset("in at near outside from to around into across inside leaving visited visit visiting".split())
_PLAIN = re.compile(r"[^a-z0-9]")
_STEM, _ENDING = 4, 4
"""A name and what is made of it ("California", "Californian") share so many letters at least and differ in so many at most."""
_SURE = 3
"""Letters of an acronym that may leave out a name's last words: "CDC" leaves out "and Prevention"."""
_CONTEXT = 2
"""Words behind a beginning that must stand in the quotes as well."""


@dataclass(frozen=True, slots=True)
class _QuotedNames:
    """What of the quotes can answer to a name."""

    words: frozenset[str]
    """In lower case, without signs; the parts of known names too."""
    initials: frozenset[str]
    """Of every row of capitalised words."""
    acronyms: frozenset[str]


def names_hold(reading: Reading) -> bool:
    """Whether every name of the statement stands in the quotes."""
    return not unquoted_names(reading)


def unquoted_names(reading: Reading) -> set[int]:
    """Where names stand in the statement that the quotes do not have."""
    replaced = {at for at, token in enumerate(reading.statement) if token.opens and _replaces_name(reading, at)}
    return missing_names(reading, _names(reading.statement)) | replaced


def missing_names(reading: Reading, positions: Iterable[int]) -> set[int]:
    """Those of the statement's words for which the quotes have no name, also in another form."""
    statement = reading.statement
    missing = {at for at in positions if statement[at].term not in reading.terms}
    if not missing:
        return missing
    quoted = _quoted_names(reading.quoted)
    spelled_out = _spelled_out(statement, quoted.acronyms)
    return {at for at in missing - spelled_out if not _is_told_otherwise(statement, at, quoted, reading)}


def _names(statement: Tokens) -> Iterator[int]:
    """Where names stand; capitals throughout tell none but those of the gazetteer."""
    shouted = not any(token.content and not token.capital for token in statement)
    for at, token in enumerate(statement):
        if is_known(token) or (not shouted and (names_one(statement, at) or _opens_plainly(statement, at))):
            yield at


def _opens_plainly(tokens: Tokens, at: int) -> bool:
    """Whether a sentence's first word is plainly a name: a capital follows it, or a verb of saying."""
    token = tokens[at]
    if not token.opens or not _may_be_name(token) or at + 1 >= len(tokens) or tokens[at + 1].breaks:
        return False
    following = tokens[at + 1]
    if following.lower in _AFTER_NAMES:
        return not looks_plural(token)
    return following.capital and not following.named and is_distinctive(following)


def _may_be_name(token: Token) -> bool:
    """Whether a beginning may be a name, by its own form."""
    return is_distinctive(token) and not is_opener(token) and not token.lower.endswith(("ly", "ing", "ed"))


def _replaces_name(reading: Reading, at: int) -> bool:
    """Whether a beginning stands where the quotes have another name before the same words."""
    if not _may_be_new(reading, at):
        return False
    following = _following(reading.statement, at)
    if len(following) < _CONTEXT:
        return False
    ours = {token.lemma for token in reading.statement}
    before = [reading.quoted[_name_end(reading.quoted, place - 1)] for place in _places_of(following, reading)]
    return bool(before) and all(token.lemma not in ours and _is_plain_name(token, reading) for token in before)


def _following(statement: Tokens, at: int) -> list[Term]:
    """The next words behind the row of capitals that begins here."""
    end = at + 1
    while end < len(statement) and statement[end].capital and not statement[end].breaks:
        end += 1
    return [token.lemma for token in statement[end : end + _CONTEXT]]


def _may_be_new(reading: Reading, at: int) -> bool:
    """Whether a beginning may be a name of which the quotes tell nothing."""
    token = reading.statement[at]
    unknown = reading.terms_and_countries.isdisjoint(_meanings(reading.statement, at))
    return unknown and _may_be_name(token) and not looks_plural(token)


def _meanings(tokens: Tokens, at: int) -> Iterator[Term]:
    """The term of a name, and the country for which it stands."""
    yield tokens[at].term
    yield from (country for country in (government(tokens, at),) if country is not None)


def _places_of(lemmas: list[Term], reading: Reading) -> Iterator[int]:
    """Where these words stand side by side in the quotes, behind another."""
    for place in reading.places.get(lemmas[0], []):
        if place and [token.lemma for token in reading.quoted[place : place + len(lemmas)]] == lemmas:
            yield place


def _name_end(tokens: Tokens, at: int) -> int:
    """Where the word that tells a name apart stands: before the "College" of "Spelman College"."""
    while at > 0 and is_title(tokens[at]) and tokens[at].capital and tokens[at - 1].capital and not tokens[at].breaks:
        at -= 1
    return at


def _is_plain_name(token: Token, reading: Reading) -> bool:
    """Whether a word of the quotes is a name and nowhere in lower case."""
    everyday = is_opener(token) or any(other.lower == token.lower and not other.capital for other in reading.quoted)
    return is_distinctive(token) and not everyday and not token.lower.endswith("ly")


def _quoted_names(quoted: Tokens) -> _QuotedNames:
    parts = (part for token in quoted for part in (token.lower, *token.lower.split()))
    return _QuotedNames(
        words=frozenset(_PLAIN.sub("", part) for part in parts),
        initials=frozenset(initials for row in rows_of_capitals(quoted) for initials in initials_of(row)),
        acronyms=frozenset(letters(token) for token in quoted if ACRONYM.fullmatch(token.text)),
    )


def _spelled_out(statement: Tokens, acronyms: Iterable[str]) -> set[int]:
    """Where the statement spells out what the quotes abbreviate."""
    spelled: set[int] = set()
    position = {id(token): at for at, token in enumerate(statement)}
    for row in rows_of_capitals(statement):
        for start in range(len(row)):
            if any(_abbreviates(acronym, initials) for acronym in acronyms for initials in initials_of(row[start:])):
                spelled |= {position[id(token)] for token in row[start:]}
    return spelled


def _abbreviates(acronym: str, initials: str) -> bool:
    """Whether letters are a name's, or all but its last ones."""
    return acronym == initials or (len(acronym) >= _SURE and initials.startswith(acronym))


def _is_told_otherwise(statement: Tokens, at: int, quoted: _QuotedNames, reading: Reading) -> bool:
    """Whether the quotes have another form of a name, or the country or capital that stands for it."""
    token = statement[at]
    if token.term in reading.terms_and_countries or (
        not _is_located(statement, at) and _stands_for_another(statement, at, reading)
    ):
        return True
    if ACRONYM.fullmatch(token.text) and any(initials.startswith(letters(token)) for initials in quoted.initials):
        return True
    return quoted.words.issuperset(token.lower.split()) or _has_other_form(_PLAIN.sub("", token.lower), quoted.words)


def _stands_for_another(statement: Tokens, at: int, reading: Reading) -> bool:
    return not reading.terms_and_countries.isdisjoint(_meanings(statement, at))


def _has_other_form(name: str, words: frozenset[str]) -> bool:
    """Whether a name stands in the quotes without its signs, abbreviated, by a nickname, or with another ending."""
    forms = {name, _STATES.get(name), _ABBREVIATIONS.get(name), _NICKNAMES.get(name)}
    return not words.isdisjoint(forms) or any(_are_kin(name, word) for word in words)


def _is_located(tokens: Tokens, at: int) -> bool:
    """Whether a capital is told as the place where something is, and not as its government."""
    return at > 0 and tokens[at - 1].lower in _LOCATIVE


def _are_kin(one: str, other: str) -> bool:
    """Whether one is made of the other by an ending: "Texan", "Texas"."""
    short, long = sorted((one, other), key=len)
    shared = len(short) if long.startswith(short) else len(short) - 1 if long.startswith(short[:-1]) else 0
    return shared >= _STEM and len(long) - shared <= _ENDING
