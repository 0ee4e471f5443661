"""Find the noun phrases of a text: the people, places, names, dates and things that it speaks of, and where each stands.

No dictionary of English is behind it: small words and verbs end a phrase, capitals and the gazetteer tell names, and what is
neither name nor date is a thing. A phrase goes on behind "of" and "'s", so that "the head of the bank" is one.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from qa.answer.question.function_words import LOCATIVE, PREPOSITIONS
from qa.answer.question.stretches import Line, Stretch, is_plural, noun_stretches
from qa.domain.article import Span
from qa.text.dates import is_year
from qa.text.names import PERSON_NOUNS, TITLES, is_known
from qa.text.places import CONTINENTS, COUNTRIES, DEMONYMS
from qa.text.tables import by_kind
from qa.text.tokens import Term, Token, tokens

Kind = Literal["person", "role", "place", "group", "name", "date", "thing"]
"""A "role" is a person who is not named; a "name" may be a person's or a group's: nothing tells."""

_NOUNS = by_kind("nouns")
GROUPS = _NOUNS["group"]
_PLACES = _NOUNS["place"]
UNITS = _NOUNS["unit"]
"""Nouns that a question counts or names by, and that are not what it speaks of."""
_DATE = re.compile(
    r"(?<![\w.,])(?:(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"(?: \d{1,2}(?!\d))?(?:,? (?:1[5-9]|20)\d\d\b)?|yesterday\b|tomorrow\b|today\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)"
    r"day\b|(?:last|this|next) (?:year|month|week|night|fall|autumn|summer|spring|winter|season|\w{3,6}day)\b)"
)


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
        return self.kind == "place" and self.bare.lower() in DEMONYMS


def phrases(text: str) -> list[Phrase]:
    """All phrases in the order of their starts, the longer first."""
    line = Line(text, tokens(text), [Span(*match.span()) for match in _DATE.finditer(text)])
    dates = [Phrase("date", date.of(text), date.start, line.word_before(date.start)) for date in line.dates]
    nouns = [phrase for stretch in noun_stretches(line) for phrase in _noun_phrases(stretch)]
    return _joined_by_of(text, sorted(dates + nouns, key=lambda phrase: (phrase.start, -len(phrase.text))))


def outer_phrases(text: str) -> list[Phrase]:
    """The phrases that stand within no other and are no mere units."""
    return [phrase for phrase in phrases(text) if not phrase.modifier and phrase.bare.lower() not in UNITS]


def _joined_by_of(text: str, parts: Sequence[Phrase]) -> list[Phrase]:
    """The phrases, with those behind "of" as modifiers of a longer one: "the head of the bank"."""
    joined: list[Phrase] = []
    last = -1  # the index of the last phrase that is no modifier
    for phrase in parts:
        head = joined[last] if last >= 0 and not phrase.modifier else None
        if head and _takes_of(head) and text[head.span.end : phrase.start] == " of ":
            whole = text[head.start : phrase.span.end]
            joined[last] = head._replace(text=whole, named=head.named or phrase.named)
            joined.append(phrase._replace(modifier=True))
        else:
            last = last if phrase.modifier else len(joined)
            joined.append(phrase)
    return joined


def _takes_of(head: Phrase) -> bool:
    """Whether "of" goes on with a phrase: "the head of the bank", but not "the number of troops"."""
    return head.kind not in {"date", "place"} and head.head not in UNITS


def _noun_phrases(stretch: Stretch) -> Iterator[Phrase]:
    """The phrase of a stretch, and the names and years within it as its modifiers."""
    line, first, end = stretch.line, stretch.first, stretch.end
    article = stretch.before in {"the", "a", "an"} and line.is_joined(first)
    yield _phrase(stretch, line.tokens[first - article].start)
    for part, group in groupby(range(first, end), lambda at: 2 if is_year(line.tokens[at]) else line.is_proper(at)):
        positions = list(group)
        if part and positions[-1] < end - 1:
            modifier = Stretch(line, positions[0], positions[-1] + 1)
            yield _phrase(modifier, line.tokens[positions[0]].start)._replace(modifier=True)


def _phrase(stretch: Stretch, start: int) -> Phrase:
    """The tokens of a stretch as a phrase; its text begins at `start`, where its article stands."""
    line, last = stretch.line, stretch.end - 1
    lead = line.word_before(start)
    return Phrase(
        kind=_kind(stretch, lead),
        text=line.text[start : line.tokens[last].span.end],
        start=start,
        lead=lead,
        plural=is_plural(line.lower(last)) and not line.is_proper(last),
        named=any(line.is_proper(at) or is_year(line.tokens[at]) for at in range(stretch.first, stretch.end)),
    )


def _kind(stretch: Stretch, lead: str) -> Kind:
    """The kind of thing that a stretch speaks of, by its last token and the names in it."""
    last, proper = stretch.line.tokens[stretch.end - 1], stretch.proper
    if is_known(last) and len(proper) == 1:
        return "place" if _is_on_map(last) else "group"
    ends_with_name = stretch.end - 1 in proper or (proper and last.numeric)
    if ends_with_name and last.text.lower() not in PERSON_NOUNS:
        return _kind_of_name(stretch, lead)
    return _kind_of_noun(last, lead)


def _kind_of_noun(noun: Token, lead: str) -> Kind:
    """The kind of a phrase that ends with a noun, or of a year: "the president", "in 2019", "in the city", "troops"."""
    lower = noun.text.lower()
    if lower in PERSON_NOUNS:
        return "role"
    if is_year(noun):
        return "date"
    return "place" if lead in LOCATIVE and lower in _PLACES else "thing"


def _is_on_map(token: Token) -> bool:
    """Whether a name of the gazetteer is a country's, a capital's or a continent's rather than an organisation's."""
    return bool(token.capital_of) or token.term.lower() in COUNTRIES | CONTINENTS


def _kind_of_name(stretch: Stretch, lead: str) -> Kind:
    """The kind of a name: "in Lyon", "the Celtics", "Prime Minister Roe", "Ann Lee", "Austin"."""
    if lead in LOCATIVE:
        return "place"
    inside = {stretch.line.lower(at) for at in range(stretch.first, stretch.end)}
    titled = not (PERSON_NOUNS | TITLES).isdisjoint(inside | {stretch.before})
    of_group = stretch.line.tokens[stretch.end - 1].text.isupper() or stretch.before == "the"
    if not GROUPS.isdisjoint(inside) or (of_group and not titled):
        return "group"
    return "person" if titled or len(stretch.proper) > 1 else "name"
