"""Print wire bodies on a terminal: lists as tables, and nothing that could rewrite it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from rich.console import Console, Group
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from qa.api.schemas.articles import ArticleBody, ArticleSummary, HistoryBody
from qa.api.schemas.search import SearchBody
from qa.api.schemas.timelines import TimelineBody
from qa.api.wording import DEGRADED, scope_line
from qa.cli.safe_output import plain as plain
from qa.domain.access import Key
from qa.domain.feed import Feed


def console() -> Console:
    """Return standard output, as wide as the terminal; without colours where it is none."""
    return Console(highlight=False)


@contextmanager
def progress_bar(task: str) -> Iterator[Callable[[int], Callable[[int], None]]]:
    """Show a bar on standard error while the context lasts.

    It yields a function that takes the total and returns another, which takes each advance.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(task, total=None)

        def start(total: int) -> Callable[[int], None]:
            progress.update(bar, total=total)
            return partial(progress.advance, bar)

        yield start


def show_search(console: Console, body: SearchBody) -> None:
    """Print each passage with both scores and their mean; "-" where that search did not find it."""
    table = Table("score", "words", "meaning", "passage", box=None, pad_edge=False)
    for passage in body.passages:
        scores = (passage.score, passage.lexical, passage.semantic)
        place = Text(plain(f"{passage.article_id} {passage.span.start}-{passage.span.end}"), style="dim")
        table.add_row(*map(_score, scores), Group(place, Text(plain(passage.text)), Text("")))
    console.print(table)
    if body.degraded:
        console.print(Text(DEGRADED[body.degraded.reason], style="yellow"))
    if body.scope:
        console.print(Text(plain(scope_line(body.scope)), style="yellow"))


def show_timeline(console: Console, body: TimelineBody) -> None:
    """Print each entry with its day, its words and where they stand; "reported" where the day is that of the article."""
    citations = {citation.id: citation for citation in body.citations}
    table = Table(box=None, pad_edge=False, show_header=False)
    for entry in body.entries:
        when = Text(entry.when + ("\nreported" if entry.dated_by == "publication" else ""), style="bold")
        places = [citations[name] for name in entry.statement.citations]
        place = "; ".join(f"{it.article_id} {it.span.start}-{it.span.end}" for it in places)
        table.add_row(when, Group(Text(plain(entry.statement.text)), Text(plain(place), style="dim"), Text("")))
    console.print(table if body.entries else Text("No article tells of it."))
    if body.undated:
        console.print(Text(f"{body.undated} left out, since nobody says when.", style="dim"))
    if body.degraded:
        console.print(Text(DEGRADED[body.degraded.reason], style="yellow"))
    if body.scope:
        console.print(Text(plain(scope_line(body.scope)), style="yellow"))


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def show_keys(console: Console, keys: Iterable[tuple[Key, int]]) -> None:
    """Print a few lines for each key and its questions of today; an id or site broken by a table could not be copied."""
    for key, asked_today in keys:
        console.print(Text(plain(f"{key.id}  {key.kind}  {key.label}".rstrip())), soft_wrap=True)
        for line in (*key.origins, ", ".join(_key_facts(key, asked_today))):
            console.print(Text(plain(f"  {line}"), style="dim"), soft_wrap=True)


def _key_facts(key: Key, asked_today: int) -> Iterator[str]:
    yield f"made {key.created_at.date().isoformat()}"
    yield f"{asked_today} questions today"
    if key.per_minute is not None:
        yield f"at most {key.per_minute} a minute"
    if key.per_day is not None:
        yield f"at most {key.per_day} a day"
    if key.revoked_at:
        yield f"revoked {key.revoked_at.date().isoformat()}"


def show_article(console: Console, article: ArticleBody) -> None:
    """Print an article's title, what else is known of it and where each fact stands, and its clean text."""
    console.print(Text(plain(article.title or article.article_id), style="bold"), soft_wrap=True)
    facts = {
        "title": article.title,
        "authors": ", ".join(article.authors),
        "publisher": article.publisher,
        "published_at": _told(article.published_at),
        "url": article.url,
        "language": article.language,
        "expires_at": _told(article.expires_at),
        "correction": article.correction,
    }
    for name, value in facts.items():
        origin = article.metadata_origins.get(name)
        if value and (origin or name != "title"):
            known = value if name != "title" else ""
            line = f"{name}: {known} ({origin})" if origin else f"{name}: {known}"
            console.print(Text(plain(" ".join(line.split())), style="dim"), soft_wrap=True)
    if article.version != article.current_version:
        console.print(Text("An older version: the article has changed since.", style="yellow"), soft_wrap=True)
    console.print(Text(plain(f"\n{article.clean}")), soft_wrap=True)


def _told(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def show_feeds(console: Console, feeds: Sequence[tuple[Feed, bool]]) -> None:
    """Print one line for each feed; the second of each pair is whether it is silent."""
    table = Table("id", "state", "last read", "outlet", "source", "problem", box=None, pad_edge=False)
    for feed, silent in feeds:
        read = feed.succeeded_at.isoformat(timespec="minutes") if feed.succeeded_at else "never"
        state = "silent" if silent else "failed" if feed.problem else "well" if feed.succeeded_at else "new"
        cells = (feed.id, state, read, feed.outlet or "-", feed.source, feed.problem or "")
        table.add_row(*(Text(plain(cell)) for cell in cells))
    console.print(table)


def show_history(console: Console, history: HistoryBody) -> None:
    """Print a line for each version; one whose name is broken by a table could not be copied."""
    for each in history.versions:
        seen = each.first_seen_at.isoformat(timespec="seconds") if each.first_seen_at else "unknown"
        facts = [f"since {seen}", f"{each.characters} characters", *(["current"] if each.current else [])]
        console.print(Text(plain(f"{each.version}  {', '.join(facts)}")), soft_wrap=True)


def show_articles(console: Console, articles: Sequence[ArticleSummary]) -> None:
    """Print one line for each article."""
    table = Table("id", "published", "outlet", "title", box=None, pad_edge=False)
    for article in articles:
        date = article.published_at.date().isoformat() if article.published_at else "-"
        cells = (article.article_id, date, article.publisher or "-", article.title or "-")
        table.add_row(*(Text(plain(cell)) for cell in cells))
    console.print(table)
