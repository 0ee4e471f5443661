"""Turns a question into what it asks for and what it takes for granted: the names, places, dates and numbers in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qa.text.places import COUNTRIES
from qa.text.sentences import sentences
from qa.text.tokens import Term, Word, content, is_content, words

AnswerType = Literal["number", "amount", "date", "person", "place", "reason", "other"]

MONTHS = frozenset(
    (
        "januari februari march april may june juli august septemb octob novemb decemb "
        "jan feb mar apr jun jul aug sept sep oct nov dec"
    ).split()
)

_LEAD = r"(?:(?:and|so|but|since|until|by|from|in|on|at|to|of|about|exactly|roughly|approximately|for) )*"
_ASKED = r"(?:what|which)"
# Matched at the start of a clause: "When did the talks begin?", "As the talks began, who was there?"
_PATTERNS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    ("amount", re.compile(rf"{_LEAD}how much\b", re.IGNORECASE)),
    (
        "number",
        re.compile(
            rf"{_LEAD}(?:how (?:many|old|tall|far|big|large|high)\b|{_ASKED} (?:\w+ )?(?:number|percentage|percent|share|"
            r"amount|age)\b|(?:(?:what (?:is|was|are|were) )?the )?(?:\w+ )?number of\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "date",
        re.compile(
            rf"{_LEAD}(?:when|how long|how soon|{_ASKED} (?:\w+ )?(?:year|date|day|month|time|decade|century))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "person",
        re.compile(
            rf"{_LEAD}(?:who|whom|whose|{_ASKED} (?:\w+ )?(?:person|official|minister|leader|president))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "place",
        re.compile(
            rf"{_LEAD}(?:where|{_ASKED} (?:\w+ )?(?:country|countries|city|cities|place|town|state|nation|county))\b",
            re.IGNORECASE,
        ),
    ),
    ("reason", re.compile(rf"{_LEAD}(?:why|{_ASKED} (?:\w+ )*?(?:reason|cause))", re.IGNORECASE)),
    ("other", re.compile(rf"{_LEAD}(?:what|which|how)\b", re.IGNORECASE)),
)
_WHO_IS = re.compile(r"who(?:'s|’s| is| was| are| were)\b", re.IGNORECASE)
# Titles go with a name and are often left out of the text: "President Biden" is "Biden".
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
    """A question, read."""

    text: str
    terms: tuple[Term, ...]
    """The distinct terms that carry meaning."""
    asked: tuple[Word, ...]
    """The words of the sentence that asks."""
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

    Only what is asked in the last sentence is taken for granted there: "Prices rose 13 %. Which item rose most?" may be
    answered by a sentence without the 13 %.
    """
    asked = _asking(text)
    found = words(asked)
    dates = tuple(_dates(found))
    dated = {term for date in dates for term in date}
    return Question(
        text=text,
        terms=tuple(content(text)),
        asked=found,
        answer_type=_answer_type(asked),
        names=_names(found, dated),
        places=tuple(dict.fromkeys(word.term for word in found if word.named)),
        roles=tuple(_roles(found, bare=_WHO_IS.match(asked) is not None)),
        dates=dates,
        numbers=tuple(word.term for word in found if _is_figure(word, asked) and word.term not in dated),
    )


def _asking(text: str) -> str:
    """The last sentence with a question mark, or else the last one."""
    parts = [span.of(text) for span in sentences(text)]
    return next((part for part in reversed(parts) if "?" in part), parts[-1] if parts else text)


def _answer_type(asked: str) -> AnswerType:
    """What the last clause asks that opens with a question word; "When it rains, who pays?" asks who."""
    clauses = [clause.strip() for clause in re.split(r"[,;:] ", asked)]
    told = (answer_type for clause in reversed(clauses) for answer_type, pattern in _PATTERNS if pattern.match(clause))
    return next(told, "other")


def _is_figure(word: Word, text: str) -> bool:
    """Digits that count or measure: not the 19 of "Covid-19", nor an ordinal, nor a number word ("Which two cities?")."""
    before, after = text[: word.span.start][-1:], text[word.span.end :][:1]
    return word.text[0].isdigit() and before not in {"-", "–"} and not after.isalpha()


def is_country(term: Term) -> bool:
    """Whether a term is a country or region of the gazetteer."""
    return term.lower() in COUNTRIES


def is_year(word: Word) -> bool:
    """Whether a word reads as a year: "2014" does, "2,014" counts something."""
    return len(word.text) == 4 and word.text.isdecimal() and _FIRST_YEAR <= int(word.text) <= _LAST_YEAR  # noqa: PLR2004


def is_month(word: Word) -> bool:
    """Whether a word is a month's name, written as one ("may" is a verb)."""
    return word.term in MONTHS and word.text[0].isupper()


def _dates(found: tuple[Word, ...]) -> list[tuple[Term, ...]]:
    """Neighbouring date words belong together: "October 7, 2023" is one date."""
    groups: list[list[Term]] = []
    last = -2
    for position, word in enumerate(found):
        dated = is_month(word) or is_year(word)
        day = word.numeric and not dated and _beside_month(found, position)
        if not (dated or day):
            continue
        if position - last == 1 and groups:
            groups[-1].append(word.term)
        else:
            groups.append([word.term])
        last = position
    return [tuple(group) for group in groups]


def _roles(found: tuple[Word, ...], *, bare: bool) -> Iterator[tuple[Term, ...]]:
    """Offices with the word that tells which; without one only where it is asked who holds it."""
    for position, word in enumerate(found):
        if word.term not in _OFFICES:
            continue
        before = found[position - 1] if position else None
        state = tuple(it.term for it in found[position : position + 3])
        if state in _STATE_OFFICES:
            yield state
        elif before and is_content(before) and not before.named and before.text.lower() not in _ROLE_ADJECTIVES:
            yield (before.term, word.term)
        elif bare:
            yield (word.term,)


def _beside_month(found: tuple[Word, ...], position: int) -> bool:
    return any(is_month(word) for word in found[max(0, position - 1) : position + 2])


def _names(found: tuple[Word, ...], dated: set[Term]) -> tuple[tuple[Term, ...], ...]:
    if _capitalised_throughout(found):
        return ()
    names: list[list[Term]] = []
    last = -2
    for position, word in enumerate(found):
        if not _is_name(word, position) or word.term in dated:
            continue
        if position - last == 1 and names:
            names[-1].append(word.term)
        else:
            names.append([word.term])
        last = position
    return tuple(tuple(name) for name in names)


def _is_name(word: Word, position: int) -> bool:
    capital = word.text[0].isupper() and not word.named and not word.numeric
    return position > 0 and capital and is_content(word) and word.text.lower() not in _ROLES


def _capitalised_throughout(found: tuple[Word, ...]) -> bool:
    """Title case and capitals tell nothing about names."""
    alphabetic = [word for word in found if word.text[0].isalpha() and not word.named]
    lower = sum(word.text[0].islower() for word in alphabetic)
    return len(alphabetic) > 2 and lower == 0  # noqa: PLR2004 shorter ones are "Who is Austin?"
