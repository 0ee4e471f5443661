"""How often two articles that go back to one text are told to, and two that were written apart are not."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bench.paths import BenchPaths
from qa.answer.extract.outlets import outlet_families
from qa.answer.extract.witnesses import Quoted, Witnesses
from qa.domain.article import Article, ArticleId, Metadata, Span, Version
from qa.ingest.cleaning.clean import clean
from qa.ingest.dedupe import Member, group, nearest, signature

_PAIRS = Path(__file__).with_name("pairs.jsonl")
_APART = ("own words, same numbers", "same event, other news")
_NO_GROUP = (*_APART, "copied paragraph", "changed number")
"""Kinds whose articles do not tell the same throughout."""
_SHORTEST = 800
"""Characters of a real article that has a text to compare."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles of different outlets, and what is quoted of each."""

    kind: str
    quotes: tuple[Quoted, Quoted]

    @property
    def is_one(self) -> bool:
        """Whether they were written as one origin."""
        return self.kind not in _APART


def origins(paths: BenchPaths) -> None:
    """Print what was told of 20 pairs written by hand, and of real articles of two outlets that were found for one question."""
    witnesses = Witnesses(outlet_families())
    pairs = list(pairs_by_hand())
    found = [pair for pair in pairs if witnesses.independent(pair.quotes) == 1]
    _print("one origin", pairs, [pair.is_one for pair in pairs], [pair in found for pair in pairs])
    grouped = [in_one_group(pair) for pair in pairs]
    _print("one group", pairs, [pair.kind not in _NO_GROUP for pair in pairs], grouped)
    apart = list(_apart(paths.data / "news_train"))
    joined = sum(witnesses.independent(quotes) == 1 for quotes in apart)
    print(f"real articles of two outlets on one question told to be one origin: {joined} of {len(apart)}")


def _print(name: str, pairs: Sequence[Pair], wanted: Sequence[bool], told: Sequence[bool]) -> None:
    right = sum(both for both in map(min, wanted, told))
    print(f"{name}: precision {right}/{sum(told)}, recall {right}/{sum(wanted)}")
    counts = Counter((pair.kind, it) for pair, it in zip(pairs, told, strict=True))
    for kind in dict.fromkeys(pair.kind for pair in pairs):
        print(f"  {kind:26} told {counts[kind, True]} of {counts[kind, True] + counts[kind, False]}")


def pairs_by_hand() -> Iterator[Pair]:
    """Return the pairs that come with Dateline."""
    for line in _PAIRS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        articles = (_article(f"{side} outlet", row[side]) for side in ("first", "second"))
        one, other = map(_quoted, articles, row["quotes"])
        yield Pair(row["kind"], (one, other))


def _article(name: str, text: str) -> Article:
    return Article(ArticleId(name), Version(""), text, clean(text), Metadata(publisher=_site(name)), name)


def _quoted(article: Article, words: str) -> Quoted:
    start = article.clean.index(words)
    return Quoted(article, Span(start, start + len(words)))


def in_one_group(pair: Pair) -> bool:
    """Whether the second article comes into the group of the first."""
    first, second = (quoted.article for quoted in pair.quotes)
    member = Member(first.id, signature(first.clean), str(first.id), first.clean)
    return group(second.id, second.clean, nearest(signature(second.clean), [member])) == first.id


def _apart(folder: Path) -> Iterator[tuple[Quoted, Quoted]]:
    """Articles that a search found for one question, by their sites; the first line of each is what is quoted."""
    texts = {row["id"]: row["text"] for row in _rows(folder / "articles.jsonl.gz") if len(row["text"]) > _SHORTEST}
    found = [sorted(set(row["articles"]) & texts.keys()) for row in _rows(folder / "questions.jsonl.gz")]
    pairs = dict.fromkeys(pair for names in found for pair in combinations(names, 2))
    quotes: dict[str, Quoted] = {}
    for one, other in pairs:
        if _site(one) != _site(other):
            for name in {one, other} - quotes.keys():
                quotes[name] = _first_line(_article(name, texts[name]))
            yield quotes[one], quotes[other]


def _site(name: str) -> str:
    return name.partition("/")[0]


def _first_line(article: Article) -> Quoted:
    return Quoted(article, Span(0, len(article.clean.partition("\n")[0])))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
