"""Count the origins of what is quoted: copies, quotes of a copied paragraph, one owner's outlets and one agency's are one.

Two copies are one origin although a figure is another in one of them: whoever quotes what both have quotes one text, and
for the figure itself each is quoted on its own side.

Untrusted: outlets and texts are what a file says of itself. They only join articles here, they never set any apart, so a
forged credit makes a claim look less witnessed and never more.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from qa.answer.extract.outlets import OutletFamilies, plain_name
from qa.domain.article import Article, ArticleId, Span
from qa.text.words import folded_words

_EDGE = 400
"""Code points at the head and at the tail of a text in which a credit stands."""
_READ = 20_000
"""Code points of each text that are compared."""
_COPIED = 0.5
"""Share of the shorter text's runs of five words beyond which it is a copy of the longer one, cut or rewritten a little."""
_FEWEST = 12
"""Such runs of the shortest text that can be told to be a copy."""
_REWRITTEN = (0.4, 0.2)
"""Shares of its runs of three words and of five beyond which a text of some length is a rewrite.

Of 9,973 pairs of real articles of two outlets found for one question, 2 have as much in common, both lists of nominations.
"""
_CREDITS = 20
"""Credits of an article that are read."""
_LONG = 40
"""Runs of three words of the shortest text that can be told to be a rewrite: two short sentences on one event are alike."""
_SPEECH = re.compile(r'[“"][^“”"\n]{0,1000}(?:[”"]|$)')
"""What somebody said is the same in every paper that heard it."""

_NAME = r"[A-Z][\w&.'’-]{0,30}(?: [A-Z][\w&.'’-]{0,30}){0,4}"
"""Up to five capitalised words, each of them bounded: no text makes this slow."""
# "BAGHDAD, Jan 25 (Reuters) - …": whatever stands in brackets before the dash of a dateline is who sent it.
_DATELINE = re.compile(rf"^\W{{0,3}}[A-Z][\w .,'’/-]{{0,60}}\((?P<name>{_NAME})\) {{0,2}}[-–—]", re.MULTILINE)
_SENT = re.compile(
    rf"(?i:(?:distributed|syndicated) by|agency:|copyright|©(?: \d{{4}})?) {{0,2}}(?:the )?(?P<name>{_NAME})"
)
_FROM_KNOWN = re.compile(
    rf"(?i:supplied by|provided by|source:|credit:|courtesy of|material from|reporting by [^.\n]{{0,80}} for|via)"
    rf" {{0,2}}(?:the )?(?P<name>{_NAME})"
)
"""What also stands before the names of those who told a reporter something: it counts before a known agency."""
# An agency says in its name that it is one.
_AGENCY = re.compile(
    rf"(?P<name>{_NAME} (?:Newswire|Wire|News Agency|News Service|Press Agency|Press Association|Wire Service))\b"
)
_ALONE = re.compile(rf"^\W{{0,3}}(?:By |by )?(?:the )?(?P<name>{_NAME})\W{{0,3}}$", re.MULTILINE)
"""A line that is a name and nothing else."""
# "By Ann Lee, Associated Press", "By Ann Lee | AP", "Ann Lee for Reuters"
_BYLINE = re.compile(
    rf"^\W{{0,3}}(?:By |by )?{_NAME} {{0,2}}(?:,|\||/|of|for|–|—|-) {{0,2}}(?:the )?(?P<name>{_NAME})\W{{0,3}}$",
    re.MULTILINE,
)
_REPORTED = re.compile(rf"\b[Rr]eporting by (?P<name>{_NAME})")
_VIA = re.compile(r" via |[/|;]| – | - ")


class Quoted(NamedTuple):
    """Words that are quoted for a claim."""

    article: Article
    span: Span
    """In the clean text."""

    @property
    def paragraph(self) -> str:
        """The line or lines of the article that the words stand in."""
        text = self.article.clean
        end = text.find("\n", self.span.end)
        return text[text.rfind("\n", 0, self.span.start) + 1 : None if end < 0 else end][:_READ]


class _Runs(NamedTuple):
    """What of a text is compared: its runs of three words and of five."""

    threes: frozenset[tuple[str, ...]]
    fives: frozenset[tuple[str, ...]]

    def copies(self, other: "_Runs") -> bool:
        """Return whether this text stands in the other, cut or rewritten a little."""
        in_fives = len(self.fives & other.fives)
        if len(self.fives) >= _FEWEST and in_fives >= _COPIED * len(self.fives):
            return True
        in_threes = len(self.threes & other.threes)
        least_threes, least_fives = _REWRITTEN
        return (
            len(self.threes) >= _LONG
            and in_threes >= least_threes * len(self.threes)
            and in_fives >= least_fives * len(self.fives)
        )


def _runs(*texts: str) -> _Runs:
    words = [folded_words(text) for text in texts]
    return _Runs(*(frozenset(it[at : at + n] for it in words for at in range(len(it) - n + 1)) for n in (3, 5)))


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares quotes by their texts, each of which is read once."""

    articles: dict[ArticleId, _Runs] = field(default_factory=dict[ArticleId, _Runs])
    paragraphs: dict[tuple[ArticleId, str], _Runs] = field(default_factory=dict[tuple[ArticleId, str], _Runs])

    def is_copy(self, one: Quoted, other: Quoted) -> bool:
        """Return whether an article is the other's copy, or the paragraph of a quote, what is said in it aside, stands in it."""
        ours, theirs = self._article(one), self._article(other)
        shorter, longer = sorted((ours, theirs), key=lambda runs: len(runs.threes))
        return shorter.copies(longer) or self._paragraph(one).copies(theirs) or self._paragraph(other).copies(ours)

    def _article(self, quoted: Quoted) -> _Runs:
        name = quoted.article.id
        if name not in self.articles:
            self.articles[name] = _runs(quoted.article.clean[:_READ])
        return self.articles[name]

    def _paragraph(self, quoted: Quoted) -> _Runs:
        key = (quoted.article.id, quoted.paragraph)
        if key not in self.paragraphs:
            self.paragraphs[key] = _runs(*_SPEECH.split(quoted.paragraph))
        return self.paragraphs[key]


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Tells which quotes go back to one origin."""

    outlets: OutletFamilies

    def independent(self, quotes: Sequence[Quoted]) -> int:
        """Return how many origins the quotes have; none of none."""
        return len(self.origins(quotes))

    def origins(self, quotes: Sequence[Quoted]) -> tuple[tuple[Quoted, ...], ...]:
        """Return the quotes, those together that go back to one origin, in the order of the first of each."""
        articles = {quoted.article.id: quoted.article for quoted in quotes}
        of_article = {name: frozenset(self._marks(article)) for name, article in articles.items()}
        marks = [of_article[quoted.article.id] for quoted in quotes]
        pairs = list(combinations(range(len(quotes)), 2))
        numbers = list(range(len(quotes)))
        compared = _Comparison()
        for one, other in pairs:
            if marks[one] & marks[other]:
                numbers = _joined(numbers, one, other)
        for one, other in pairs:
            if numbers[one] != numbers[other] and compared.is_copy(quotes[one], quotes[other]):
                numbers = _joined(numbers, one, other)
        found: dict[int, list[Quoted]] = {}
        for number, quoted in zip(numbers, quotes, strict=True):
            found.setdefault(number, []).append(quoted)
        return tuple(map(tuple, found.values()))

    def _marks(self, article: Article) -> Iterator[tuple[str, str]]:
        """What an article shares with all that go back to the same origin."""
        yield "article", article.id
        if article.group is not None:
            yield "group", article.group
        for part in _VIA.split(article.metadata.publisher or ""):
            if part.strip():
                yield "outlet", self.outlets.family(part)
        yield from (("outlet", family) for family in self._credits(article))
        for edge in _edges(article):
            yield from (("reporter", plain_name(match["name"])) for match in _REPORTED.finditer(edge))

    def _credits(self, article: Article) -> Iterator[str]:
        """The agencies that the article names as where it comes from."""
        for text in (*_edges(article), *_credit_lines(article)):
            for pattern in (_DATELINE, _SENT, _AGENCY):
                yield from (self.outlets.family(match["name"]) for match in pattern.finditer(text))
            named = [match["name"] for pattern in (_FROM_KNOWN, _ALONE, _BYLINE) for match in pattern.finditer(text)]
            yield from self._agencies(named)
        yield from self._agencies(article.metadata.authors)

    def _agencies(self, names: Sequence[str]) -> Iterator[str]:
        yield from (agency for name in names if (agency := self.outlets.agency(name)) is not None)


def _joined(numbers: list[int], one: int, other: int) -> list[int]:
    return [numbers[one] if number == numbers[other] else number for number in numbers]


def _edges(article: Article) -> tuple[str, str]:
    """The raw text, since cleaning takes credits out."""
    return article.raw[:_EDGE], article.raw[-_EDGE:]


def _credit_lines(article: Article) -> list[str]:
    """What cleaning took for credits, wherever it stands."""
    spans = [region.span for region in article.cleaned.regions if region.kind == "credit"]
    return [span.of(article.raw)[:_EDGE] for span in spans[:_CREDITS]]
