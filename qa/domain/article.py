"""Articles, their texts and chunks.

All offsets are Unicode code points, zero-based and half-open, as Python slices are.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, NewType

from qa.domain.scope import UNFILED, Facets, instant, latest_of, outlet_key

ArticleId = NewType("ArticleId", str)
ChunkId = NewType("ChunkId", str)
Version = NewType("Version", str)
"""SHA-256 (hex) of an article's raw text in UTF-8."""
RegionKind = Literal[
    "body",
    "title",
    "comment-form",
    "navigation",
    "promotion",
    "ad-notice",
    "share",
    "caption",
    "credit",
    "notice",
    "duplicate-paragraph",
]
KEPT: frozenset[RegionKind] = frozenset({"body", "credit"})
"""Kinds that the clean text holds: the article, and the lines that tell who made it and when it was published."""
FieldOrigin = Literal[
    "sources.jsonl",
    "json-lines",
    "request",
    "reader",
    "json-ld",
    "meta",
    "markup",
    "front-matter",
    "heading",
    "first-line",
    "byline",
    "feed",
    "agency",
    "first-seen",
]
"""Where a fact about an article stands: beside its file, in the record that holds it or that a reader of another library
made, in the page's declarations for machines or its markup, above the text, in a printed line that names who made it, in the item
of a feed, or in an agency's document. Of a text that has changed, and whose outlet does not say when, nobody knows more than when
the change was first seen here."""
Status = Literal["usable", "withheld", "canceled"]
"""Whether an article may be used, by its publisher's word; the names are those of ninjs and NewsML-G2."""
WITHOUT_END = datetime(2200, 1, 1, tzinfo=UTC)
"""The end of an embargo that nobody has set an end to."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `0 <= start <= end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Return whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Region:
    """A span of the raw text and what it is: body, or the reason why cleaning took it out."""

    kind: RegionKind
    span: Span


@dataclass(frozen=True, slots=True)
class AlignedSpan:
    """A stretch that stands in clean and raw text alike: `clean[c : c + n] == raw[r : r + n]`."""

    clean: int
    raw: int
    length: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Clean text with the way back: `runs` are in ascending order and cover every non-space character of it."""

    text: str
    regions: tuple[Region, ...]
    runs: tuple[AlignedSpan, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """Facts about an article beside its text; None is unknown and is never filled by a guess."""

    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    """A language tag; where the input states none, the one of a text that plainly is in another language than English."""
    updated_at: datetime | None = None
    """When its outlet last changed it, by the outlet's own word; where it does not say so, when the change was first seen."""
    status: Status | None = None
    """None: usable. No stored article has another: what may not be used is not stored, or taken out again."""
    embargoed_until: datetime | None = None
    """Nobody may see the article before; no stored article has it, since until then the article is held apart."""
    expires_at: datetime | None = None
    """From then on the article may not be used."""
    correction: str | None = None
    """What the publisher says was corrected in it, in his own words."""
    origins: Mapping[str, FieldOrigin] = field(default_factory=dict[str, FieldOrigin], compare=False)
    """Where each of the fields above that is known stands, by its name; empty for what a release before 0.2.0 stored."""

    def usable_at(self, now: datetime) -> bool:
        """Return whether the publisher lets the article be used, its embargo apart."""
        expired = self.expires_at is not None and self.expires_at <= now
        return self.status in {None, "usable"} and not expired

    def released(self) -> "Metadata":
        """Return what is stored of an article that may be used: its status and its embargo say nothing any more."""
        origins = {name: origin for name, origin in self.origins.items() if name not in {"status", "embargoed_until"}}
        return replace(self, status=None, embargoed_until=None, origins=origins)

    @property
    def foreign(self) -> bool:
        """Whether the article is in another language than English: no rule for English may judge it."""
        primary = (self.language or "").partition("-")[0].lower()
        return primary not in {"", "en", "eng", "und"}

    def completed(self, suggested: "Metadata") -> "Metadata":
        """Return these facts, and in the place of each that is unknown the suggested one."""
        own, other = self._known(), suggested._known()
        return replace(
            Metadata(**{**other, **own}), origins={**_of(suggested, other.keys() - own.keys()), **_of(self, own)}
        )

    def _known(self) -> dict[str, Any]:
        values = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "origins"}
        return {name: value for name, value in values.items() if value}


def _of(metadata: Metadata, names: Iterable[str]) -> dict[str, FieldOrigin]:
    return {name: metadata.origins[name] for name in names if name in metadata.origins}


@dataclass(frozen=True, slots=True)
class Article:
    """One stored version of one article."""

    id: ArticleId
    version: Version
    raw: str
    cleaned: Cleaned
    metadata: Metadata
    origin: str
    """The file's path, with `#line` for a row of JSON Lines."""
    page: str | None = None
    """The page as it was, where `raw` was extracted from it: HTML, Markdown, CSV, or a text with tables."""
    group: str | None = None
    """Articles that are near-duplicates of each other share this name."""
    first_seen_at: datetime | None = field(default=None, compare=False)
    """When this version was first stored; None: it has not been yet."""

    @property
    def facets(self) -> Facets:
        """What a scope asks of it: a text that its outlet changed later than it published it counts from the change on."""
        stated = (self.metadata.published_at, self.metadata.updated_at)
        return Facets(
            max((instant(latest_of(moment)) for moment in stated if moment), default=None),
            None if self.first_seen_at is None else instant(self.first_seen_at),
            outlet_key(self.metadata.publisher or ""),
        )

    @property
    def clean(self) -> str:
        """The text that is chunked, searched and quoted."""
        return self.cleaned.text

    def raw_span(self, span: Span) -> Span:
        """Map a clean span to the raw text; its first and last characters must not be white space.

        Raises:
            ValueError: the span is empty or starts or ends on white space that cleaning put in.
        """
        if not 0 <= span.start < span.end <= len(self.clean):
            raise ValueError(f"{span!r} is not a span of the clean text of {self.id!r}")
        return Span(self._raw_offset(span.start), self._raw_offset(span.end - 1) + 1)

    def removed(self) -> tuple[Region, ...]:
        """Return the regions that cleaning took out, in raw order."""
        return tuple(region for region in self.cleaned.regions if region.kind not in KEPT)

    def credits(self) -> tuple[Span, ...]:
        """Return where credits stand in the clean text, in its order: quoted only for who made the article, and when."""
        return tuple(
            Span(inside[0].clean, inside[-1].clean + inside[-1].length)
            for region in self.cleaned.regions
            if region.kind == "credit" and (inside := self._runs_in(region.span))
        )

    def _runs_in(self, span: Span) -> tuple[AlignedSpan, ...]:
        runs = self.cleaned.runs
        first, last = (bisect_left(runs, offset, key=lambda run: run.raw) for offset in (span.start, span.end))
        return runs[first:last]

    def _raw_offset(self, offset: int) -> int:
        runs = self.cleaned.runs
        following = bisect_right(runs, offset, key=lambda run: run.clean)
        run = runs[following - 1] if following else AlignedSpan(0, 0, 0)
        if not run.clean <= offset < run.clean + run.length:
            raise ValueError(f"offset {offset} of {self.id!r} is white space that cleaning put in")
        return run.raw + offset - run.clean


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an article for retrieval; `article.clean[span] == text` always holds."""

    id: ChunkId
    article_id: ArticleId
    version: Version
    span: Span
    text: str
    facets: Facets = UNFILED
    """Those of its article."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk; scores are min-max normalised over the candidates to 0..1, None where a side did not find it."""

    chunk: Chunk
    lexical: float | None
    semantic: float | None
    score: float


@dataclass(frozen=True, slots=True)
class Corpus:
    """The stored articles as a fingerprint that changes with any of them, their number, and when the last was first seen."""

    fingerprint: str
    articles: int
    updated_at: datetime | None = None
    stale_feeds: tuple[str, ...] = ()
    """Feeds, by their ids, of which nothing was heard for too long: articles that they would have brought are missing."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the library holds, as far as its articles tell."""

    articles: int
    outlets: Mapping[str, int]
    """How many articles each outlet has, by its name as it is stored; those whose outlet is unknown count nowhere."""
    dated: int
    """How many articles tell when they were published."""
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are wanted; a field that is empty or None leaves none out."""

    words: tuple[str, ...] = ()
    """Words that an article has, all of them, in title or text."""
    outlet: str | None = None
    since: date | None = None
    until: date | None = None
    """The last day of publication, as the article states it; a selection by day leaves out what is not dated."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the articles that were selected, newest first and those without a date last, and how many there are in all."""

    articles: tuple[Article, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of all `chunks` each phrase occurs."""

    counts: Mapping[str, int]
    chunks: int


@dataclass(frozen=True, slots=True)
class ChunkedArticle:
    """An article ready to be stored: its chunks, and the keys by which near-duplicates find each other."""

    article: Article
    chunks: tuple[Chunk, ...]
    bands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldArticle:
    """An article under embargo, as a document that is made an article again when it ends; until then nobody sees it."""

    id: ArticleId
    until: datetime
    document: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A change of the library that the vectors have not followed yet."""

    id: int
    upsert: tuple[ChunkId, ...]
    delete: tuple[ChunkId, ...]
