"""Turn stored articles into pages: the front page, the list to search and browse, and an article to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from qa.api import wording
from qa.api.links import article_address
from qa.api.pages import PAGES
from qa.api.schemas.timelines import TimelineBody
from qa.domain.answer import Example
from qa.domain.article import Article, ArticleId, Holdings, Listing, Span
from qa.ports import ArticleStore
from qa.text.words import WORD

PAGE_LENGTH = 20
"""Articles on a page of the list."""
_TEASER = 180
"""Code points of an article's first words, in the list."""
_HEAD = 300
"""Code points in which credits stand above the story; all others stand below it."""


@dataclass(frozen=True, slots=True)
class Teaser:
    """An article as a list shows it; what is not known is empty."""

    id: ArticleId
    title: str
    address: str
    outlet: str
    moment: str
    """ISO 8601."""
    day: str
    language: str
    opening: str


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows to its caller."""

    page_key: str
    """Empty: the chat needs none."""
    holdings: Holdings | None
    """None: the caller may not know."""
    examples: Sequence[Example]
    latest: Sequence[Article]
    """Empty: there is none, or the caller may not read them."""
    is_open: bool
    """Whether the caller may read all articles, and change them."""
    server: str
    """This server's address, as the caller names it."""


@dataclass(frozen=True, slots=True)
class Browsing:
    """What a reader asked the list for, in the words of the address."""

    words: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    def address(self, page: int) -> str:
        """Return where another page of the same list is."""
        wanted = {"q": self.words, "outlet": self.outlet, "from": self.since, "to": self.until}
        fields = {name: value for name, value in wanted.items() if value}
        if page > 1:
            fields["page"] = str(page)
        return f"/articles?{urlencode(fields)}" if fields else "/articles"


def front_page(front: Front) -> str:
    """Return the page's HTML."""
    return PAGES.get_template("front.html").render(
        page_key=front.page_key,
        line=wording.corpus_line(front.holdings) if front.holdings and front.holdings.articles else "",
        examples=[it.question for it in front.examples if it.article_ids],
        refused=[it.question for it in front.examples if not it.article_ids],
        latest=[_teaser(article) for article in front.latest],
        empty=front.holdings is not None and not front.holdings.articles,
        is_open=front.is_open,
        server=front.server,
    )


def list_page(browsing: Browsing, listing: Listing, holdings: Holdings, fault: str = "") -> str:
    """Return the list's HTML; `fault` says what is wrong with what was asked for."""
    pages = max(1, -(-listing.total // PAGE_LENGTH))
    return PAGES.get_template("articles.html").render(
        browsing=browsing,
        fault=fault,
        found=[_teaser(article, _TEASER) for article in listing.articles],
        total=wording.count_of(listing.total, "article"),
        line=wording.corpus_line(holdings),
        outlets=holdings.outlets,
        first=holdings.earliest.date().isoformat() if holdings.earliest else "",
        last=holdings.latest.date().isoformat() if holdings.latest else "",
        pages=pages,
        previous=browsing.address(browsing.page - 1) if 1 < browsing.page <= pages else "",
        following=browsing.address(browsing.page + 1) if browsing.page < pages else "",
    )


def reading_page(article: Article, current: Article, library: ArticleStore, *, browsable: bool) -> str:
    """Return an article's HTML: its clean text, which is what answers quote; `browsable` links to the list of all.

    Where it is an older version than the current one, the page says so.
    """
    paragraphs = list(_paragraphs(article))
    return PAGES.get_template("article.html").render(
        about=_teaser(article),
        newer=article_address(current.id) if article.version != current.version else "",
        authors=", ".join(article.metadata.authors),
        url=article.metadata.url,
        language=article.metadata.language or "",
        paragraphs=[line for line, is_credit in paragraphs if not is_credit],
        credited=[line for line, is_credit in paragraphs if is_credit],
        # Who may not list the articles is not told of these.
        copies=[_teaser(copy) for copy in _copies(article, library)] if browsable else [],
        browsable=browsable,
    )


def missing_page(*, browsable: bool) -> str:
    """Return what is shown in the place of an article that is not there."""
    return PAGES.get_template("no-article.html").render(browsable=browsable)


def _paragraphs(article: Article) -> Iterator[tuple[str, bool]]:
    """Yield the article's paragraphs, each with whether it is a credit and no part of the story."""
    credited, start = article.credits(), 0
    for line in article.clean.split("\n"):
        place = Span(start, start + len(line))
        start = place.end + 1
        if line.strip():
            yield line.strip(), any(credit.overlaps(place) for credit in credited)


def _copies(article: Article, library: ArticleStore) -> list[Article]:
    """Return the near-duplicates of an article."""
    names: list[ArticleId] = library.group(article.group) if article.group else []
    found = (library.article(name) for name in names if name != article.id)
    return [copy for copy in found if copy is not None]


def _teaser(article: Article, length: int = 0) -> Teaser:
    about = article.metadata
    return Teaser(
        id=article.id,
        title=about.title or _opening(article, _TEASER // 2),
        address=article_address(article.id),
        outlet=about.publisher or "",
        moment=about.published_at.isoformat() if about.published_at else "",
        day=wording.day(about.published_at) if about.published_at else "",
        language=about.language or "",
        opening=_opening(article, length) if length else "",
    )


def _opening(article: Article, length: int) -> str:
    """Return the first words of the story, as many as fit, with an ellipsis where it goes on."""
    start = max((credit.end for credit in article.credits() if credit.start <= _HEAD), default=0)
    # Of a long text no more is looked at than may be shown.
    words = " ".join(article.clean[start : start + 2 * length].split())
    if len(words) <= length:
        return words
    ends = [word.end() for word in WORD.finditer(words) if word.end() < length]
    return f"{words[: ends[-1] if ends else length]}…"


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of a timeline as its page shows it."""

    when: str
    moment: str
    """What `datetime` of HTML can say; empty: nothing."""
    reported: bool
    """Whether the day is that of the article."""
    text: str
    sources: Sequence["Cited"]


@dataclass(frozen=True, slots=True)
class Cited:
    """An article that an entry stands on."""

    name: str
    address: str


def timeline_page(topic: str, told: TimelineBody | None, fault: str = "") -> str:
    """Return the page of a topic; `told` None: nothing was asked, or it could not be told for the `fault`."""
    entries = _happenings(told) if told else []
    undated = told.undated if told else 0
    return PAGES.get_template("timeline.html").render(topic=topic, entries=entries, undated=undated, fault=fault)


def _happenings(told: TimelineBody) -> list[Happening]:
    cited = {citation.id: citation.article_id for citation in told.citations}
    sources = {source.article_id: source for source in told.sources}
    return [
        Happening(
            when=entry.when.replace("/", " to "),
            moment="" if entry.precision == "interval" else entry.when,
            reported=entry.dated_by == "publication",
            text=entry.statement.text,
            sources=[
                Cited(sources[name].publisher or sources[name].title or name, article_address(ArticleId(name)))
                for name in dict.fromkeys(cited[citation] for citation in entry.statement.citations)
            ],
        )
        for entry in told.entries
    ]
