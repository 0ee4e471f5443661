"""Turns a question into its phrases: the people, places, groups, dates and things that it speaks of, and where each stands.

It has no dictionary of English: small words (`qa.answer.grammar`), capitals and the gazetteer tell where a phrase ends and
what kind it is. Where they do not tell, it is a "thing".
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from qa.answer import grammar
from qa.answer.gazetteer import CAPITALS, COUNTRIES, NAMES
from qa.answer.nominals import Line, is_plural
from qa.answer.words import Term, is_content, words
from qa.domain import Span

Kind = Literal["person", "place", "group", "name", "date", "thing"]
"""A "name" may be a person's or a group's: nothing tells."""

_CONTINENTS = frozenset({"AFRICA", "ASIA", "EUROPE"})
# Names that are nouns although they are not the gazetteer's first.
_NOUNS = frozenset(
    "uk u.k. us u.s. usa u.s.a. uae eu e.u. un u.n. drc prc dprk ussr america britain burma holland czechia emirates".split()
)


class Phrase(NamedTuple):
    """A stretch of a text that speaks of one thing."""

    kind: Kind
    text: str
    start: int
    preposition: str = ""
    """The one before it, in lower case."""
    plural: bool = False
    modifier: bool = False
    """Whether it stands before a noun that it belongs to: "US" in "US troops"."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.start + len(self.text))

    @property
    def terms(self) -> frozenset[Term]:
        """What it speaks of."""
        return frozenset(word.term for word in words(self.text) if is_content(word))

    @property
    def head(self) -> str:
        """The noun that the rest belongs to, in lower case: "head" of "the new head of the bank"."""
        return words(self.text.partition(" of ")[0] or self.text)[-1].text.lower()


def phrases(text: str) -> tuple[Phrase, ...]:
    """All phrases in the order of their starts, the longer first; a modifier stands in the phrase that it belongs to."""
    line = Line.of(text)
    found = [*_dates(line), *(phrase for first, last in line.nominals() for phrase in _read(line, first, last))]
    return _with_complements(text, sorted(found, key=lambda it: (it.start, -len(it.text))))


def _with_complements(text: str, found: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """A phrase that goes on with "of" is one ("the head of the bank"), except for a mere unit ("the number of troops")."""
    whole: list[Phrase] = []
    outer = -1
    for phrase in found:
        before = whole[outer] if outer >= 0 else None
        joins = before and not phrase.modifier and text[before.span.end : phrase.start].split() == ["of"]
        if before and joins and before.kind in {"thing", "person", "group"} and before.head not in grammar.UNIT_WORDS:
            whole[outer] = before._replace(text=text[before.start : phrase.span.end])
            whole.append(phrase._replace(modifier=True))
            continue
        outer = outer if phrase.modifier else len(whole)
        whole.append(phrase)
    return tuple(whole)


def is_adjective(text: str) -> bool:
    """Whether a name of the gazetteer is a nationality ("British") rather than a place ("Britain")."""
    word = words(text)[0]
    if not word.named and len(words(text)) > 1:
        word = words(text)[1]
    known = NAMES.get(word.term.lower(), ("",))[0].lower()
    lower = text.lower().removeprefix("the ")
    return word.named and not (
        lower == known or lower in CAPITALS or lower in _NOUNS or " of " in lower or lower.startswith("united")
    )


def _dates(line: Line) -> Iterator[Phrase]:
    for span in line.dates:
        before = line.text[: span.start].split()[-1:] or [""]
        preposition = before[0].lower() if before[0].lower() in grammar.PREPOSITIONS else ""
        yield Phrase("date", span.of(line.text), span.start, preposition)


def _read(line: Line, first: int, last: int) -> Iterator[Phrase]:
    """The phrase of a stretch, and the names within it."""
    names = list(_names(line, first, last))
    for start, end in names:
        if end < last:
            found = _phrase(line, start, end)
            bare = line.words[start].start
            yield found._replace(text=found.text[bare - found.start :], start=bare, modifier=True)
    if not names or names[-1][1] < last:
        yield _phrase(line, first, last)
    else:
        yield _phrase(line, *names[-1])


def _names(line: Line, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Places one by one, and capitals in a row; titles before a name are left out of it."""
    at = first
    while at < last:
        end = at + 1
        if line.words[at].named:
            end = _end_of_group(line, at, last)
            yield at, end
        elif line.capital(at) or _leads_name(line, at, last):
            while end < last and not line.words[end].named and (line.capital(end) or _leads_name(line, end, last)):
                end += 1
            start = next((it for it in range(at, end) if line.lower(it) not in grammar.TITLES), None)
            if start is not None:
                yield start, end
        at = end


def _end_of_group(line: Line, at: int, last: int) -> int:
    """A place may begin a group's name: "European Central Bank"."""
    end = at + 1
    while end < last and line.capital(end) and not line.words[end].named:
        end += 1
    return end if line.lower(end - 1) in grammar.GROUP_WORDS else at + 1


def _leads_name(line: Line, at: int, last: int) -> bool:
    return line.lower(at) in grammar.PARTICLES and at + 1 < last and line.capital(at + 1)


def _phrase(line: Line, first: int, last: int) -> Phrase:
    """The phrase of these words, with the article before it."""
    article = first > 0 and line.lower(first - 1) in grammar.ARTICLES and line.joined(first)
    start = line.words[first - article].start
    before = line.lower(first - article - 1) if line.joined(first - article) else ""
    preposition = before if before in grammar.PREPOSITIONS else ""
    text = line.text[start : line.words[last - 1].span.end]
    return Phrase(
        kind=_kind(line, first, last, preposition),
        text=text,
        start=start,
        preposition=preposition,
        plural=is_plural(line.lower(last - 1)) and not line.capital(last - 1),
    )


def _kind(line: Line, first: int, last: int, preposition: str) -> Kind:
    word, lower = line.words[last - 1], line.lower(last - 1)
    if word.named:
        return "place" if word.term.lower() in COUNTRIES or word.term in _CONTINENTS else "group"
    if lower in grammar.PEOPLE_WORDS:
        return "person"
    if not line.capital(last - 1):
        return "thing"
    if preposition in grammar.LOCATIVE:
        return "place"
    return _kind_of_name(line, first, last)


def _kind_of_name(line: Line, first: int, last: int) -> Kind:
    inside = [line.lower(at) for at in range(first, last)]
    if any(it in grammar.GROUP_WORDS for it in inside) or line.words[last - 1].text.isupper():
        return "group"
    titled = first > 0 and line.lower(first - 1) in grammar.TITLES and line.joined(first)
    return "person" if titled or last - first > 1 else "name"
