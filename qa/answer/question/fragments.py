"""Put the words of a fragment in place of those of the same kind in the question before it: "And in Syria?"."""

from collections.abc import Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from qa.answer.question.function_words import LOCATIVE, PREPOSITIONS
from qa.text.dates import is_month, is_time, is_year
from qa.text.names import names_in_phrase
from qa.text.places import CONTINENTS, COUNTRIES, DEMONYMS
from qa.text.tokens import Tokens, tokens

Kind = Literal["place", "date", "name", "thing"]
_EMPTY = frozenset("one ones".split())
"""What stands for a noun of the question before: "British ones"."""


class Part(NamedTuple):
    """Words side by side that are of one kind."""

    kind: Kind
    line: Tokens
    first: int
    end: int

    @property
    def start(self) -> int:
        """Where it begins in its text."""
        return self.line[self.first].start

    @property
    def stop(self) -> int:
        """Where it ends in its text."""
        return self.line[self.end - 1].span.end

    @property
    def before(self) -> int | None:
        """The place of the preposition before it, if one stands there, an article apart."""
        at = self.first - 1
        if at >= 0 and self.line[at].lower in {"the", "a", "an"}:
            at -= 1
        return at if at >= 0 and self.line[at].lower in PREPOSITIONS else None

    @property
    def preposition(self) -> str:
        """That preposition; empty where there is none."""
        return "" if self.before is None else self.line[self.before].lower

    @property
    def modifies(self) -> bool:
        """Whether it tells which of its noun: "British", "US" in "US troops"."""
        goes_on = self.end < len(self.line) and self.line[self.end].content and self.line[self.end].before == " "
        return goes_on or (self.end == self.first + 1 and self.line[self.first].lower in DEMONYMS)

    @property
    def is_adjective(self) -> bool:
        """Whether it cannot stand without its noun: "Iraqi"."""
        return self.end == self.first + 1 and self.line[self.first].lower in DEMONYMS


def parts(line: Tokens) -> list[Part]:
    """The words with meaning, in runs of one kind."""
    runs = groupby(range(len(line)), lambda at: kind_at(line, at))
    return [Part(kind, line, at[0], at[-1] + 1) for kind, group in runs if kind is not None and (at := list(group))]


def kind_at(line: Tokens, at: int) -> Kind | None:
    """What kind of thing a token names; None for one without meaning of its own."""
    token = line[at]
    if not token.content or token.lower in _EMPTY:
        return None
    if _is_date(line, at):
        return "date"
    if token.term.lower() in COUNTRIES | CONTINENTS or (token.capital and token.capital_of):
        return "place"
    if not names_in_phrase(line, at):
        return "thing"
    located = at > 0 and (line[at - 1].lower in LOCATIVE or kind_of_located(line, at - 1))
    return "place" if located else "name"


def kind_of_located(line: Tokens, at: int) -> bool:
    """Whether a token is part of a name behind a preposition of place: "in Nether Pell"."""
    while at > 0 and line[at].content and names_in_phrase(line, at):
        at -= 1
    return line[at].lower in LOCATIVE


def _is_date(line: Tokens, at: int) -> bool:
    token = line[at]
    beside = any(is_month(other) for other in line[max(0, at - 1) : at + 2])
    return is_month(token) or is_year(token) or (token.numeric and beside) or (is_time(token) and not token.numeric)


def exchanged(fragment: str, previous: str) -> str | None:
    """The previous question with each part of the fragment in place of its like; None where it has nothing alike."""
    question: str | None = previous
    for part in parts(tokens(fragment)):
        question = question and _put_in(fragment, part, question)
    return None if question == previous else question


def _put_in(fragment: str, part: Part, question: str) -> str | None:
    slots = [slot for slot in _slots(part, parts(tokens(question))) if slot.stop <= len(question)]
    if part.kind == "thing" or (part.kind == "name" and not slots):
        return _beside_head(fragment, part, question)
    adverb = fragment[part.start if part.before is None else part.line[part.before].start : part.stop]
    if not slots:
        return f"{question} {adverb if part.preposition or part.kind == 'date' else f'in {adverb}'}"
    slot = max(slots, key=lambda slot: _likeness(part, slot))
    if slot.is_adjective and part.preposition:
        return f"{question[: slot.start]}{question[slot.stop :].lstrip()} {adverb}"
    if part.preposition and slot.before is not None:
        return f"{question[: slot.line[slot.before].start]}{adverb}{question[slot.stop :]}"
    return f"{question[: slot.start]}{fragment[part.start : part.stop]}{question[slot.stop :]}"


def _slots(part: Part, others: list[Part]) -> list[Part]:
    """The parts whose place it may take: those of its kind, else a name in the same position for a place, or the reverse."""
    alike = [other for other in others if other.kind == part.kind]
    named = {"place", "name"}
    return alike or [
        other for other in others if {other.kind, part.kind} <= named and other.preposition == part.preposition
    ]


def _likeness(part: Part, slot: Part) -> tuple[bool, bool, bool, int]:
    """How like they are, what counts most first; of several alike the last is taken."""
    return (
        bool(part.preposition) and part.preposition == slot.preposition,
        part.modifies == slot.modifies,
        bool(part.preposition) == bool(slot.preposition),
        slot.first,
    )


def _beside_head(fragment: str, part: Part, question: str) -> str | None:
    """The question with "oil minister" in place of "prime minister": the same noun with other words before it."""
    line = tokens(question)
    head = part.line[part.end - 1].term
    at = next((at for at, token in enumerate(line) if token.term == head), None)
    if at is None:
        return None
    first = min(_words_before(line, at), default=at)
    return f"{question[: line[first].start]}{fragment[part.start : part.stop]}{question[line[at].span.end :]}"


def _words_before(line: Tokens, at: int) -> Iterator[int]:
    """The words right before a noun that tell which one is meant."""
    for place in range(at - 1, -1, -1):
        token = line[place]
        if (
            not token.content
            or token.named
            or token.lower == "s"
            or "'" in line[place].after
            or "’" in line[place].after
        ):
            return
        yield place
