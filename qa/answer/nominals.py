"""Turns a text into its nominal stretches: the words that can be one phrase, without small words, dates, adverbs and verbs.

There is no dictionary behind it: a verb is known by its ending and by what stands before its subject.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.answer import grammar
from qa.answer.words import Term, Word, is_content, words
from qa.domain import Span

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)(?=\.? \d)\.?)"
)
_YEAR = r"(?:1[5-9]|20)\d\d(?![\d.,]*\d)"
_DATE = re.compile(
    rf"(?<![\w.,])(?:(?:\d{{1,2}} )?{_MONTH}(?!\w)(?: \d{{1,2}}(?!\d))?(?:,? {_YEAR})?|{_YEAR}|yesterday\b|tomorrow\b|today\b|"
    r"(?:last|this|next) (?:year|month|week|night|fall|autumn|summer|spring|winter|\w{3,6}day)\b|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
)
_JOINT = re.compile(r"[ \u00a0]?|[-\u2011–'’]")
_SMALL = grammar.AUXILIARIES | grammar.WH | grammar.PREPOSITIONS | grammar.DETERMINERS
_NO_VERBS = grammar.TITLES | grammar.PARTICLES | grammar.ADVERBS | {"s"}
_SMALL_VERBS = frozenset("say have do be give tell let".split())
_LONE = 2
"""A text of so few words may be a name alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text and its words."""

    text: str
    words: tuple[Word, ...]
    dates: tuple[Span, ...]
    shouted: bool
    """Capitals throughout tell nothing about names."""

    @classmethod
    def of(cls, text: str) -> "Line":
        found = words(text)
        dates = tuple(Span(*match.span()) for match in _DATE.finditer(text))
        letters = [word for word in found if word.text[0].isalpha() and not word.named]
        shouted = len(letters) > _LONE and not any(word.text[0].islower() for word in letters)
        return cls(text, found, dates, shouted)

    def lower(self, at: int) -> str:
        return self.words[at].text.lower() if 0 <= at < len(self.words) else ""

    def joined(self, at: int) -> bool:
        """Whether nothing but a space, hyphen or apostrophe stands between a word and the one before."""
        return at > 0 and _JOINT.fullmatch(self.gap(at)) is not None

    def gap(self, at: int) -> str:
        return self.text[self.words[at - 1].span.end : self.words[at].start] if 0 < at < len(self.words) else "."

    def capital(self, at: int) -> bool:
        """Whether a word is written as a name is; the first of a sentence only where a name goes on after it."""
        word = self.words[at]
        if self.shouted or not word.text[0].isupper() or not is_content(word):
            return False
        opens = at == 0 or any(mark in self.gap(at) for mark in ".?!\n")
        follows = at + 1 < len(self.words) and self.joined(at + 1) and self.words[at + 1].text[0].isupper()
        return not opens or follows or len(self.words) <= _LONE

    def proper(self, at: int) -> bool:
        return self.words[at].named or self.capital(at)

    def nominals(self) -> Iterator[tuple[int, int]]:
        """Stretches of words, half-open, that can be one phrase: no small words, no dates, no verbs."""
        start, awaited = 0, False
        while start < len(self.words):
            awaited = (awaited and self.lower(start) not in _SMALL_VERBS) or self.lower(start) in grammar.DO
            end = start
            while end < len(self.words) and self._goes_on(end, start):
                end += 1
            verb = _verb(self, start, end, awaited=awaited) if end > start else None
            awaited = awaited and verb is None
            yield from self._without(verb, start, end)
            start = max(end, start + 1)

    def _goes_on(self, at: int, start: int) -> bool:
        word = self.words[at]
        if any(date.overlaps(word.span) for date in self.dates):
            return False
        owns = self.lower(at) == "s" and self.gap(at) in {"'", "’"}
        means = is_content(word) and (word.named or self.lower(at) not in _SMALL)
        return (at == start or self.joined(at)) and (means or (owns and at > start))

    def _without(self, verb: int | None, start: int, end: int) -> Iterator[tuple[int, int]]:
        parts = ((start, end),) if verb is None else ((start, verb), (verb + 1, end))
        for first, last in parts:
            trimmed = self._trimmed(first, last)
            if trimmed[0] < trimmed[1]:
                yield trimmed

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Without adverbs, without the number that counts, and without the adjective of "how high"."""
        first += self.lower(first - 1) == "how"
        while first < last and (self._adverb(first) or self.words[first].numeric or self.lower(first) == "s"):
            first += 1
        while first < last and (self._adverb(last - 1) or self.words[last - 1].numeric or self.lower(last - 1) == "s"):
            last -= 1
        return first, last

    def _adverb(self, at: int) -> bool:
        lower = self.lower(at)
        return lower in grammar.ADVERBS or (lower.endswith("ly") and not self.proper(at))


def meant(text: str) -> list[Term]:
    """The distinct terms of a text that carry meaning, without prepositions and the like."""
    found = (word for word in words(text) if is_content(word) and (word.named or word.text.lower() not in _SMALL))
    return list(dict.fromkeys(word.term for word in found))


def is_past(word: str) -> bool:
    """Whether a word in lower case reads as a past form or participle."""
    return word in grammar.PAST or (word.endswith("ed") and len(word) >= len("died") and word not in grammar.NO_PAST)


def _verb(line: Line, start: int, end: int, *, awaited: bool) -> int | None:
    """Which word of a stretch is a verb, by what stands before it; `awaited`: a "did" has none yet."""
    before, first = line.lower(start - 1), start
    if before in grammar.DETERMINERS:
        before, first = line.lower(start - 2), start + 1
    plain = not line.proper(start) and first == start
    if plain and (before in grammar.SUBJECT_PRONOUNS | {"who", "to"} or (is_past(line.lower(start)) and before)):
        return None if before == "to" and line.lower(start).endswith("s") else start
    if awaited:
        points = (
            first > start and line.lower(start - 1) not in grammar.ARTICLES and line.lower(start) in grammar.AFTER_THIS
        )
        return start if points else _bare_verb(line, start, end)
    going = before in grammar.BE and line.lower(end - 1).endswith("ing") and end - 1 > first
    participles = (at for at in range(start + 1, end) if is_past(line.lower(at)) and not _hyphened(line, at))
    return next((at for at in participles if not line.proper(at)), end - 1 if going else None)


def _bare_verb(line: Line, start: int, end: int) -> int | None:
    """The verb after a subject: the last word that is no plural, before a name that can only be its object."""
    behind = next((at for at in range(start, end) if not line.proper(at)), end)
    if behind - start > 1 and behind < end and line.capital(behind - 1) and _may_be_verb(line, behind):
        # Behind "Jan Marsalek" no noun goes on: "US" and "Austin" may stand before one.
        return behind
    objects = (at for at in range(start + 2, end) if line.proper(at) and _may_be_verb(line, at - 1))
    stop = next(objects, end)
    return next((at for at in reversed(range(start + 1, stop)) if _may_be_verb(line, at)), None)


def _may_be_verb(line: Line, at: int) -> bool:
    lower = line.lower(at)
    noun = line.proper(at) or not lower.isalpha() or is_plural(lower) or lower in _NO_VERBS or line.lower(at - 1) == "s"
    return not noun and not _hyphened(line, at)


def _hyphened(line: Line, at: int) -> bool:
    return line.gap(at) not in {" ", "\u00a0"}


def is_plural(lower: str) -> bool:
    """Whether a noun in lower case reads as a plural."""
    return lower in grammar.PLURALS or (lower.endswith("s") and not lower.endswith(("ss", "us", "is")))
