"""Read a question: what it asks for, and the names, places, dates and offices that it takes for granted."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from qa.answer.question.answer_type import AnswerType, expected_answer_type
from qa.answer.question.function_words import LOCATIVE
from qa.answer.question.kind import question_kind
from qa.domain.answer import QuestionKind
from qa.text.dates import is_month, is_year
from qa.text.names import government, is_name, is_often_omitted
from qa.text.places import COUNTRIES, EVENTS
from qa.text.sentences import sentences
from qa.text.tokens import Term, Token, Tokens, content, tokens

_WHO_IS = re.compile(r"who(?:'s|’s| is| was| are| were)\b", re.IGNORECASE)
# Offices: whoever asks for one asks for that one. "Foreign" and "of State" belong to it.
OFFICES = frozenset(
    "presid minist ministri secretari governor chancellor ambassador chairman chief command spokesman spokeswoman".split()
)
_STATE_OFFICES = frozenset(
    {(Term("secretari"), Term("of"), Term(what)) for what in ("state", "defens", "treasuri", "energi")}
)
_ROLE_ADJECTIVES = frozenset("new former current first last next acting late incoming outgoing country nation".split())


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its parts; only `text`, `terms` and `kind` are of the whole text, all else is of the sentence that asks."""

    text: str
    terms: tuple[Term, ...]
    """The distinct terms that carry meaning."""
    tokens: tuple[Token, ...]
    """The tokens of the sentence that asks."""
    answer_type: AnswerType
    kind: QuestionKind
    """Of the whole text."""
    names: tuple[tuple[Term, ...], ...]
    """Proper names, each as its terms; countries and nationalities are in `places`."""
    places: tuple[Term, ...]
    roles: tuple[tuple[Term, ...], ...]
    """Offices with the word that tells which: "defense minister", "secretary of state"."""
    dates: tuple[tuple[Term, ...], ...]
    """Dates as their terms that belong together: a year, a month with its year or day. Weekdays need a calendar."""


def read_question(text: str) -> Question:
    """The question's parts; case counts only where the question uses it as English does.

    Only the sentence that asks takes something for granted: "Prices rose 13 %. Which item rose most?" may be answered by
    a sentence without the 13 %.
    """
    asking = _asking_sentence(text)
    sentence = tokens(asking)
    dates = tuple(_dates(sentence))
    date_terms = {term for date in dates for term in date}
    return Question(
        text=text,
        terms=tuple(content(text)),
        tokens=sentence,
        answer_type=expected_answer_type(asking),
        kind=question_kind(text),
        names=_names(sentence, date_terms),
        places=tuple(dict.fromkeys(_places(sentence))),
        roles=tuple(_roles(sentence, asks_holder=_WHO_IS.match(asking) is not None)),
        dates=dates,
    )


def _asking_sentence(text: str) -> str:
    """The last sentence with a question mark, or else the last one."""
    parts = [span.of(text) for span in sentences(text)]
    return next((part for part in reversed(parts) if "?" in part), parts[-1] if parts else text)


def is_country(term: Term) -> bool:
    """Whether a term is a country or region of the gazetteer."""
    return term.lower() in COUNTRIES


def _dates(sentence: Tokens) -> list[tuple[Term, ...]]:
    """The dates: "October 7, 2023" is one."""
    return _runs(
        sentence,
        lambda position: (
            is_month(sentence[position])
            or is_year(sentence[position])
            or (sentence[position].numeric and _is_beside_month(sentence, position))
        ),
    )


def _is_beside_month(sentence: Tokens, position: int) -> bool:
    return any(is_month(token) for token in sentence[max(0, position - 1) : position + 2])


def _names(sentence: Tokens, date_terms: set[Term]) -> tuple[tuple[Term, ...], ...]:
    """The proper names but countries: capitalised words side by side that are no titles and no dates."""
    if _is_capitalised_throughout(sentence):
        return ()
    return tuple(
        _runs(
            sentence,
            lambda position: sentence[position].term not in date_terms and _is_required_name(sentence, position),
        )
    )


def _is_required_name(sentence: Tokens, position: int) -> bool:
    """Whether a token is a name that must be told; a capital that stands for its country must not, one where something is."""
    token = sentence[position]
    if token.named or is_often_omitted(token):
        return token.term.lower() in EVENTS
    located = position > 0 and sentence[position - 1].lower in LOCATIVE
    return is_name(sentence, position) and (located or government(sentence, position) is None)


def _places(sentence: Tokens) -> Iterator[Term]:
    """The places and bodies of the gazetteer, and the countries for which a capital stands."""
    for position, token in enumerate(sentence):
        listed = token.named and token.term.lower() not in EVENTS
        place = token.term if listed else government(sentence, position)
        if place is not None:
            yield place


def _is_capitalised_throughout(sentence: Tokens) -> bool:
    """Title case and capitals tell nothing about names."""
    alphabetic = [token for token in sentence if token.text[0].isalpha() and not token.named]
    lower = sum(token.text[0].islower() for token in alphabetic)
    return len(alphabetic) > 2 and lower == 0  # noqa: PLR2004 shorter ones are "Who is Austin?"


def _runs(sentence: Tokens, belongs: Callable[[int], bool]) -> list[tuple[Term, ...]]:
    """The terms of each unbroken run of positions that belong."""
    runs = groupby(range(len(sentence)), belongs)
    return [tuple(sentence[position].term for position in run) for belonging, run in runs if belonging]


def _roles(sentence: Tokens, *, asks_holder: bool) -> Iterator[tuple[Term, ...]]:
    """Offices with the word that tells which; without one only where it is asked who holds it."""
    for position, token in enumerate(sentence):
        if token.term not in OFFICES:
            continue
        state_office = tuple(following.term for following in sentence[position : position + 3])
        if state_office in _STATE_OFFICES:
            yield state_office
        elif position and _tells_which(sentence[position - 1]):
            yield (sentence[position - 1].term, token.term)
        elif asks_holder:
            yield (token.term,)


def _tells_which(modifier: Token) -> bool:
    """Whether the word before an office tells which it is: "defense", not "new" and not "Iraq's"."""
    return modifier.content and not modifier.named and modifier.text.lower() not in _ROLE_ADJECTIVES
