"""Read a question: what it asks for, and the names, places, dates and numbers that it takes for granted."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qa.answer.question.answer_type import AnswerType, expected_answer_type
from qa.text.places import COUNTRIES
from qa.text.sentences import sentences
from qa.text.tokens import Term, Word, content, is_content, words

MONTHS = frozenset(
    (
        "januari februari march april may june juli august septemb octob novemb decemb "
        "jan feb mar apr jun jul aug sept sep oct nov dec"
    ).split()
)

_WHO_IS = re.compile(r"who(?:'s|’s| is| was| are| were)\b", re.IGNORECASE)
# Titles are often left out before a name: "President Biden" is "Biden".
_ROLES = frozenset(
    (
        "president prime minister secretary senator governor mayor general king queen prince princess pope judge justice "
        "congressman congresswoman representative chancellor ambassador speaker mr mrs ms dr sir lord deputy vice chief "
        "defense foreign interior finance press ministry department government official coach ceo actor actress singer"
    ).split()
)
# Offices: whoever asks for one asks for that one. "Foreign" and "of State" belong to it.
_OFFICES = frozenset(
    "presid minist ministri secretari governor chancellor ambassador chairman chief command spokesman spokeswoman".split()
)
_STATE_OFFICES = frozenset(
    {(Term("secretari"), Term("of"), Term(what)) for what in ("state", "defens", "treasuri", "energi")}
)
_ROLE_ADJECTIVES = frozenset("new former current first last next acting late incoming outgoing country nation".split())
_FIRST_YEAR, _LAST_YEAR = 1500, 2100


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its parts; only `text` and `terms` are of the whole text, all else is of the sentence that asks."""

    text: str
    terms: tuple[Term, ...]
    """The distinct terms that carry meaning."""
    tokens: tuple[Word, ...]
    """The tokens of the sentence that asks."""
    answer_type: AnswerType
    names: tuple[tuple[Term, ...], ...]
    """Proper names, each as its terms; countries and nationalities are in `places`."""
    places: tuple[Term, ...]
    roles: tuple[tuple[Term, ...], ...]
    """Offices with the word that tells which: "defense minister", "secretary of state"."""
    dates: tuple[tuple[Term, ...], ...]
    """Dates as their terms that belong together: a year, a month with its year or day. Weekdays need a calendar."""
    numbers: tuple[Term, ...]
    """Numbers that are not part of a date."""


def read_question(text: str) -> Question:
    """The question's parts; case counts only where the question uses it as English does.

    Only the sentence that asks takes something for granted: "Prices rose 13 %. Which item rose most?" may be answered by
    a sentence without the 13 %.
    """
    asking = _asking_sentence(text)
    tokens = words(asking)
    dates = tuple(_dates(tokens))
    date_terms = {term for date in dates for term in date}
    return Question(
        text=text,
        terms=tuple(content(text)),
        tokens=tokens,
        answer_type=expected_answer_type(asking),
        names=_names(tokens, date_terms),
        places=tuple(dict.fromkeys(token.term for token in tokens if token.named)),
        roles=tuple(_roles(tokens, asks_holder=_WHO_IS.match(asking) is not None)),
        dates=dates,
        numbers=tuple(token.term for token in tokens if _is_figure(token, asking) and token.term not in date_terms),
    )


def _asking_sentence(text: str) -> str:
    """The last sentence with a question mark, or else the last one."""
    parts = [span.of(text) for span in sentences(text)]
    return next((part for part in reversed(parts) if "?" in part), parts[-1] if parts else text)


def _is_figure(token: Word, text: str) -> bool:
    """Digits that count or measure: not the 19 of "Covid-19", nor an ordinal, nor a number word ("Which two cities?")."""
    before, after = text[: token.span.start][-1:], text[token.span.end :][:1]
    return token.text[0].isdigit() and before not in {"-", "–"} and not after.isalpha()


def is_country(term: Term) -> bool:
    """Whether a term is a country or region of the gazetteer."""
    return term.lower() in COUNTRIES


def is_year(word: Word) -> bool:
    """Whether a word reads as a year: "2014" does, "2,014" counts something."""
    return len(word.text) == 4 and word.text.isdecimal() and _FIRST_YEAR <= int(word.text) <= _LAST_YEAR  # noqa: PLR2004


def is_month(word: Word) -> bool:
    """Whether a word is a month's name, written as one ("may" is a verb)."""
    return word.term in MONTHS and word.text[0].isupper()


def _dates(tokens: Sequence[Word]) -> list[tuple[Term, ...]]:
    """The dates: "October 7, 2023" is one."""
    return _runs(
        tokens,
        lambda position: (
            is_month(tokens[position])
            or is_year(tokens[position])
            or (tokens[position].numeric and _is_beside_month(tokens, position))
        ),
    )


def _is_beside_month(tokens: Sequence[Word], position: int) -> bool:
    return any(is_month(token) for token in tokens[max(0, position - 1) : position + 2])


def _names(tokens: Sequence[Word], date_terms: set[Term]) -> tuple[tuple[Term, ...], ...]:
    """The proper names but countries: capitalised words side by side that are no titles and no dates."""
    if _is_capitalised_throughout(tokens):
        return ()
    return tuple(
        _runs(
            tokens,
            lambda position: _is_name(tokens[position], position) and tokens[position].term not in date_terms,
        )
    )


def _is_name(token: Word, position: int) -> bool:
    capital = token.text[0].isupper() and not token.named and not token.numeric
    return position > 0 and capital and is_content(token) and token.text.lower() not in _ROLES


def _is_capitalised_throughout(tokens: Sequence[Word]) -> bool:
    """Title case and capitals tell nothing about names."""
    alphabetic = [token for token in tokens if token.text[0].isalpha() and not token.named]
    lower = sum(token.text[0].islower() for token in alphabetic)
    return len(alphabetic) > 2 and lower == 0  # noqa: PLR2004 shorter ones are "Who is Austin?"


def _runs(tokens: Sequence[Word], belongs: Callable[[int], bool]) -> list[tuple[Term, ...]]:
    """The terms of each unbroken run of positions that belong."""
    runs = groupby(range(len(tokens)), belongs)
    return [tuple(tokens[position].term for position in run) for belonging, run in runs if belonging]


def _roles(tokens: Sequence[Word], *, asks_holder: bool) -> Iterator[tuple[Term, ...]]:
    """Offices with the word that tells which; without one only where it is asked who holds it."""
    for position, token in enumerate(tokens):
        if token.term not in _OFFICES:
            continue
        state_office = tuple(following.term for following in tokens[position : position + 3])
        if state_office in _STATE_OFFICES:
            yield state_office
        elif position and _tells_which(tokens[position - 1]):
            yield (tokens[position - 1].term, token.term)
        elif asks_holder:
            yield (token.term,)


def _tells_which(modifier: Word) -> bool:
    """Whether the word before an office tells which it is: "defense", not "new" and not "Iraq's"."""
    return is_content(modifier) and not modifier.named and modifier.text.lower() not in _ROLE_ADJECTIVES
