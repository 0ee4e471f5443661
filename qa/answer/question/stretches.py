"""Split a text into the stretches of tokens that can each be a noun phrase: what small words, marks, dates and verbs leave.

No dictionary of English is behind it: a verb is known by its form or by what stands around it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from qa.answer.question.function_words import (
    DETERMINERS,
    FUNCTION_WORDS,
    INFINITIVE_AUXILIARIES,
)
from qa.domain.article import Span
from qa.text.dates import is_year
from qa.text.names import is_joined, names_in_phrase
from qa.text.tables import rows
from qa.text.tokens import Tokens

_REGULAR = frozenset("die dies kill kills need needs want wants".split())
_VERBS = _REGULAR.union(*(row["on_sight"].split() for row in rows("verbs")))
"""Verbs that are common and whose endings do not tell; others are known by "ed" or by what stands around them."""


class Line(NamedTuple):
    """A text with its tokens and dates."""

    text: str
    tokens: Tokens
    dates: Sequence[Span]

    def lower(self, at: int) -> str:
        """The token in lower case; empty beyond the ends."""
        return self.tokens[at].text.lower() if 0 <= at < len(self.tokens) else ""

    def word_before(self, start: int) -> str:
        return "".join(self.text[:start].lower().rsplit(None, 1)[-1:])

    def is_joined(self, at: int) -> bool:
        """Whether no mark but a hyphen or an apostrophe stands before a token."""
        return 0 < at < len(self.tokens) and is_joined(self.tokens[at])

    def is_proper(self, at: int) -> bool:
        """Whether a token is part of a name."""
        return names_in_phrase(self.tokens, at)

    def continues_phrase(self, at: int, start: int) -> bool:
        """Whether a token belongs to the noun phrase that begins at `start`."""
        token, lower = self.tokens[at], self.lower(at)
        if at > start:
            if not self.is_joined(at):
                return False
            if lower == "s" and self.is_joined(at + 1):
                return True
        if not token.named and (not token.content or lower in FUNCTION_WORDS):
            return False
        return not (self._is_dated(at) or self._is_count(at, start) or self._is_adverb(at))

    def _is_dated(self, at: int) -> bool:
        return any(date.overlaps(self.tokens[at].span) for date in self.dates)

    def _is_count(self, at: int, start: int) -> bool:
        """A number that is neither a year nor part of a name: not "Boeing 737"."""
        token = self.tokens[at]
        in_name = at > start and (self.is_proper(at - 1) or self.lower(at - 1) == "s")
        compound = self.text[token.span.end :][:1] == "-"
        return token.numeric and not is_year(token) and not compound and not in_name

    def _is_adverb(self, at: int) -> bool:
        """A word in "ly", or the measure that "how" asks for: "how long"."""
        return (self.lower(at).endswith("ly") and not self.is_proper(at)) or self.lower(at - 1) == "how"


class Stretch(NamedTuple):
    """Tokens of a line from `first` up to `end`, without it, between small words and marks."""

    line: Line
    first: int
    end: int
    awaits_verb: bool = False
    """Whether an auxiliary before it has no verb yet."""

    @property
    def before(self) -> str:
        return self.line.lower(self.first - 1)

    @property
    def proper(self) -> list[int]:
        """The tokens that are names."""
        return [at for at in range(self.first, self.end) if self.line.is_proper(at)]

    @property
    def common(self) -> list[int]:
        """The tokens that are no names and not joined to others by a hyphen or an apostrophe."""
        return [at for at in range(self.first, self.end) if not self.line.is_proper(at) and self._is_spaced(at)]

    @property
    def later(self) -> list[int]:
        """The common tokens that can be a verb behind a subject: not the first, and none that is owned."""
        return [at for at in self.common if at > self.first and self.line.lower(at - 1) != "s"]

    @property
    def later_singular(self) -> list[int]:
        return [at for at in self.later if not is_plural(self.line.lower(at))]

    def _is_spaced(self, at: int) -> bool:
        start = self.line.tokens[at].start
        return start == 0 or self.line.text[start - 1] == " "


def noun_stretches(line: Line) -> Iterator[Stretch]:
    """The stretches that can each be one noun phrase: without small words, dates, adverbs, counts and verbs."""
    start, awaits_verb = 0, False
    while start < len(line.tokens):
        small = line.lower(start)
        awaits_verb = small in INFINITIVE_AUXILIARIES or (awaits_verb and small not in {"say", "do", "have", "be"})
        end = start
        while end < len(line.tokens) and line.continues_phrase(end, start):
            end += 1
        stretch = Stretch(line, start, end, awaits_verb)
        verb = _verb(stretch)
        awaits_verb = awaits_verb and verb is None
        parts = [stretch] if verb is None else [Stretch(line, start, verb), Stretch(line, verb + 1, end)]
        yield from (part for part in parts if part.first < part.end)
        start = max(end, start + 1)


def _verb(stretch: Stretch) -> int | None:
    """The token that is the stretch's verb, if any."""
    return next((verb for rule in _VERB_RULES if (verb := rule(stretch)) is not None), None)


def _verb_behind_subject(stretch: Stretch) -> int | None:
    """The first word behind a subject or "to": "who commands them", "to withdraw"."""
    subject = stretch.before in {"who", "else", "to", "he", "she", "it", "they"}
    return stretch.first if subject and stretch.first in stretch.common else None


def _verb_by_form(stretch: Stretch) -> int | None:
    """The first word that is known as a verb or ends in "ed"; behind a determiner it is a modifier ("the killed man")."""
    determined = stretch.before in DETERMINERS
    candidates = (at for at in stretch.common if at > stretch.first or not determined)
    return next((at for at in candidates if _is_verb(stretch.line.lower(at))), None)


def _verb_behind_auxiliary(stretch: Stretch) -> int | None:
    """The awaited infinitive: behind a person's name ("did Jan Marsalek flee Austria"), or the last ("did the trial end")."""
    line, infinitives = stretch.line, stretch.later_singular
    if not stretch.awaits_verb or not infinitives or (stretch.end < len(line.tokens) and _ends_with_verb(line)):
        return None
    # Behind "Jan Marsalek" no noun goes on, behind "US" one may.
    behind_person = (at for at in infinitives if line.is_proper(at - 1) and not line.tokens[at - 1].named)
    return next(behind_person, infinitives[-1])


def _ends_with_verb(line: Line) -> bool:
    """Whether the last word follows a name and is none: "… in Greece end"; then no other word is the awaited verb."""
    last = len(line.tokens) - 1
    common = line.tokens[last].content and not line.is_proper(last)
    return common and line.is_proper(last - 1) and line.is_joined(last)


def _verb_before_name(stretch: Stretch) -> int | None:
    """A word in "s" with a name as its object: "which country hosts COP31"."""
    line, singular = stretch.line, stretch.later_singular
    candidates = (at for at in stretch.later if at not in singular and at + 1 < stretch.end)
    return next((at for at in candidates if line.is_proper(at + 1)), None)


def _verb_at_end(stretch: Stretch) -> int | None:
    """The last word, before an object or in "ing": "which country hosts the games", "is the telescope looking for"."""
    last = stretch.end - 1
    ends = stretch.line.lower(stretch.end) in DETERMINERS or stretch.line.lower(last).endswith("ing")
    return last if ends and last in stretch.later else None


def _verb_behind_counted(stretch: Stretch) -> int | None:
    """The word behind what is counted: "how many people live", "which airlines fly"."""
    counts = stretch.before in {"many", "which", "what"}
    candidates = (at for at in stretch.later_singular if is_plural(stretch.line.lower(at - 1)))
    return next(candidates, None) if counts else None


_VERB_RULES: tuple[Callable[[Stretch], int | None], ...] = (
    _verb_behind_subject,
    _verb_by_form,
    _verb_behind_auxiliary,
    _verb_before_name,
    _verb_at_end,
    _verb_behind_counted,
)
"""What makes a token of a stretch its verb; the first rule that finds one decides."""


def _is_verb(lower: str) -> bool:
    """Whether a word is a verb by its form alone."""
    past = lower.endswith("ed") and len(lower) >= len("died") and lower not in {"need", "united", "speed"}
    return past or lower in _VERBS


def is_plural(lower: str) -> bool:
    """Whether a noun is plural by its form."""
    people = {"people", "police", "children", "men", "women"}
    return lower in people or (lower.endswith("s") and not lower.endswith(("ss", "us", "is")))
