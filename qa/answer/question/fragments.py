"""Put the words of a fragment in place of those of the same kind in the question before it: "And in Syria?"."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from qa.answer.question.function_words import LOCATIVE, PREPOSITIONS
from qa.text.dates import is_month, is_time, is_weekday, is_year
from qa.text.names import names_in_phrase
from qa.text.places import CONTINENTS, COUNTRIES, DEMONYMS
from qa.text.tokens import Term, Tokens, tokens

Kind = Literal["place", "date", "name", "thing"]
_MOST_PARTS = 8
"""Parts of a fragment; what has more is a question of its own."""
_LONGEST_NAME = 8
"""Words of a name that are looked at."""
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
    def head(self) -> Term:
        """Its noun."""
        return self.line[self.end - 1].term

    @property
    def articled(self) -> bool:
        """Whether "the" stands before it."""
        return self.first > 0 and self.line[self.first - 1].lower == "the"

    def whole(self, text: str) -> str:
        """It with its preposition, of the text that it stands in."""
        return text[self.start if self.before is None else self.line[self.before].start : self.stop]

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
    if not token.content or token.lower in _EMPTY | PREPOSITIONS:
        return None
    if _is_date(line, at):
        return "date"
    if token.term.lower() in COUNTRIES | CONTINENTS or (token.capital and token.capital_of):
        return "place"
    return _kind_of_name(line, at) if _is_of_name(line, at) else "thing"


def _is_of_name(line: Tokens, at: int) -> bool:
    """Whether a token is part of a name: "Boeing", "737" behind it, "al" in "al-Sudani"."""
    # Untrusted: a question may be nothing but numbers; no more of them belong to one name.
    for place in range(at, max(-1, at - _LONGEST_NAME), -1):
        token = line[place]
        joined = (
            place + 1 < len(line) and not token.capital and line[place + 1].before == "-" and line[place + 1].capital
        )
        if names_in_phrase(line, place) or joined:
            return True
        if not (token.numeric and token.before == " "):
            return False
    return False


def _kind_of_name(line: Tokens, at: int) -> Kind:
    """A name behind a preposition of place is one: "in Nether Pell"."""
    first = at
    while first > max(0, at - _LONGEST_NAME) and line[first - 1].content and _is_of_name(line, first - 1):
        first -= 1
    return "place" if first > 0 and line[first - 1].lower in LOCATIVE else "name"


def _is_date(line: Tokens, at: int) -> bool:
    token = line[at]
    beside = any(is_month(other) for other in line[max(0, at - 1) : at + 2])
    if is_month(token) or is_weekday(token) or is_year(token) or (token.numeric and beside):
        return True
    # "Winter" in "Winter Olympics" is a name, and "since" tells no time itself.
    return is_time(token) and not token.numeric and not token.capital and token.lower not in PREPOSITIONS


def exchanged(fragment: str, previous: str) -> str | None:
    """The previous question with each part of the fragment in place of its like; None where it has nothing alike."""
    found = parts(tokens(fragment))
    # Untrusted: made safe here. The question is read anew for each part.
    if len(found) > _MOST_PARTS or _opens_subject(found, previous):
        return None
    question: str | None = previous
    for part in found:
        question = question and _put_in(fragment, part, question)
    return None if question == previous else question


def _opens_subject(found: Sequence[Part], previous: str) -> bool:
    """Whether a fragment of several parts names a subject of its own: "And the Olympic Games in Paris?"."""
    known = {token.term for token in tokens(previous)}
    return len(found) > 1 and any(part.kind in {"name", "thing"} and part.head not in known for part in found)


def _put_in(fragment: str, part: Part, question: str) -> str | None:
    line = tokens(question)
    if part.kind in {"thing", "name"} and any(token.term == part.head for token in line):
        return _beside_head(fragment, part, question)
    slots = _slots(part, parts(line))
    if slots:
        return _in_slot(fragment, part, question, max(slots, key=lambda slot: _likeness(part, slot)))
    if part.kind not in {"place", "date"} or part.is_adjective:
        return None
    bare = part.preposition or (part.kind == "date" and not is_year(part.line[part.first]))
    return f"{question} {part.whole(fragment) if bare else f'in {part.whole(fragment)}'}"


def _in_slot(fragment: str, part: Part, question: str, slot: Part) -> str:
    if slot.is_adjective and part.preposition:
        return f"{question[: slot.start]}{question[slot.stop :].lstrip()} {part.whole(fragment)}"
    if part.preposition and slot.before is not None:
        return f"{question[: slot.line[slot.before].start]}{part.whole(fragment)}{question[slot.stop :]}"
    counted = slot.first > 0 and slot.line[slot.first - 1].lower in {"many", "much", "which", "what"}
    article = "the " if part.articled and not (slot.articled or counted) else ""
    return f"{question[: slot.start]}{article}{fragment[part.start : part.stop]}{question[slot.stop :]}"


def _slots(part: Part, others: Sequence[Part]) -> list[Part]:
    """The parts whose place it may take: those of its kind, else a name where it is a place, or the reverse."""
    if part.kind == "thing":
        return []
    alike = [other for other in others if other.kind == part.kind]
    named = {"place", "name"}
    return alike or [
        other
        for other in others
        if {other.kind, part.kind} == named
        and other.preposition == part.preposition
        and not (other.kind == "place" and other.modifies)
    ]


def _likeness(part: Part, slot: Part) -> tuple[bool, bool, bool, int]:
    """How like they are, what counts most first; of several alike the last is taken."""
    return (
        bool(part.preposition) and part.preposition == slot.preposition,
        part.modifies == slot.modifies,
        bool(part.preposition) == bool(slot.preposition),
        slot.first,
    )


def _beside_head(fragment: str, part: Part, question: str) -> str:
    """The question with "oil minister" in place of "prime minister": the same noun with other words before it."""
    line = tokens(question)
    at = next(at for at, token in enumerate(line) if token.term == part.head)
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
