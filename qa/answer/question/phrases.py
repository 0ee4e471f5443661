"""Find the noun phrases of a text: the people, places, names, dates and things that it speaks of, and where each stands.

No dictionary of English is behind it: small words and verbs end a phrase, capitals and the gazetteer tell names, and what is
neither name nor date is a thing. A phrase goes on behind "of" and "'s", so that "the head of the bank" is one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from qa.domain.article import Span
from qa.text.dates import is_year
from qa.text.places import CAPITALS, COUNTRIES, NAMES
from qa.text.tokens import Term, Tokens, tokens

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
    """A noun phrase or date."""

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
        """The text without an article."""
        return re.sub(r"\A(?:the|an?) ", "", self.text, flags=re.IGNORECASE)

    @property
    def terms(self) -> frozenset[Term]:
        return frozenset(word.term for word in tokens(self.text) if word.content)

    @property
    def head(self) -> str:
        """The head noun in lower case: "head" of "the new head of the bank"."""
        return tokens(self.text.partition(" of ")[0])[-1].text.lower()

    @property
    def adjective(self) -> bool:
        """Whether it is a place's adjective ("British") rather than its name ("Britain")."""
        lower, known = self.bare.lower(), NAMES.get(tokens(self.bare)[-1].term.lower(), ())
        noun = self.bare.isupper() or lower in CAPITALS | {"britain", "america", "burma", "holland", "emirates"}
        return self.kind == "place" and not noun and lower in {name.lower() for name in known[1:]}


def phrases(text: str) -> list[Phrase]:
    """All phrases in the order of their starts, the longer first."""
    line = _Line(text, tokens(text), [Span(*match.span()) for match in _DATE.finditer(text)])
    dates = [Phrase("date", date.of(text), date.start, line.word_before(date.start)) for date in line.dates]
    nouns = [phrase for stretch in _noun_stretches(line) for phrase in _noun_phrases(stretch)]
    joined: list[Phrase] = []
    last = -1  # the index of the last phrase that is no modifier
    for phrase in sorted(dates + nouns, key=lambda phrase: (phrase.start, -len(phrase.text))):
        head = joined[last] if last >= 0 and not phrase.modifier else None
        if head and _takes_of(head) and text[head.span.end : phrase.start] == " of ":
            joined[last] = head._replace(text=text[head.start : phrase.span.end], named=head.named or phrase.named)
            joined.append(phrase._replace(modifier=True))
        else:
            last = last if phrase.modifier else len(joined)
            joined.append(phrase)
    return joined


def outer_phrases(text: str) -> list[Phrase]:
    """The phrases that stand within no other and are no mere units."""
    return [phrase for phrase in phrases(text) if not phrase.modifier and phrase.bare.lower() not in UNITS]


def _takes_of(head: Phrase) -> bool:
    """Whether "of" goes on with a phrase: "the head of the bank", but not "the number of troops"."""
    return head.kind not in {"date", "place"} and head.head not in UNITS


class _Line(NamedTuple):
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
        within = 0 < at < len(self.tokens)
        return within and _JOINT.fullmatch(self.text[self.tokens[at - 1].span.end : self.tokens[at].start]) is not None

    def is_proper(self, at: int) -> bool:
        """Whether a token is part of a name; at the start of a sentence only where a name goes on or hardly more is there."""
        token = self.tokens[at]
        if token.named or not token.text[0].isupper() or not token.content:
            return token.named
        opens = at == 0 or any(mark in self.text[self.tokens[at - 1].span.end : token.start] for mark in ".?!")
        alone = len(self.tokens) <= len(("Justin", "Trudeau"))
        return not opens or alone or (self.is_joined(at + 1) and self.tokens[at + 1].text[0].isupper())

    def continues_phrase(self, at: int, start: int) -> bool:
        """Whether a token belongs to the noun phrase that begins at `start`."""
        if at > start and not self.is_joined(at):
            return False
        if at > start and self.lower(at) == "s" and self.is_joined(at + 1):
            return True
        token, lower = self.tokens[at], self.lower(at)
        if token.named or (token.content and lower not in _SMALL):
            dated = any(date.overlaps(token.span) for date in self.dates)
            return not (dated or self._is_count(at, start) or self._is_adverb(at))
        return False

    def _is_count(self, at: int, start: int) -> bool:
        """A number that is neither a year nor part of a name: not "Boeing 737"."""
        token = self.tokens[at]
        in_name = at > start and (self.is_proper(at - 1) or self.lower(at - 1) == "s")
        compound = self.text[token.span.end :][:1] == "-"
        return token.numeric and not is_year(token) and not compound and not in_name

    def _is_adverb(self, at: int) -> bool:
        """A word in "ly", or the measure that "how" asks for: "how long"."""
        return (self.lower(at).endswith("ly") and not self.is_proper(at)) or self.lower(at - 1) == "how"


class _Stretch(NamedTuple):
    """Tokens of a line from `first` up to `end`, without it, between small words and marks."""

    line: _Line
    first: int
    end: int
    awaits_verb: bool = False
    """Whether an auxiliary before it has no verb yet."""

    @property
    def before(self) -> str:
        return self.line.lower(self.first - 1)

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
        return [at for at in self.later if not _is_plural(self.line.lower(at))]

    def _is_spaced(self, at: int) -> bool:
        start = self.line.tokens[at].start
        return start == 0 or self.line.text[start - 1] == " "


def _noun_stretches(line: _Line) -> Iterator[_Stretch]:
    """The stretches that can each be one noun phrase: without small words, dates, adverbs, counts and verbs."""
    start, awaits_verb = 0, False
    while start < len(line.tokens):
        small = line.lower(start)
        awaits_verb = small in _DO or (awaits_verb and small not in {"say", "do", "have", "be"})
        end = start
        while end < len(line.tokens) and line.continues_phrase(end, start):
            end += 1
        stretch = _Stretch(line, start, end, awaits_verb)
        verb = next((verb for rule in _VERB_RULES if (verb := rule(stretch)) is not None), None)
        awaits_verb = awaits_verb and verb is None
        parts = ((start, end),) if verb is None else ((start, verb), (verb + 1, end))
        yield from (_Stretch(line, first, last) for first, last in parts if first < last)
        start = max(end, start + 1)


def _verb_behind_subject(stretch: _Stretch) -> int | None:
    """The first word behind a subject or "to": "who commands them", "to withdraw"."""
    subject = stretch.before in {"who", "else", "to", "he", "she", "it", "they"}
    return stretch.first if subject and stretch.first in stretch.common else None


def _verb_by_form(stretch: _Stretch) -> int | None:
    """The first word that is known as a verb or ends in "ed"; behind a determiner it is a modifier ("the killed man")."""
    determined = stretch.before in _DETERMINERS
    candidates = (at for at in stretch.common if at > stretch.first or not determined)
    return next((at for at in candidates if _is_verb(stretch.line.lower(at))), None)


def _verb_behind_auxiliary(stretch: _Stretch) -> int | None:
    """The awaited infinitive: behind a person's name ("did Jan Marsalek flee Austria"), or the last ("did the trial end")."""
    line, infinitives = stretch.line, stretch.later_singular
    if not stretch.awaits_verb or not infinitives or (stretch.end < len(line.tokens) and _ends_with_verb(line)):
        return None
    # Behind "Jan Marsalek" no noun goes on, behind "US" one may.
    behind_person = (at for at in infinitives if line.is_proper(at - 1) and not line.tokens[at - 1].named)
    return next(behind_person, infinitives[-1])


def _ends_with_verb(line: _Line) -> bool:
    """Whether the last word follows a name and is none: "… in Greece end"; then no other word is the awaited verb."""
    last = len(line.tokens) - 1
    common = last > 0 and line.tokens[last].content and not line.is_proper(last)
    return common and line.is_proper(last - 1) and line.is_joined(last)


def _verb_before_name(stretch: _Stretch) -> int | None:
    """A word in "s" with a name as its object: "which country hosts COP31"."""
    line, singular = stretch.line, stretch.later_singular
    candidates = (at for at in stretch.later if at not in singular and at + 1 < stretch.end)
    return next((at for at in candidates if line.is_proper(at + 1)), None)


def _verb_at_end(stretch: _Stretch) -> int | None:
    """The last word, before an object or in "ing": "which country hosts the games", "is the telescope looking for"."""
    last = stretch.end - 1
    ends = stretch.line.lower(stretch.end) in _DETERMINERS or stretch.line.lower(last).endswith("ing")
    return last if ends and last in stretch.later else None


def _verb_behind_counted(stretch: _Stretch) -> int | None:
    """The word behind what is counted: "how many people live", "which airlines fly"."""
    counts = stretch.before in {"many", "which", "what"}
    candidates = (at for at in stretch.later_singular if _is_plural(stretch.line.lower(at - 1)))
    return next(candidates, None) if counts else None


_VERB_RULES: tuple[Callable[[_Stretch], int | None], ...] = (
    _verb_behind_subject,
    _verb_by_form,
    _verb_behind_auxiliary,
    _verb_before_name,
    _verb_at_end,
    _verb_behind_counted,
)
"""What makes a token of a stretch its verb; the first rule that finds one decides."""


def _noun_phrases(stretch: _Stretch) -> Iterator[Phrase]:
    """The phrase of a stretch, and the names and years within it as its modifiers."""
    line, first, end, _ = stretch
    article = stretch.before in {"the", "a", "an"} and line.is_joined(first)
    yield _phrase(stretch, line.tokens[first - article].start)
    for part, group in groupby(range(first, end), lambda at: 2 if is_year(line.tokens[at]) else line.is_proper(at)):
        positions = list(group)
        if part and positions[-1] < end - 1:
            modifier = _Stretch(line, positions[0], positions[-1] + 1)
            yield _phrase(modifier, line.tokens[positions[0]].start)._replace(modifier=True)


def _phrase(stretch: _Stretch, start: int) -> Phrase:
    """The tokens of a stretch as a phrase; its text begins at `start`, where its article stands."""
    line, first, end, _ = stretch
    lead, last = line.word_before(start), end - 1
    return Phrase(
        kind=_kind(stretch, lead),
        text=line.text[start : line.tokens[last].span.end],
        start=start,
        lead=lead,
        plural=_is_plural(line.lower(last)) and not line.is_proper(last),
        named=any(line.is_proper(at) or is_year(line.tokens[at]) for at in range(first, end)),
    )


def _kind(stretch: _Stretch, lead: str) -> Kind:
    """The kind of thing that a stretch speaks of, by its last token and the names in it."""
    line, last = stretch.line, stretch.end - 1
    token = line.tokens[last]
    proper = [at for at in range(stretch.first, stretch.end) if line.is_proper(at)]
    if token.named and len(proper) == 1:
        return "place" if token.term.lower() in COUNTRIES or token.term in {"AFRICA", "ASIA", "EUROPE"} else "group"
    if line.lower(last) in _ROLES:
        return "role"
    if proper and (last in proper or token.numeric):
        return _kind_of_name(stretch, lead, parts=len(proper))
    if is_year(token):
        return "date"
    return "place" if lead in LOCATIVE and line.lower(last) in _PLACES else "thing"


def _kind_of_name(stretch: _Stretch, lead: str, *, parts: int) -> Kind:
    """The kind of a name of several parts: "in Lyon", "the Celtics", "Prime Minister Roe", "Ann Lee", "Austin"."""
    if lead in LOCATIVE:
        return "place"
    inside = {stretch.line.lower(at) for at in range(stretch.first, stretch.end)}
    titled = not _TITLES.isdisjoint(inside | {stretch.before})
    of_group = stretch.line.tokens[stretch.end - 1].text.isupper() or stretch.before == "the"
    if not GROUPS.isdisjoint(inside) or (of_group and not titled):
        return "group"
    return "person" if titled or parts > 1 else "name"


def _is_verb(lower: str) -> bool:
    """Whether a word is a verb by its form alone."""
    past = lower.endswith("ed") and len(lower) >= len("died") and lower not in {"need", "united", "speed"}
    return past or lower in _VERBS


def _is_plural(lower: str) -> bool:
    people = {"people", "police", "children", "men", "women"}
    return lower in people or (lower.endswith("s") and not lower.endswith(("ss", "us", "is")))
