"""Turns text into the words that are compared: stems, numbers as digits, and one name for each place."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple, NewType

import Stemmer

from qa.domain.article import Span
from qa.text.places import ALIASES

Term = NewType("Term", str)
"""A stem ("withdraw"), a number ("2500"), or a canonical name in capitals ("UNITED STATES")."""

_PART = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"  # an accent may be a character of its own
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)*|{_PART}(?:['’](?![sS]\b){_PART})*")
_ALIAS_LENGTHS = {
    first: sorted({len(alias) for alias in ALIASES if alias[0] == first}, reverse=True)
    for first in {alias[0] for alias in ALIASES}
}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(f"{_SMALL} eighteen nineteen".split())} | {
    word: str(value)
    for value, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
# British and American spellings that the stemmer leaves apart.
_SPELLINGS = {
    "defence": "defense",
    "offence": "offense",
    "licence": "license",
    "programme": "program",
    "centre": "center",
}

STOP_WORDS = frozenset(
    (
        "a about after all also am an and any are as at be been being both but by can could did do does doing done for from "
        "further had has have having he her here hers him his how i if in into is it its itself let like many may me might more "
        "most much must my no nor not of off on one or other our out over own s same shall she should so some such t than "
        "that the their them then there these they this those through to too under until up us very was we were what when "
        "where whether which while who whom whose why will with would you your tell give say says said according please"
    ).split()
)


class Word(NamedTuple):
    """A word or a known name of several words, how it compares and where it stands; a tuple, since articles have thousands."""

    term: Term
    text: str
    start: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.start + len(self.text))

    @property
    def named(self) -> bool:
        """Whether it is one of the gazetteer's names."""
        return self.term.isupper()

    @property
    def numeric(self) -> bool:
        """Whether it is a number, in digits or as a word."""
        return self.term[:1].isdigit()


def words(text: str) -> tuple[Word, ...]:
    """All words of `text` in order; a known name of several words ("United States") is one."""
    found = [(match.group(), match.start()) for match in _TOKEN.finditer(text)]
    folded = [_fold(token) for token, _ in found]
    read = [Word(term, token, start) for term, (token, start) in zip(_terms(folded), found, strict=True)]
    for name in reversed(_names([token for token, _ in found], folded)):
        last = name.position + name.length
        span = Span(read[name.position].start, read[last - 1].span.end)
        read[name.position : last] = [Word(name.term, span.of(text), span.start)]
    return tuple(read)


def terms(text: str) -> list[Term]:
    """The terms of `words(text)`, for half the time."""
    tokens = _TOKEN.findall(text)
    folded = [_fold(token) for token in tokens]
    read = _terms(folded)
    for name in reversed(_names(tokens, folded)):
        read[name.position : name.position + name.length] = [name.term]
    return read


def content(text: str) -> list[Term]:
    """The distinct terms of `text` that carry meaning, in order: no stop words."""
    return list(dict.fromkeys(word.term for word in words(text) if is_content(word)))


def is_content(word: Word) -> bool:
    """Whether a word carries meaning of its own."""
    return word.text.lower() not in STOP_WORDS or word.named


def _fold(token: str) -> str:
    word = token.lower()
    if not word.isascii():
        # Readers type "Celeron" for "Céloron".
        word = word.replace("’", "'")
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)) or word
    return _SPELLINGS.get(word, word)


def _terms(folded: Sequence[str]) -> list[Term]:
    # A stemmer instance is not safe between threads, and costs microseconds.
    stems = Stemmer.Stemmer("english").stemWords(folded)
    return [_term(fold, stem) for fold, stem in zip(folded, stems, strict=True)]


class _Name(NamedTuple):
    """A known name among tokens."""

    position: int
    length: int
    term: Term


def _names(tokens: Sequence[str], folded: Sequence[str]) -> list[_Name]:
    """The known names, longest first where several begin alike, without overlap."""
    found: list[_Name] = []
    for position in [at for at, fold in enumerate(folded) if fold in _ALIAS_LENGTHS]:
        if found and position < found[-1].position + found[-1].length:
            continue
        length, name = _alias_at(folded, position)
        if name and not _is_pronoun(tokens, position):
            found.append(_Name(position, length, Term(name.upper())))
    return found


def _alias_at(folded: Sequence[str], position: int) -> tuple[int, str | None]:
    """The longest known name that starts here: how many tokens it has, and its canonical form."""
    for length in _ALIAS_LENGTHS[folded[position]]:
        alias = tuple(folded[position : position + length])
        name = ALIASES.get(alias)
        if name:
            return len(alias), name
    return 1, None


_US = "us"
# Spelled like this they are no names.
_EVERYDAY = frozenset({"who", "Who", "male", "Male", "turkey", "polish", "chad", "lima", "rome"})
_PRONOUN_BEFORE = frozenset("tell give show let of to for about with from affect help between among".split())


def _is_pronoun(tokens: Sequence[str], position: int) -> bool:
    """Whether an everyday word: "us" after "tell" is one; elsewhere a reader in a hurry means the country."""
    word = tokens[position]
    if word in _EVERYDAY or (word == "WHO" and position == 0 and _shouted(tokens)):
        return True
    return word == _US and position > 0 and tokens[position - 1].lower() in _PRONOUN_BEFORE


def _shouted(tokens: Sequence[str]) -> bool:
    """Whether all is in capitals: "WHO WON THE VOTE?" asks for a person."""
    return len(tokens) > 1 and all(token.upper() == token for token in tokens)


def _term(folded: str, stem: str) -> Term:
    if folded[0].isdigit():
        return Term(folded.replace(",", "").rstrip("."))
    return Term(_NUMBER_WORDS.get(folded, stem))
