"""Print an answer on a terminal: its statements, each quote once with what answers marked in it, and the sources by number."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qa.api.schemas.answers import (
    AbstentionBody,
    AnswerBody,
    CitationBody,
    CorrectionBody,
    DisagreementBody,
    SourceBody,
    StatementBody,
)
from qa.api.schemas.events import SourcesEvent, StatementEvent, StatusEvent, StreamEvent
from qa.api.wording import (
    CORRECTED,
    DEGRADED,
    GRANTED,
    INSTEAD,
    NEAREST,
    OLDER_VERSION,
    QUALIFICATIONS,
    RELATIONS,
    UNANSWERED,
    VERDICTS,
    count_of_sources,
    day,
    others_say,
    reason_of,
    scope_line,
)
from qa.cli.terminal import plain


class AnswerPrinter:
    """Prints an answer: each sentence that a model writes at once, and else the whole answer in the order of its reading.

    What answers is bold: the short answer, or the whole statement where none is known. Without a console it prints nothing.
    """

    def __init__(self, console: Console | None) -> None:
        self._console = console
        self._citations: dict[str, CitationBody] = {}
        self._writing = False
        self._printed: set[str] = set()

    def __call__(self, event: StreamEvent) -> None:
        """Print an event; most of them show nothing."""
        if self._console is None:
            return
        if isinstance(event, StatusEvent):
            self._writing = event.stage == "writing"
            _print_standalone(self._console, event.standalone_question)
        elif isinstance(event, SourcesEvent):
            _print_reading(self._console, event.corrections)
        elif isinstance(event, StatementEvent):
            self._citations.update({citation.id: citation for citation in event.citations})
            # Without a model at work the answer comes with its statements, and has what stands before them.
            if self._writing:
                self._printed.add(event.statement.id)
                _print_statement(self._console, event.statement, self._citations)
        elif isinstance(event, AnswerBody):
            self._print_statements(self._console, event)
            _print_ending(self._console, event)

    def _print_statements(self, console: Console, answer: AnswerBody) -> None:
        self._citations.update({citation.id: citation for citation in answer.citations})
        if answer.verdict:
            before = "In a word: " if self._printed else ""
            console.print(Text(before + VERDICTS[answer.verdict], style="bold"))
        if answer.parts:
            _print_parts(console, answer, self._citations, self._printed)
            return
        for statement in answer.statements:
            if statement.id not in self._printed:
                _print_statement(console, statement, self._citations, _item(statement, answer, self._citations))


def _item(statement: StatementBody, answer: AnswerBody, citations: Mapping[str, CitationBody]) -> str:
    """Return what stands before a statement where the answer is a list: in an overview the date, where it is known."""
    if answer.kind not in {"overview", "list"}:
        return ""
    number = citations[statement.citations[0]].source
    date = next(source.published_at for source in answer.sources if source.number == number)
    return f"• {day(date)}: " if date and answer.kind == "overview" else "• "


def _print_standalone(console: Console, question: str | None) -> None:
    if question:
        console.print(Text(plain(f"Understood as: {question}"), style="yellow"))


def _print_reading(console: Console, corrections: Sequence[CorrectionBody]) -> None:
    if corrections:
        words = ", ".join(f"“{correction.read_as}” for “{correction.asked}”" for correction in corrections)
        console.print(Text(plain(f"Read as: {words}"), style="yellow"))


def _print_statement(
    console: Console, statement: StatementBody, citations: Mapping[str, CitationBody], before: str = ""
) -> None:
    first = citations[statement.citations[0]]
    text = Text(plain(statement.text))
    # The statement repeats its first quote to the letter, and `plain` puts one character in the place of one.
    answer = statement.short_answer.span if statement.short_answer else first.span
    text.stylize("bold", answer.start - first.span.start, answer.end - first.span.start)
    console.print(Text.assemble(before, text, " ", (_marks(statement.citations), "cyan")))
    if statement.also:
        console.print(Text(f"  {others_say(statement.also)}", style="dim"))
    for qualification in statement.qualifications:
        quote = f"“{plain(citations[qualification.citation].quote)}” "
        words = (f"  {QUALIFICATIONS[qualification.relation]} ", "bold yellow")
        console.print(Text.assemble(words, quote, (_marks([qualification.citation]), "cyan")))


def _marks(citations: Iterable[str]) -> str:
    return "".join(f"[{name.removeprefix('cit_')}]" for name in citations)


def _print_parts(
    console: Console, answer: AnswerBody, citations: Mapping[str, CitationBody], printed: Set[str]
) -> None:
    """Print each question with its statements; of those that stand above already, their marks."""
    statements = {statement.id: statement for statement in answer.statements}
    for part in answer.parts:
        console.print(Text(plain(part.question), style="underline"))
        for name in part.statements:
            if name in printed:
                console.print(Text(f"see {_marks(statements[name].citations)}", style="cyan"))
            else:
                _print_statement(console, statements[name], citations)
        if not part.statements:
            console.print(Text(UNANSWERED, style="yellow"))
    placed = printed | {name for part in answer.parts for name in part.statements}
    for statement in answer.statements:
        if statement.id not in placed:
            _print_statement(console, statement, citations)


def _print_ending(console: Console, answer: AnswerBody) -> None:
    if answer.scope:
        console.print(Text(plain(scope_line(answer.scope)), style="yellow"))
    if answer.degraded:
        console.print(Text(f"{DEGRADED[answer.degraded.reason]} ({answer.degraded.reason})", style="yellow"))
    if answer.rejected:
        reasons = ", ".join(dict.fromkeys(rejection.reason for rejection in answer.rejected))
        console.print(
            Text(f"Not shown as written, since no quote supports it: {len(answer.rejected)} ({reasons})", style="dim")
        )
    if answer.abstention:
        _print_refusal(console, answer.abstention, answer.sources)
        return
    for disagreement in answer.disagreements:
        _print_disagreement(console, disagreement)
    _print_superseded(console, answer)
    shown = {statement.text for statement in answer.statements} | _qualifying(answer)
    _print_sources(console, "Sources", answer.citations, answer.sources, shown)


def _print_superseded(console: Console, answer: AnswerBody) -> None:
    """Print what a correction has taken back, and what older versions said; of an update the disagreement tells."""
    citations = {statement.id: statement.citations for statement in answer.statements}
    for each in answer.superseded:
        if each.reason == "correction" and each.statement:
            marks = (_marks(citations[each.statement]), "cyan")
            console.print(Text.assemble((f"{CORRECTED} ", "yellow"), marks))
        elif each.was:
            marks = (_marks(citations[each.by][:1]), "cyan")
            console.print(Text.assemble((f"{OLDER_VERSION} ", "yellow"), plain(f"“{each.was.quote}” "), marks))


def _qualifying(answer: AnswerBody) -> set[str]:
    """The quotes that stand with the statements that they deny, correct or limit."""
    named = {it.citation for statement in answer.statements for it in statement.qualifications}
    return {citation.quote for citation in answer.citations if citation.id in named}


def _print_refusal(console: Console, abstention: AbstentionBody, sources: Sequence[SourceBody]) -> None:
    premise = abstention.premise
    if premise:
        marks = "".join(f"[{citation.number}]" for citation in premise.citations)
        console.print(Text.assemble((f"{GRANTED} ", "bold"), plain(f"“{premise.asked}”")))
        console.print(Text.assemble((f"{INSTEAD} ", "bold"), plain(f"“{premise.stands}”"), " ", (marks, "cyan")))
    if reason := reason_of(abstention):
        console.print(Text(plain(reason), style="bold"))
    _print_sources(
        console, "Sources", premise.citations if premise else [], sources, {premise.stands} if premise else ()
    )
    _print_sources(console, NEAREST, abstention.nearest, sources)


def _print_disagreement(console: Console, disagreement: DisagreementBody) -> None:
    console.print(Text(RELATIONS[disagreement.relation], style="yellow"))
    table = Table.grid(padding=(0, 2))
    for position in disagreement.positions:
        value = Text.assemble((plain(position.value), "bold"), " ", (_marks(position.citations), "cyan"))
        date = day(position.published_at) if position.published_at else "date unknown"
        table.add_row(value, Text(date), Text(count_of_sources(position.sources)))
    console.print(Padding(table, (0, 0, 0, 2)))


def _print_sources(
    console: Console,
    heading: str,
    citations: Sequence[CitationBody],
    sources: Sequence[SourceBody],
    shown: Collection[str] = (),
) -> None:
    """Print where each quote stands, and the quote itself unless it was shown, to the letter, above."""
    if not citations:
        return
    console.print()
    console.print(Text(heading, style="dim"))
    width = max(len(_mark(citation)) for citation in citations) + 1
    for citation in citations:
        source = next(source for source in sources if source.number == citation.source)
        table = Table.grid(padding=(0, 1))
        table.add_column(justify="right", style="cyan", no_wrap=True, width=width)
        table.add_column()
        lines = [Text(_place(citation, source), style="dim")]
        if citation.quote not in shown:
            lines.insert(0, Text(f"“{plain(citation.quote)}”"))
        table.add_row(Text(_mark(citation)), Group(*lines))
        console.print(table)
        if citation.deep_link:
            # In one piece however long it is: a terminal opens, and a person copies, no half of a link.
            link = Text(" " * (width + 1) + plain(citation.deep_link), style="dim")
            console.print(link, soft_wrap=True)


def _mark(citation: CitationBody) -> str:
    return f"[{citation.number}]"


def _place(citation: CitationBody, source: SourceBody) -> str:
    date = source.published_at.date().isoformat() if source.published_at else "date unknown"
    facts = [source.title or "untitled", source.publisher or "outlet unknown", date]
    place = f"{source.article_id} {citation.span.start}-{citation.span.end}"
    return plain(" · ".join([*facts, place]))
