"""Count the sources among articles that say something on their own: copies, one outlet's articles and one agency's are one.

Untrusted: outlets and texts are what a file says of itself. They only join articles here, they never set any apart, so a
forged credit makes a claim look less witnessed and never more.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from qa.domain.article import Article
from qa.text.words import folded_words

_EDGE = 400
"""Code points at the head and at the tail of a text in which a credit stands."""
_READ = 20_000
"""Code points of each text that are compared."""
_SHINGLE = 5
"""Words that are compared as one."""
_COPIED = 0.5
"""Share of the shorter text's shingles beyond which it is a copy of the longer one, cut or rewritten a little."""
_FEWEST = 12
"""Shingles of the shortest text that can be told to be a copy."""

_KNOWN = {
    "reuters": "reuters",
    "ap": "ap",
    "associated press": "ap",
    "afp": "afp",
    "agence france presse": "afp",
    "pa": "pa",
    "pa media": "pa",
    "press association": "pa",
    "dpa": "dpa",
    "deutsche presse agentur": "dpa",
    "upi": "upi",
    "united press international": "upi",
    "bloomberg": "bloomberg",
    "xinhua": "xinhua",
    "tass": "tass",
    "interfax": "interfax",
    "ansa": "ansa",
    "efe": "efe",
    "kyodo": "kyodo",
    "yonhap": "yonhap",
    "anadolu": "anadolu",
    "pti": "pti",
    "aap": "aap",
    "canadian press": "canadian press",
}
"""Agencies by the names that they are credited with, folded."""
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
_REPORTED = re.compile(rf"\b[Rr]eporting by (?P<name>{_NAME})")
_VIA = re.compile(r" via |[/|;]| – | - ")


def independent(articles: Sequence[Article]) -> int:
    """Return how many of the articles speak on their own; none of none."""
    return len(families(articles))


def families(articles: Sequence[Article]) -> tuple[tuple[Article, ...], ...]:
    """Return the articles, those together that go back to one source, in the order of the first of each."""
    marks = [(frozenset(_origins(article)), _shingles(article)) for article in articles]
    numbers = list(range(len(articles)))
    for one, other in combinations(range(len(articles)), 2):
        if marks[one][0] & marks[other][0] or _is_copy(marks[one][1], marks[other][1]):
            joined = numbers[other]
            numbers = [numbers[one] if number == joined else number for number in numbers]
    found: dict[int, list[Article]] = {}
    for number, article in zip(numbers, articles, strict=True):
        found.setdefault(number, []).append(article)
    return tuple(map(tuple, found.values()))


def _origins(article: Article) -> Iterator[tuple[str, str]]:
    """What an article shares with all that go back to the same source."""
    yield "article", article.id
    if article.group is not None:
        yield "group", article.group
    for part in _VIA.split(article.metadata.publisher or ""):
        if name := _plain(part):
            yield "outlet", _KNOWN.get(name, name)
    for name in _credits(article):
        yield "outlet", name
    for edge in _edges(article):
        yield from (("reporter", _plain(match["name"])) for match in _REPORTED.finditer(edge))


def _credits(article: Article) -> Iterator[str]:
    """The agencies that the head or the tail of the text names as where it comes from."""
    for edge in _edges(article):
        for pattern in (_DATELINE, _SENT, _AGENCY):
            for match in pattern.finditer(edge):
                name = _plain(match["name"])
                yield _KNOWN.get(name, name)
        named = (_plain(match["name"]) for pattern in (_FROM_KNOWN, _ALONE) for match in pattern.finditer(edge))
        yield from (_KNOWN[name] for name in named if name in _KNOWN)


def _edges(article: Article) -> tuple[str, str]:
    """The raw text, since cleaning takes credits out."""
    return article.raw[:_EDGE], article.raw[-_EDGE:]


def _plain(name: str) -> str:
    """A name as it is compared: folded, without "the"."""
    words = [part for word in folded_words(name) for part in word.replace(".", "").split()]
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _shingles(article: Article) -> frozenset[tuple[str, ...]]:
    words = folded_words(article.clean[:_READ])
    return frozenset(words[at : at + _SHINGLE] for at in range(len(words) - _SHINGLE + 1))


def _is_copy(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    fewer = min(len(one), len(other))
    return fewer >= _FEWEST and len(one & other) >= _COPIED * fewer
