"""Turns wire bodies into text for a terminal: the answer, then its numbered quotes with their sources."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from pydantic import BaseModel
from rich.console import Console, Group
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from qa.api.schemas.answers import AnswerBody, CitationBody, SourceBody, StatementBody
from qa.api.schemas.articles import ArticleSummary
from qa.api.schemas.events import StatementEvent
from qa.api.schemas.search import SearchBody
from qa.domain.answer import DegradedReason


def plain(text: str) -> str:
    """Untrusted: article text is made safe for a terminal here; control and bidirectional characters could rewrite it."""
    return "".join(
        c if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"} else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def console() -> Console:
    """Standard output, as wide as the terminal; plain where it is none."""
    return Console(highlight=False)


@contextmanager
def progress_bar(task: str) -> Iterator[Callable[[int], Callable[[int], None]]]:
    """A bar on standard error while the context lasts; it is told the total once, and then each advance."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(task, total=None)

        def started(total: int) -> Callable[[int], None]:
            progress.update(bar, total=total)
            return partial(progress.advance, bar)

        yield started


class AnswerPrinter:
    """Shows an answer as it comes: each statement when it is there, and at the end the quotes or why there is no answer.

    Without a console it shows nothing.
    """

    def __init__(self, console: Console | None) -> None:
        self._console = console

    def __call__(self, body: BaseModel) -> None:
        """Shows one event's data; of most there is nothing to see."""
        if self._console is None:
            return
        if isinstance(body, StatementEvent):
            _statement(self._console, body.statement)
        elif isinstance(body, AnswerBody):
            _ending(self._console, body)


def _statement(console: Console, statement: StatementBody) -> None:
    marks = "".join(f"[{name.removeprefix('cit_')}]" for name in statement.citations)
    console.print(Text.assemble((plain(statement.text), "bold"), " ", (marks, "cyan")))


def _ending(console: Console, answer: AnswerBody) -> None:
    if answer.degraded:
        console.print(Text(f"{_DEGRADED[answer.degraded.reason]} ({answer.degraded.reason})", style="yellow"))
    if answer.rejected:
        reasons = ", ".join(dict.fromkeys(it.reason for it in answer.rejected))
        console.print(Text(f"Left out, since no quote supports it: {len(answer.rejected)} ({reasons})", style="dim"))
    if answer.abstention:
        console.print(Text(plain(answer.abstention.message), style="bold"))
        _quotes(console, "Nearest passages", answer.abstention.nearest, answer.sources)
        return
    for disagreement in answer.disagreements:
        marks = " ".join(f"[{name.removeprefix('cit_')}]" for name in disagreement.citations)
        console.print(Text(f"The sources give different figures: {marks}", style="yellow"))
    _quotes(console, "Quotes", answer.citations, answer.sources)


_DEGRADED: dict[DegradedReason, str] = {
    "llm_unavailable": "Quoted, since the language model does not answer.",
    "llm_timeout": "Quoted, since the language model takes too long.",
    "llm_refused": "Quoted, since the language model would not write.",
    "llm_declined": "Quoted, since the language model found no answer in the passages.",
    "llm_cut": "The language model broke off.",
    "overloaded": "Quoted, since too many answers are being written.",
    "budget_exhausted": "Quoted, since what may be written today is spent.",
    "nothing_verified": "Quoted, since no sentence that the language model wrote is supported.",
}


def _quotes(console: Console, heading: str, citations: Sequence[CitationBody], sources: Sequence[SourceBody]) -> None:
    if not citations:
        return
    console.print()
    console.print(Text(heading, style="dim"))
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="cyan", no_wrap=True)
    table.add_column()
    for citation in citations:
        source = next(source for source in sources if source.number == citation.source)
        table.add_row(f"[{citation.number}]".replace("[", "\\["), Group(*_quote(citation, source)))
    console.print(Padding(table, (0, 0, 0, 1)))


def _quote(citation: CitationBody, source: SourceBody) -> Iterator[Text]:
    yield Text(f"“{plain(citation.quote)}”")
    date = source.published_at.date().isoformat() if source.published_at else "date unknown"
    facts = [source.title or "untitled", source.publisher or "outlet unknown", date]
    place = f"{source.article_id} {citation.span.start}-{citation.span.end}"
    yield Text(plain(" · ".join([*facts, place])), style="dim")
    if citation.deep_link:
        yield Text(plain(citation.deep_link), style="dim")


def show_search(console: Console, found: SearchBody) -> None:
    """Each passage with both scores and their mean; "-" where it was not found that way."""
    table = Table("score", "words", "meaning", "passage", box=None, pad_edge=False)
    for passage in found.passages:
        scores = (passage.score, passage.lexical, passage.semantic)
        text = Text(plain(f"{passage.article_id} {passage.span.start}-{passage.span.end}"), style="dim")
        table.add_row(*map(_score, scores), Group(text, Text(plain(passage.text)), Text("")))
    console.print(table)


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


_LIMITS = {"per_minute": "a minute", "per_day": "a day"}


def show_keys(console: Console, keys: Sequence[Mapping[str, object]]) -> None:
    """A few lines a key; an id or a site that a narrow table broke could not be copied."""
    for it in keys:
        console.print(Text(plain(f"{it['id']}  {it['kind']}  {it['label']}".rstrip())), soft_wrap=True)
        for line in _about_key(it):
            console.print(Text(plain(f"  {line}"), style="dim"), soft_wrap=True)


def _about_key(key: Mapping[str, object]) -> Iterator[str]:
    if isinstance(key["origins"], list):
        yield from map(str, key["origins"])
    limits = [f"at most {key[name]} {unit}" for name, unit in _LIMITS.items() if key[name] is not None]
    made, revoked = (str(key[name] or "").partition("T")[0] for name in ("created_at", "revoked_at"))
    ended = [f"revoked {revoked}"] if revoked else []
    told = [f"made {made}", f"{key['asked_today']} questions today", *limits, *ended]
    yield ", ".join(told)


def show_articles(console: Console, articles: Sequence[ArticleSummary]) -> None:
    """One line an article."""
    table = Table("id", "published", "outlet", "title", box=None, pad_edge=False)
    for it in articles:
        date = it.published_at.date().isoformat() if it.published_at else "-"
        table.add_row(*(Text(plain(value)) for value in (it.article_id, date, it.publisher or "-", it.title or "-")))
    console.print(table)
