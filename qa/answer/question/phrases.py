"""Turns a text into its phrases: the people, places, names, dates and things that it speaks of, and where each stands.

No dictionary of English is behind it: small words and verbs end a phrase, capitals and the gazetteer tell names, and what is
neither name nor date is a thing. A phrase goes on behind "of" and "'s", so that "the head of the bank" is one.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from qa.answer.question.parse import is_year
from qa.domain.article import Span
from qa.text.places import CAPITALS, COUNTRIES, NAMES
from qa.text.tokens import Term, Word, is_content, words

Kind = Literal["person", "role", "place", "group", "name", "date", "thing"]
"""A "role" is a person who is not named; a "name" may be a person's or a group's: nothing tells."""

_DO = frozenset("do does did will would can could should may might must shall".split())
AUXILIARIES = _DO | frozenset("is are was were be been being has have had isn't aren't wasn't weren't".split())
WH = frozenset("who whom whose what which when where why how".split())
LOCATIVE = frozenset("in at inside within outside near around across throughout".split())
PREPOSITIONS = LOCATIVE | frozenset(
    "of on to into from by with without for upon since until till before after during between among against about over under "
    "through towards toward behind despite like via than as per".split()
)
_DETERMINERS = frozenset("the a an this that these those his her its their any all each every both other".split())
_OTHER = frozenset("else please happen happens happened now still ago just ever back up down away home".split())
_SMALL = AUXILIARIES | WH | PREPOSITIONS | _DETERMINERS | _OTHER
_VERBS = frozenset(
    "take takes took taken make makes made get gets got go goes went gone come comes came give gives gave given leave leaves "
    "left win wins won lose loses lost begin begins began become became send sent built hold held sell sold buy bought find "
    "found know knew known told met meet fell rise rose keep kept kill kills die dies want wants need needs withdrew written "
    "wrote paid grew led struck beat broke chose flew fought sank taught saw seen shot hit shut caught ran brought".split()
)
"""Verbs that are common and whose endings do not tell; others are known by "ed" or by what stands around them."""
_ROLES = frozenset(
    "president minister secretary senator governor mayor king queen prince princess pope judge chancellor ambassador "
    "commander chairman chairwoman chair head leader deputy boss director coach captain ceo spokesman spokeswoman "
    "official candidate winner author founder manager lawyer prosecutor suspect driver man woman boy girl player actor "
    "singer doctor successor".split()
)
_TITLES = _ROLES | frozenset(
    "general prime vice foreign defense defence interior finance mr mrs ms dr sir lord".split()
)
GROUPS = frozenset(
    "ministry department agency company corporation corp inc ltd group bank party union council committee commission "
    "court army congress parliament senate government navy police university association federation league club united "
    "city fc airlines motors organization organisation foundation coalition alliance authority cup championship games "
    "olympics".split()
)
_PLACES = frozenset("country nation place city town region area province county village zone".split())
UNITS = frozenset(
    "year month week day date time number percentage share amount kind reason name age size place".split()
)
"""Nouns that a question counts or names by, and that are not what it speaks of."""
_DATE = re.compile(
    r"(?<![\w.,])(?:(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"(?: \d{1,2}(?!\d))?(?:,? (?:1[5-9]|20)\d\d\b)?|yesterday\b|tomorrow\b|today\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)"
    r"day\b|(?:last|this|next) (?:year|month|week|night|fall|autumn|summer|spring|winter|season|\w{3,6}day)\b)"
)
_JOINT = re.compile(r"[ \u00a0-]?|[\u2011–'’]")


class Phrase(NamedTuple):
    """A stretch of a text that speaks of one thing."""

    kind: Kind
    text: str
    start: int
    lead: str
    """The word before it, in lower case."""
    plural: bool = False
    named: bool = True
    """Whether a name or date is in it."""
    modifier: bool = False
    """Whether it stands within another phrase: "US" in "US troops", "2030" in "the 2030 Winter Olympics"."""

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))

    @property
    def preposition(self) -> str:
        return self.lead if self.lead in PREPOSITIONS else ""

    @property
    def bare(self) -> str:
        """Without an article."""
        return re.sub(r"\A(?:the|an?) ", "", self.text, flags=re.IGNORECASE)

    @property
    def terms(self) -> frozenset[Term]:
        return frozenset(word.term for word in words(self.text) if is_content(word))

    @property
    def head(self) -> str:
        """The noun that the rest belongs to, in lower case: "head" of "the new head of the bank"."""
        return words(self.text.partition(" of ")[0])[-1].text.lower()

    @property
    def adjective(self) -> bool:
        """Whether a place is told by its nationality ("British") rather than its name ("Britain")."""
        lower, known = self.bare.lower(), NAMES.get(words(self.bare)[-1].term.lower(), ())
        noun = self.bare.isupper() or lower in CAPITALS | {"britain", "america", "burma", "holland", "emirates"}
        return self.kind == "place" and not noun and lower in {it.lower() for it in known[1:]}


def phrases(text: str) -> list[Phrase]:
    """All phrases in the order of their starts, the longer first."""
    line = _Line(text, words(text), [Span(*match.span()) for match in _DATE.finditer(text)])
    found = [Phrase("date", date.of(text), date.start, line.lead(date.start)) for date in line.dates]
    found += [it for first, last in line.stretches() for it in line.read(first, last)]
    whole: list[Phrase] = []
    for phrase in sorted(found, key=lambda it: (it.start, -len(it.text))):
        at = next((at for at in reversed(range(len(whole))) if not whole[at].modifier), -1)
        joins = at >= 0 and not phrase.modifier and text[whole[at].span.end : phrase.start] == " of "
        joins = joins and whole[at].kind not in {"date", "place"} and whole[at].head not in UNITS
        if joins:
            head = whole[at]
            whole[at] = head._replace(text=text[head.start : phrase.span.end], named=head.named or phrase.named)
        whole.append(phrase._replace(modifier=True) if joins else phrase)
    return whole


def outer(text: str) -> list[Phrase]:
    """The phrases that stand within no other and are no mere units."""
    return [it for it in phrases(text) if not it.modifier and it.bare.lower() not in UNITS]


class _Line(NamedTuple):
    """A text and its words."""

    text: str
    words: tuple[Word, ...]
    dates: list[Span]

    def lower(self, at: int) -> str:
        return self.words[at].text.lower() if 0 <= at < len(self.words) else ""

    def lead(self, start: int) -> str:
        return "".join(self.text[:start].lower().rsplit(None, 1)[-1:])

    def joined(self, at: int) -> bool:
        gap = self.text[self.words[at - 1].span.end : self.words[at].start] if 0 < at < len(self.words) else "."
        return _JOINT.fullmatch(gap) is not None

    def proper(self, at: int) -> bool:
        """Whether a word is a name; the first of a sentence only where a name goes on after it, or hardly more is there."""
        word = self.words[at]
        if word.named or not word.text[0].isupper() or not is_content(word):
            return word.named
        opens = at == 0 or any(mark in self.text[self.words[at - 1].span.end : word.start] for mark in ".?!")
        alone = len(self.words) <= len(("Justin", "Trudeau"))
        return not opens or alone or (self.joined(at + 1) and self.words[at + 1].text[0].isupper())

    def _spaced(self, at: int) -> bool:
        return self.words[at].start == 0 or self.text[self.words[at].start - 1] == " "

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Half-open stretches of words that can be one phrase: without small words, dates, verbs and adverbs."""
        start, awaited = 0, False
        while start < len(self.words):
            awaited = (awaited and self.lower(start) not in {"say", "do", "have", "be"}) or self.lower(start) in _DO
            end = start
            while end < len(self.words) and self._goes_on(end, start):
                end += 1
            verb = self._verb(start, end, awaited=awaited)
            awaited = awaited and verb is None
            parts = ((start, end),) if verb is None else ((start, verb), (verb + 1, end))
            yield from (it for it in parts if it[0] < it[1])
            start = max(end, start + 1)

    def _goes_on(self, at: int, start: int) -> bool:
        """Adverbs end a phrase, and so do numbers, except in a name ("Boeing 737") and for years."""
        word, lower = self.words[at], self.lower(at)
        counts = word.numeric and not is_year(word) and self.text[word.span.end :][:1] != "-"
        counts = counts and not (at > start and (self.proper(at - 1) or self.lower(at - 1) == "s"))
        adverb = (lower.endswith("ly") and not self.proper(at)) or self.lower(at - 1) == "how"
        dated = any(it.overlaps(word.span) for it in self.dates)
        means = word.named or (is_content(word) and lower not in _SMALL)
        owns = lower == "s" and at > start and self.joined(at + 1)
        return (at == start or self.joined(at)) and (owns or (means and not (counts or adverb or dated)))

    def _verb(self, first: int, last: int, *, awaited: bool) -> int | None:
        """Which word of a stretch is a verb; `awaited`: an auxiliary has none yet."""
        before = self.lower(first - 1)
        usual = [at for at in range(first, last) if not self.proper(at) and self._spaced(at)]
        if first in usual and before in {"who", "else", "to", "he", "she", "it", "they"}:
            return first
        told = (at for at in usual if at > first or before not in _DETERMINERS)
        verb = next((at for at in told if _is_verb(self.lower(at))), None)
        later = [at for at in usual if at > first and self.lower(at - 1) != "s"]
        singular = [at for at in later if not _is_plural(self.lower(at))]
        if verb is None and awaited and singular and (last == len(self.words) or not self._ends_with_verb()):
            # Behind "Jan Marsalek" no noun goes on, behind "US" one may.
            return next((at for at in singular if self.proper(at - 1) and not self.words[at - 1].named), singular[-1])
        # An object follows: "hosts the games", "hosts COP31".
        acts = [at for at in later if at + 1 < last and at not in singular and self.proper(at + 1)]
        ends = self.lower(last) in _DETERMINERS or self.lower(last - 1).endswith("ing")
        acts += [at for at in later if at + 1 == last and ends]
        counted = [at for at in singular if before in {"many", "which", "what"} and _is_plural(self.lower(at - 1))]
        return next(iter(acts + counted), None) if verb is None else verb

    def _ends_with_verb(self) -> bool:
        """Whether the last word follows a name and is none: "… in Greece end"; then no other word is the awaited verb."""
        end = len(self.words) - 1
        bare = end > 0 and is_content(self.words[end]) and not self.proper(end)
        return bare and self.proper(end - 1) and self.joined(end)

    def read(self, first: int, last: int) -> Iterator[Phrase]:
        """The phrase of a stretch, and the names and years within it."""
        article = self.lower(first - 1) in {"the", "a", "an"} and self.joined(first)
        yield self._phrase(first, last, self.words[first - article].start)
        for kind, group in groupby(range(first, last), lambda at: 2 if is_year(self.words[at]) else self.proper(at)):
            at = list(group)
            if kind and at[-1] < last - 1:
                yield self._phrase(at[0], at[-1] + 1, self.words[at[0]].start)._replace(modifier=True)

    def _phrase(self, first: int, last: int, start: int) -> Phrase:
        lead, end = self.lead(start), self.words[last - 1].span.end
        plural = _is_plural(self.lower(last - 1)) and not self.proper(last - 1)
        named = any(self.proper(at) or is_year(self.words[at]) for at in range(first, last))
        return Phrase(self._kind(first, last, lead), self.text[start:end], start, lead, plural, named)

    def _kind(self, first: int, last: int, lead: str) -> Kind:
        word, inside = self.words[last - 1], {self.lower(at) for at in range(first, last)}
        proper = [at for at in range(first, last) if self.proper(at)]
        if word.named and len(proper) == 1:
            return "place" if word.term.lower() in COUNTRIES or word.term in {"AFRICA", "ASIA", "EUROPE"} else "group"
        if self.lower(last - 1) in _ROLES:
            return "role"
        if not proper or (last - 1 not in proper and not word.numeric):
            place = lead in LOCATIVE and self.lower(last - 1) in _PLACES
            return "date" if is_year(word) else "place" if place else "thing"
        titled = bool((inside | {self.lower(first - 1)}) & _TITLES)
        group = inside & GROUPS or (not titled and (word.text.isupper() or self.lower(first - 1) == "the"))
        return "place" if lead in LOCATIVE else "group" if group else "person" if titled or len(proper) > 1 else "name"


def _is_verb(lower: str) -> bool:
    return lower in _VERBS or (
        lower.endswith("ed") and len(lower) >= len("died") and lower not in {"need", "united", "speed"}
    )


def _is_plural(lower: str) -> bool:
    people = {"people", "police", "children", "men", "women"}
    return lower in people or (lower.endswith("s") and not lower.endswith(("ss", "us", "is")))
