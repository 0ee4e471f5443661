"""Turns a question into its open references: the words that point at something which nothing before them in it names.

"Why did the US withdraw its troops?" has none, for "its" is the US; "Why did it withdraw?" has one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from qa.answer import grammar
from qa.answer.phrases import Phrase, phrases
from qa.answer.words import Word, words
from qa.domain import Span

Target = Literal["person", "things", "thing", "place", "time", "noun", "said"]
"""What is pointed at: "things" are several, a "noun" is named beside it ("that country"), "said" is what was talked about."""

_IT_IS = r"(?:is|was|be|been|are|isn['’]t|wasn['’]t|it['’]s)"
_STATES = (
    "true possible impossible likely unlikely clear unclear known legal illegal safe right wrong necessary important certain "
    "expected said thought reported believed correct common difficult hard easy fair time worth"
).replace(" ", "|")
_EXPLETIVE = re.compile(
    rf"\b{_IT_IS} it (?:not |still |really |also )*(?:{_STATES})\b(?= (?:that|to|for|if|whether|when|how|who|what|why)\b)"
    rf"|\bit(?: {_IT_IS}|['’]s) (?:not |still |really |also )*(?:{_STATES})\b"
    rf"|\b{_IT_IS} it (?:that|who)\b|\b{_IT_IS} it (?:the |a |an )?[\w'’ -]{{1,40}} (?:that|who)\b"
    rf"|\bhow (?:hot|cold|warm|cool|wet|dry|windy|far|late|bad) {_IT_IS} it\b"
    r"|\b(?:does|did|will|would) it (?:\w+ )?(?:take|cost)\b(?=.* to )|\b(?:is|was|will|did|does) it (?:be )?(?:rain|snow)",
    re.IGNORECASE,
)
_BEING = frozenset("is are was were be been 's has have will would can could might may should".split())
_NOT_POINTING = frozenset("who which whom whose in of from with near on under whom".split())
"""After "those": "those who fled"."""
_SINCE = frozenset("since until till by before from back after".split())
_CAUSING = frozenset("cause caused causes trigger triggered triggers prevent prevented prevents".split())
_CLAUSE = frozenset("that which who when while after before because if as and but or whether although so where".split())
"""What a new clause may begin with: in one and the same clause "them" and its subject are not the same."""
_OF_TIME = grammar.TIME_WORDS | frozenset("fall autumn summer spring winter time".split())


class Reference(NamedTuple):
    """An open reference and what would fit."""

    target: Target
    text: str
    start: int
    owner: bool = False
    """Whether it says whose: "their"."""
    acted_on: bool = False
    """Whether something is done to it: "Who built it?"."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.start + len(self.text))


@dataclass(frozen=True, slots=True)
class _Place:
    """A word that may point, and the question around it."""

    text: str
    words: Sequence[Word]
    at: int
    phrases: Sequence[Phrase]

    def lower(self, step: int = 0) -> str:
        at = self.at + step
        return self.words[at].text.lower() if 0 <= at < len(self.words) else ""

    @property
    def word(self) -> Word:
        return self.words[self.at]

    @property
    def last(self) -> bool:
        return self.at == len(self.words) - 1

    @property
    def noun_follows(self) -> bool:
        """Whether what comes next belongs to it, as in "her deputy" and "that country"."""
        following = [it for it in self.phrases if it.start > self.word.start]
        return bool(following) and not self.last and self.text[self.word.span.end : following[0].start].strip() == ""

    def named_before(self, fits: Callable[[Phrase], bool], *, clause: bool = False) -> bool:
        """Whether a phrase that fits stands before; `clause`: and a clause begins between the two."""
        ends = [it.span.end for it in self.phrases if it.span.end <= self.word.start and fits(it)]
        if not ends or not clause:
            return bool(ends)
        between = [word.text.lower() for word in self.words[: self.at] if word.start >= min(ends)]
        return any(word in _CLAUSE for word in between)

    def pointing(self, target: Target, *, owner: bool = False) -> Reference:
        return Reference(target, self.word.text, self.word.start, owner)


def open_references(text: str) -> tuple[Reference, ...]:
    """The open references in order."""
    found, read = words(text), phrases(text)
    places = (_Place(text, found, at, read) for at, word in enumerate(found) if word.text.lower() in _READERS)
    return tuple(it for place in places if (it := _READERS[place.lower()](place)) is not None)


def _is_person(phrase: Phrase) -> bool:
    return phrase.kind in {"person", "name"}


def _is_thing(phrase: Phrase) -> bool:
    return (
        phrase.kind in {"place", "group", "name", "thing"}
        and not phrase.plural
        and phrase.head not in grammar.UNIT_WORDS
    )


def _are_things(phrase: Phrase) -> bool:
    return (phrase.plural and phrase.head != "times") or phrase.kind in {"group", "place"} or phrase.head == "people"


def _he(place: _Place) -> Reference | None:
    owner = place.lower() in {"his", "hers"} or (place.lower() == "her" and place.noun_follows)
    object_ = place.lower() in {"him", "her"} and not owner
    return None if place.named_before(_is_person, clause=object_) else place.pointing("person", owner=owner)


def _they(place: _Place) -> Reference | None:
    owner, object_ = place.lower() in {"their", "theirs"}, place.lower() == "them"
    return None if place.named_before(_are_things, clause=object_) else place.pointing("things", owner=owner)


def _it(place: _Place) -> Reference | None:
    """In "is it true that …" it points at nothing."""
    if any(it.start() <= place.word.start < it.end() for it in _EXPLETIVE.finditer(place.text)):
        return None
    if place.lower(-1) in _CAUSING:
        return place.pointing("said")
    owner, ends = place.lower() == "its", place.last or place.lower(1) in grammar.PREPOSITIONS
    acted_on = not owner and place.lower(-1) not in grammar.AUXILIARIES | grammar.WH | {""}
    found = place.pointing("thing", owner=owner)._replace(acted_on=acted_on)
    return None if place.named_before(_is_thing, clause=ends and not owner) else found


def _there(place: _Place) -> Reference | None:
    """In "are there …" and "how many are there in …" it tells that something is, and not where."""
    exists = place.lower(-1) in _BEING or place.lower(1) in _BEING
    if (exists and not place.last) or place.named_before(lambda it: it.kind == "place" and bool(it.preposition)):
        return None
    return place.pointing("place")


def _then(place: _Place) -> Reference | None:
    pointing = (place.last and place.at > 0) or place.lower(-1) in _SINCE
    return place.pointing("time") if pointing and not place.named_before(lambda it: it.kind == "date") else None


def _that(place: _Place) -> Reference | None:
    """It points at the end, as the subject, behind a preposition and behind "who" with its verb: elsewhere it joins clauses."""
    before = place.lower(-1)
    leads = place.at == 0 or before in grammar.AUXILIARIES | grammar.PREPOSITIONS | grammar.WH | {"and", "but"}
    whose = place.at == len(("who", "led")) and place.lower(-2) in {"who", "what"} and before not in grammar.SPEECH
    comparing = place.lower(1) == "of"
    return _demonstrative(place) if (place.last or leads or whose) and not comparing else None


def _this(place: _Place) -> Reference | None:
    return None if place.lower() == "those" and place.lower(1) in _NOT_POINTING else _demonstrative(place)


def _demonstrative(place: _Place) -> Reference | None:
    """A time ("this year") is no reference; "that country" is one by its noun."""
    following = next((it for it in place.phrases if it.start > place.word.start), None)
    if following is None or not place.noun_follows or following.head in _STATES.split("|"):
        of_time = place.lower() in {"this", "these"} and place.lower(1) in _OF_TIME
        dated = any(it.kind == "date" and it.span.contains(place.word.span) for it in place.phrases)
        return None if of_time or dated else place.pointing("said")
    if place.lower() in {"this", "these"} and following.head in _OF_TIME | {"days", "years"}:
        return None
    pointed = re.split(r"['’]s?\b", place.text[place.word.start : following.span.end])[0]
    return Reference("noun", pointed, place.word.start)


def _same(place: _Place) -> Reference | None:
    """Alone or as a subject, "the same" and "the latter" point; "on the same day" names its noun."""
    alone = place.lower(-2) in grammar.AUXILIARIES or not place.noun_follows
    return place.pointing("said") if place.lower(-1) == "the" and alone else None


def _else(place: _Place) -> Reference | None:
    return place.pointing("said") if place.lower(-1) in grammar.WH else None


_READERS: dict[str, Callable[[_Place], Reference | None]] = {
    **dict.fromkeys(("he", "she", "him", "her", "his", "hers"), _he),
    **dict.fromkeys(("they", "them", "their", "theirs"), _they),
    **dict.fromkeys(("it", "its"), _it),
    **dict.fromkeys(("this", "these", "those"), _this),
    "that": _that,
    "there": _there,
    "then": _then,
    "same": _same,
    "latter": _same,
    "else": _else,
}
