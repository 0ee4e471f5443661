"""Turns what reading gives into stored articles: clean, find near-duplicates, and store what is new or has changed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from qa.domain.article import Article, ArticleId, Version
from qa.ingest.cleaning.clean import clean
from qa.ingest.dedupe import Member, bands, group, signature
from qa.ingest.index import BandedArticle, Indexer
from qa.ingest.readers.ids import distinct_id
from qa.ingest.readers.raw_article import Note, RawArticle, Reading
from qa.ingest.report import FileProblem, IngestReport

BATCH = 250_000
"""Characters that are stored in one go: some 250 chunks, little to hold in memory, and few transactions."""

Progress = Callable[[int], None]
"""Told how many characters have been dealt with since the last call."""


@dataclass(slots=True)
class _Tally:
    """What has been done so far; `origins` tells where each id of this run came from."""

    added: list[ArticleId] = field(default_factory=list)
    replaced: list[ArticleId] = field(default_factory=list)
    unchanged: list[ArticleId] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    origins: dict[ArticleId, str] = field(default_factory=dict)
    chunks: int = 0

    def report(self) -> IngestReport:
        return IngestReport(
            tuple(self.added),
            tuple(self.replaced),
            tuple(self.unchanged),
            tuple(self.problems),
            tuple(self.notes),
            self.chunks,
        )


@dataclass(frozen=True, slots=True)
class Ingester:
    """Ingests what reading gives; the same article again is a no-op, a changed one replaces its old version."""

    store: Indexer

    def ingest(self, readings: Iterable[Reading], progress: Progress) -> IngestReport:
        """Stores all articles that could be read, and reports on each, on every remark and on every problem."""
        tally = _Tally()
        for batch in _batches(self._fresh(readings, tally, progress)):
            tally.chunks += self.store.put(self._grouped(batch))
            progress(sum(len(article.raw) for article in batch))
        return tally.report()

    def _fresh(self, readings: Iterable[Reading], tally: _Tally, progress: Progress) -> Iterator[Article]:
        for item in readings:
            if isinstance(item, FileProblem):
                tally.problems.append(item)
            elif isinstance(item, Note):
                place = item.path if item.line is None else f"{item.path}:{item.line}"
                tally.notes.append(f"{place}: {item.message}")
            elif article := self._changed(self._identified(item, tally), tally):
                yield article
            else:
                progress(len(item.raw))

    def _identified(self, item: RawArticle, tally: _Tally) -> RawArticle:
        """Two files of one name are two articles: the later one's id says where it comes from."""
        owner = tally.origins.get(item.id)
        if owner is None and (known := self.store.library.article(item.id)):
            owner = item.origin if known.version == _version(item.raw) else known.origin
        if owner not in {None, item.origin} and not item.stated_id:
            item = replace(item, id=distinct_id(item.id, item.origin))
        tally.origins[item.id] = item.origin
        return item

    def _changed(self, item: RawArticle, tally: _Tally) -> Article | None:
        """The article as it is to be stored, or None where it is stored just so."""
        article = Article(
            id=item.id,
            version=_version(item.raw),
            raw=item.raw,
            cleaned=clean(item.raw, item.metadata.title),
            metadata=item.metadata,
            origin=item.origin,
            page=item.page,
        )
        known = self.store.library.article(item.id)
        if known is None:
            tally.added.append(item.id)
            return article
        if replace(known, group=None, origin=item.origin) == article:
            tally.unchanged.append(item.id)
            return None
        tally.replaced.append(item.id)
        return article

    def _grouped(self, batch: list[Article]) -> list[BandedArticle]:
        """The articles with the names of their groups of near-duplicates: the texts stay apart, each citable."""
        grouped: list[BandedArticle] = []
        beside: dict[str, list[Member]] = {}
        for article in batch:
            own = signature(article.clean)
            keys = bands(own)
            members = [*self._stored(keys, article.id), *(it for key in keys for it in beside.get(key, ()))]
            name = group(article.id, own, members)
            grouped.append(BandedArticle(replace(article, group=name), keys))
            for key in keys:
                beside.setdefault(key, []).append(Member(article.id, own, name))
        return grouped

    def _stored(self, keys: tuple[str, ...], article_id: ArticleId) -> list[Member]:
        near = self.store.library.near_duplicates(keys)
        return [Member(it.id, signature(it.clean), it.group or it.id) for it in near if it.id != article_id]


def _version(raw: str) -> Version:
    return Version(hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest())


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Lists of articles of about `BATCH` characters; no article is twice in one, so that the later one replaces the earlier."""
    batch: dict[ArticleId, Article] = {}
    for article in articles:
        full = sum(len(it.raw) for it in batch.values()) >= BATCH
        if batch and (full or article.id in batch):
            yield list(batch.values())
            batch = {}
        batch[article.id] = article
    if batch:
        yield list(batch.values())
