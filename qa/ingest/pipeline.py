"""Ingest the results of reading: clean articles, group near-duplicates, and store what is new or has changed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from qa.domain.article import Article, ArticleId, FieldOrigin, HeldArticle, Metadata, Version
from qa.domain.scope import instant
from qa.errors import EmbeddingError, StoreError
from qa.ingest.cleaning.clean import clean
from qa.ingest.cleaning.credits import credited
from qa.ingest.cleaning.front_matter import front_matter
from qa.ingest.dedupe import Member, bands, group, nearest, signature
from qa.ingest.held import held_article, raw_article_of
from qa.ingest.index import BandedArticle, Indexer
from qa.ingest.readers.ids import distinct_id
from qa.ingest.readers.metadata import MOST_AUTHORS, check_metadata, check_suggested
from qa.ingest.readers.raw_article import Note, RawArticle, ReadResult, note_line
from qa.ingest.report import FileProblem, IngestReport, IngestStoppedError, Progress
from qa.ports import LanguageGuesser
from qa.text.language import article_language

BATCH = 250_000
"""Characters that are stored in one go: some 250 chunks, little to hold in memory, and few transactions."""
_FIRST_SEEN: FieldOrigin = "first-seen"
_LOOKED_UP = 32
"""Articles that one is compared with by their signatures: the thousandth copy of a text takes no longer than the second."""


@dataclass(slots=True)
class _Tally:
    """What has been done so far; `origins` holds where each id of this run came from, `new` which had not been stored."""

    added: list[ArticleId] = field(default_factory=list)
    replaced: list[ArticleId] = field(default_factory=list)
    unchanged: list[ArticleId] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    origins: dict[ArticleId, str] = field(default_factory=dict)
    new: set[ArticleId] = field(default_factory=set)
    chunks: int = 0
    leaving: dict[ArticleId, None] = field(default_factory=dict)
    """What is to be withdrawn once the batch is stored that an earlier version of it may be in."""
    withdrawn: list[ArticleId] = field(default_factory=list)
    held: list[ArticleId] = field(default_factory=list)
    words: dict[ArticleId, datetime] = field(default_factory=dict)
    """When the latest version of an agency's article was made, of those of this run."""

    def count_stored(self, batch: list[Article], chunks: int) -> None:
        """Count what is in library and index now: before that, a full disk may still undo it."""
        for article in batch:
            (self.added if article.id in self.new else self.replaced).append(article.id)
        self.chunks += chunks

    def report(self) -> IngestReport:
        return IngestReport(
            tuple(self.added),
            tuple(self.replaced),
            tuple(self.unchanged),
            tuple(self.problems),
            tuple(self.notes),
            self.chunks,
            tuple(self.withdrawn),
            tuple(self.held),
        )


@dataclass(frozen=True, slots=True)
class Ingester:
    """Stores articles that were read; the same article again is a no-op, a changed one replaces its old version."""

    indexer: Indexer
    guess_language: LanguageGuesser
    withdraw: Callable[[Sequence[ArticleId]], None]
    """Takes articles out of all that shows them."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    turn: Callable[[], AbstractContextManager[None]] = nullcontext
    """Held for each batch: near-duplicates are sought among what is stored, and no other process stores meanwhile."""

    def ingest(self, results: Iterable[ReadResult], progress: Progress) -> IngestReport:
        """Store all articles that could be read, and report on each, on every note and on every problem.

        `progress` counts characters of raw text.

        Raises:
            IngestStoppedError: the data folder could not be used any more, as where its disk is full, or the embedding failed.
        """
        tally = _Tally()
        try:
            # First of all, since an article whose vectors could not be written looks like one that is stored already.
            with self.turn():
                self.indexer.finish()
            for batch in _batches(self._changes(results, tally, progress)):
                with self.turn():
                    tally.count_stored(batch, self.indexer.put(self._grouped(batch)))
                    self._let_go(tally)
                progress(sum(len(article.raw) for article in batch))
            self._let_go(tally)
        except (StoreError, EmbeddingError) as error:
            raise IngestStoppedError(tally.report(), error) from error
        return tally.report()

    def _changes(self, results: Iterable[ReadResult], tally: _Tally, progress: Progress) -> Iterator[Article]:
        """Clean the articles among the results, and pass on those that are new or have changed."""
        for result in results:
            if isinstance(result, FileProblem):
                tally.problems.append(result)
            elif isinstance(result, Note):
                tally.notes.append(note_line(result))
            elif article := self._admitted(self._identified(result, tally), tally):
                yield article
            else:
                progress(len(result.raw))

    def _admitted(self, raw_article: RawArticle, tally: _Tally) -> Article | None:
        """Return the article as it is to be stored; None where it may not be used, or not yet, or is stored just so."""
        name, metadata, now = raw_article.id, raw_article.metadata, self.clock()
        if self._is_outdated(raw_article, tally):
            tally.unchanged.append(name)
            tally.notes.append(f"{name}: is older than what its agency has said of it since, and changes nothing")
        elif not metadata.usable_at(now):
            self._leave(raw_article, tally)
        elif metadata.embargoed_until is not None and metadata.embargoed_until > now:
            self._hold(held_article(raw_article, metadata.embargoed_until), tally)
        else:
            self._no_longer_held(name)
            tally.leaving.pop(name, None)
            return self._changed(replace(raw_article, metadata=metadata.released()), tally)
        return None

    def _hold(self, held: HeldArticle, tally: _Tally) -> None:
        is_known = self.indexer.library.held(held.id) == held
        (tally.unchanged if is_known else tally.held).append(held.id)
        self.indexer.library.hold(held)

    def _no_longer_held(self, name: ArticleId) -> None:
        """Hold an article no more, of which this is a later word."""
        if self.indexer.library.held(name) is not None:
            self.indexer.library.drop_held([name])

    def _leave(self, raw_article: RawArticle, tally: _Tally) -> None:
        """Note what is to be withdrawn: an article that is stored, or that this run is about to store."""
        name, updated_at, library = raw_article.id, raw_article.metadata.updated_at, self.indexer.library
        self._no_longer_held(name)
        if updated_at is not None:
            library.note_withdrawal(name, updated_at)
        if library.article(name) is not None or name in tally.new:
            tally.leaving[name] = None
        else:
            tally.unchanged.append(name)

    def _is_outdated(self, raw_article: RawArticle, tally: _Tally) -> bool:
        """Return whether a later version of an agency's article is known: files may come in any order, and come again."""
        said = raw_article.metadata.updated_at
        if said is None or raw_article.metadata.origins.get("updated_at") != "agency":
            return False
        if any(word > said for word in self._words(raw_article.id, tally)):
            return True
        tally.words[raw_article.id] = said
        return False

    def _words(self, name: ArticleId, tally: _Tally) -> list[datetime]:
        """Return when the versions of an article that are known were made, as far as they say so."""
        stored, held = self.indexer.library.article(name), self.indexer.library.held(name)
        words = (
            tally.words.get(name),
            stored.metadata.updated_at if stored and not _is_first_seen(stored) else None,
            raw_article_of(held).metadata.updated_at if held else None,
            self.indexer.library.withdrawn_at(name),
        )
        return [word for word in words if word is not None]

    def _let_go(self, tally: _Tally) -> None:
        """Withdraw what is to leave; until then the batch before it may have stored it."""
        if leaving := tuple(tally.leaving):
            self.withdraw(leaving)
            tally.withdrawn += leaving
            tally.leaving.clear()

    def _identified(self, raw_article: RawArticle, tally: _Tally) -> RawArticle:
        """Tell two files of one name apart: the later article gets an id that depends on where it comes from."""
        owner = tally.origins.get(raw_article.id) or self._stored_origin(raw_article)
        if owner not in {None, raw_article.origin} and not raw_article.stated_id:
            raw_article = replace(raw_article, id=distinct_id(raw_article.id, raw_article.origin))
        tally.origins[raw_article.id] = raw_article.origin
        return raw_article

    def _stored_origin(self, raw_article: RawArticle) -> str | None:
        """Return where the stored article of this id came from; with the same text it is this one, which has moved."""
        stored = self.indexer.library.article(raw_article.id)
        if stored is None:
            return None
        return raw_article.origin if stored.version == _version(raw_article.raw) else stored.origin

    def _changed(self, raw_article: RawArticle, tally: _Tally) -> Article | None:
        """Return the article as it is to be stored, or None where it is stored just so."""
        article = cleaned(raw_article)
        metadata = self._told(article.metadata, article.clean)
        article = replace(article, metadata=metadata, first_seen_at=self.clock())
        stored = self.indexer.library.article(article.id)
        if stored is None:
            tally.new.add(article.id)
            return article
        article = replace(article, metadata=_with_change(article, stored))
        same_origins = stored.metadata.origins == article.metadata.origins
        if same_origins and replace(stored, group=None, origin=article.origin) == article:
            tally.unchanged.append(article.id)
            return None
        tally.new.discard(article.id)
        return article

    def _told(self, metadata: Metadata, text: str) -> Metadata:
        """Return the metadata with the language where none is stated and the text is plainly not in English."""
        language = metadata.language or article_language(text, self.guess_language)
        return metadata if language is None else replace(metadata, language=language)

    def _grouped(self, batch: list[Article]) -> list[BandedArticle]:
        """Name each article's group of near-duplicates: the texts stay apart, each citable."""
        grouped: list[BandedArticle] = []
        batch_members: dict[str, list[Member]] = {}
        for article in batch:
            own_signature = signature(article.clean)
            keys = bands(own_signature)
            members = self._stored_members(keys, article.id)
            for key in keys:
                members |= {member.id: member for member in batch_members.get(key, ())}
            name = group(article.id, article.clean, nearest(own_signature, members.values()))
            grouped.append(BandedArticle(replace(article, group=name), keys))
            for those in (batch_members.setdefault(key, []) for key in keys):
                if len(those) < _LOOKED_UP:
                    those.append(Member(article.id, own_signature, name, article.clean))
        return grouped

    def _stored_members(self, keys: tuple[str, ...], article_id: ArticleId) -> dict[ArticleId, Member]:
        """Return the stored articles, but this one, that share the most bands with it."""
        near = self.indexer.library.near_duplicates(keys, _LOOKED_UP)
        return {
            article.id: Member(article.id, signature(article.clean), article.group or article.id, article.clean)
            for article in near
            if article.id != article_id
        }


def _with_change(article: Article, stored: Article) -> Metadata:
    """Return the metadata of what takes a stored article's place; a changed text that tells no day is dated by its coming.

    Else a text that nobody had until today would count as one of the day on which the first version was published.
    """
    ours, theirs = article.metadata, stored.metadata
    if ours.published_at is None or _states_change(ours, theirs):
        return ours
    if article.version == stored.version or (article.page is not None and article.page == stored.page):
        return _changed_on(ours, theirs.updated_at) if _is_first_seen(stored) else ours
    return _changed_on(ours, article.first_seen_at)


def _states_change(ours: Metadata, theirs: Metadata) -> bool:
    """Whether the outlet gives a version a later day than it gave the one before."""
    if ours.updated_at is not None and theirs.origins.get("updated_at") == _FIRST_SEEN:
        return True
    pairs = ((ours.updated_at, theirs.updated_at), (ours.published_at, theirs.published_at))
    return any(our is not None and (their is None or instant(our) > instant(their)) for our, their in pairs)


def _is_first_seen(article: Article) -> bool:
    return article.metadata.origins.get("updated_at") == _FIRST_SEEN


def _changed_on(metadata: Metadata, moment: datetime | None) -> Metadata:
    return replace(metadata, updated_at=moment, origins={**metadata.origins, "updated_at": _FIRST_SEEN})


def cleaned(raw_article: RawArticle) -> Article:
    """Clean an article; what its input does not state of it is taken from what stands above its text and in its credits.

    Untrusted: such a value is checked as a stated one is, and one of the wrong form stays unknown.
    """
    matter = check_suggested(front_matter(raw_article.raw).fields(), "front-matter").metadata
    metadata = raw_article.metadata.completed(matter)
    article = Article(
        id=raw_article.id,
        version=_version(raw_article.raw),
        raw=raw_article.raw,
        cleaned=clean(raw_article.raw, metadata.title),
        metadata=metadata,
        origin=raw_article.origin,
        page=raw_article.page,
    )
    told = credited(line for span in article.credits() for line in span.of(article.clean).split("\n\n"))
    day = told.published_on
    fields = {"authors": told.authors[:MOST_AUTHORS], "published_at": day.isoformat() if day else None}
    return replace(article, metadata=metadata.completed(check_metadata(fields, "byline").metadata))


def _version(raw: str) -> Version:
    return Version(hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest())


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Collect articles up to about `BATCH` characters; none is twice in a batch, so that the later one replaces the earlier."""
    batch: dict[ArticleId, Article] = {}
    for article in articles:
        is_full = sum(len(batched.raw) for batched in batch.values()) >= BATCH
        if batch and (is_full or article.id in batch):
            yield list(batch.values())
            batch = {}
        batch[article.id] = article
    if batch:
        yield list(batch.values())
