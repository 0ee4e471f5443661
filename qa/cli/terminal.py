"""Print wire bodies on a terminal: an answer with its numbered quotes and their sources, and lists as tables."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from rich.console import Console, Group
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from qa.api.schemas.answers import AnswerBody, CitationBody, CorrectionBody, DisagreementBody, SourceBody, StatementBody
from qa.api.schemas.articles import ArticleSummary
from qa.api.schemas.events import SourcesEvent, StatementEvent, StatusEvent, StreamEvent
from qa.api.schemas.search import SearchBody
from qa.domain.access import Key
from qa.domain.answer import DegradedReason, DisagreementRelation


def plain(text: str) -> str:
    """Untrusted: make article text safe for a terminal, which control and bidirectional characters could rewrite."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(character) else character for character in text)


def _is_control(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in {"Cc", "Cf"}


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


class AnswerPrinter:
    """Prints an answer as it comes: each statement at once, and at the end the quotes, or why there is no answer.

    What answers is bold: the short answer, or the whole statement where none is known. Without a console it prints nothing.
    """

    def __init__(self, console: Console | None) -> None:
        self._console = console
        self._citations: dict[str, CitationBody] = {}

    def __call__(self, event: StreamEvent) -> None:
        """Print an event; most of them show nothing."""
        if self._console is None:
            return
        if isinstance(event, StatusEvent) and event.standalone_question:
            self._console.print(Text(plain(f"Understood as: {event.standalone_question}"), style="yellow"))
        elif isinstance(event, SourcesEvent):
            _print_reading(self._console, event.corrections)
        elif isinstance(event, StatementEvent):
            self._citations.update({citation.id: citation for citation in event.citations})
            first = self._citations[event.statement.citations[0]]
            _print_statement(self._console, event.statement, first)
        elif isinstance(event, AnswerBody):
            _print_ending(self._console, event)


def _print_reading(console: Console, corrections: Sequence[CorrectionBody]) -> None:
    if corrections:
        words = ", ".join(f"“{correction.read_as}” for “{correction.asked}”" for correction in corrections)
        console.print(Text(plain(f"Read as: {words}"), style="yellow"))


def _print_statement(console: Console, statement: StatementBody, first: CitationBody) -> None:
    text = Text(plain(statement.text))
    # The statement repeats its first quote to the letter, and `plain` puts one character in the place of one.
    answer = statement.short_answer.span if statement.short_answer else first.span
    text.stylize("bold", answer.start - first.span.start, answer.end - first.span.start)
    marks = "".join(f"[{name.removeprefix('cit_')}]" for name in statement.citations)
    console.print(Text.assemble(text, " ", (marks, "cyan")))


def _print_ending(console: Console, answer: AnswerBody) -> None:
    if answer.verdict:
        console.print(Text(f"In a word: {answer.verdict}", style="bold"))
    if answer.degraded:
        console.print(Text(f"{_DEGRADED[answer.degraded.reason]} ({answer.degraded.reason})", style="yellow"))
    if answer.rejected:
        reasons = ", ".join(dict.fromkeys(rejection.reason for rejection in answer.rejected))
        console.print(
            Text(f"Not shown as written, since no quote supports it: {len(answer.rejected)} ({reasons})", style="dim")
        )
    if answer.abstention:
        console.print(Text(plain(answer.abstention.message), style="bold"))
        _print_quotes(console, "Nearest passages", answer.abstention.nearest, answer.sources)
        return
    for disagreement in answer.disagreements:
        _print_disagreement(console, disagreement)
    _print_quotes(console, "Quotes", answer.citations, answer.sources)


def _print_disagreement(console: Console, disagreement: DisagreementBody) -> None:
    console.print(Text(_RELATIONS[disagreement.relation], style="yellow"))
    for position in disagreement.positions:
        marks = "".join(f"[{name.removeprefix('cit_')}]" for name in position.citations)
        on = f", {position.published_at:%-d %B %Y}" if position.published_at else ""
        console.print(Text(f"  {plain(position.value)} {marks}{on}", style="yellow"))


_RELATIONS: dict[DisagreementRelation, str] = {
    "conflict": "The sources give different answers:",
    "update": "This has changed since:",
    "scope": "The sources speak of different things:",
}
_DEGRADED: dict[DegradedReason, str] = {
    "llm_unavailable": "Quoted, since the language model does not answer.",
    "llm_timeout": "Quoted, since the language model takes too long.",
    "llm_refused": "Quoted, since the language model would not write.",
    "llm_declined": "Quoted, since the language model found no answer in the passages.",
    "llm_cut": "The language model broke off.",
    "overloaded": "Quoted, since too many answers are being written.",
    "budget_exhausted": "Quoted, since what may be written today is spent.",
    "nothing_verified": "Quoted, since no sentence that the language model wrote is supported.",
    "verifier_unavailable": "Quoted in part, since nobody gives a second opinion on what the language model wrote.",
}


def _print_quotes(
    console: Console, heading: str, citations: Sequence[CitationBody], sources: Sequence[SourceBody]
) -> None:
    if not citations:
        return
    console.print()
    console.print(Text(heading, style="dim"))
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="cyan", no_wrap=True)
    table.add_column()
    for citation in citations:
        source = next(source for source in sources if source.number == citation.source)
        table.add_row(f"[{citation.number}]".replace("[", "\\["), Group(*_quote_lines(citation, source)))
    console.print(Padding(table, (0, 0, 0, 1)))


def _quote_lines(citation: CitationBody, source: SourceBody) -> Iterator[Text]:
    yield Text(f"“{plain(citation.quote)}”")
    date = source.published_at.date().isoformat() if source.published_at else "date unknown"
    facts = [source.title or "untitled", source.publisher or "outlet unknown", date]
    place = f"{source.article_id} {citation.span.start}-{citation.span.end}"
    yield Text(plain(" · ".join([*facts, place])), style="dim")
    if citation.deep_link:
        yield Text(plain(citation.deep_link), style="dim")


def show_search(console: Console, body: SearchBody) -> None:
    """Print each passage with both scores and their mean; "-" where that search did not find it."""
    table = Table("score", "words", "meaning", "passage", box=None, pad_edge=False)
    for passage in body.passages:
        scores = (passage.score, passage.lexical, passage.semantic)
        place = Text(plain(f"{passage.article_id} {passage.span.start}-{passage.span.end}"), style="dim")
        table.add_row(*map(_score, scores), Group(place, Text(plain(passage.text)), Text("")))
    console.print(table)


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


def show_articles(console: Console, articles: Sequence[ArticleSummary]) -> None:
    """Print one line for each article."""
    table = Table("id", "published", "outlet", "title", box=None, pad_edge=False)
    for article in articles:
        date = article.published_at.date().isoformat() if article.published_at else "-"
        cells = (article.article_id, date, article.publisher or "-", article.title or "-")
        table.add_row(*(Text(plain(cell)) for cell in cells))
    console.print(table)
