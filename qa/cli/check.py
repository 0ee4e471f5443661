"""`qa check`: check a sentence, or a whole draft, against the articles."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from qa.api.exports import markdown_text
from qa.api.schemas.checks import CheckBody, CheckedSentenceBody, QuoteBody
from qa.api.wording import scope_line
from qa.cli import terminal
from qa.cli.context import AsJson, print_json, settings_of, spoken
from qa.cli.exit_codes import DIFFERS
from qa.cli.scope_options import AsOf, ByClock, Outlets, Since, Timezone, asked_scope
from qa.dateline import Dateline
from qa.domain.answer import CheckVerdict
from qa.errors import InputError

app = typer.Typer()

_INDENT = 13
"""Columns for the verdict."""
_STYLES: dict[CheckVerdict, str] = {
    "quoted": "green",
    "compressed": "green",
    "supported": "green",
    "contradicted": "red",
    "unproved": "yellow",
    "not_found": "yellow",
}


@app.command()
def check(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(help="What to check: the text itself, or a file that holds it.")],
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, as for a comment on a draft.")] = False,
    as_of: AsOf = None,
    since: Since = None,
    outlets: Outlets = None,
    clock: ByClock = "published",
    timezone: Timezone = "UTC",
) -> None:
    """Check a text sentence by sentence; exit code 4 where the articles contradict it or have another number."""
    settings = settings_of(context)
    wanted, scope = _read(spoken(text)), asked_scope(as_of, since, outlets, clock, timezone)
    with Dateline(settings) as dateline:
        body = dateline.check(wanted, scope)
    if as_json:
        print_json(body)
    elif markdown:
        typer.echo(to_markdown(body), nl=False)
    else:
        _print(body)
    raise typer.Exit(DIFFERS if any(map(_differs, body.sentences)) else 0)


def _read(text: str) -> str:
    """Return the text, or that of the file that it names."""
    try:
        path = Path(text)
        return path.read_text(encoding="utf-8") if path.is_file() else text
    except UnicodeDecodeError as error:
        raise InputError(f"{text!r} is no text in UTF-8; save it as such") from error
    except (OSError, ValueError):  # too long for a name, or with a character that none has
        return text


def _differs(sentence: CheckedSentenceBody) -> bool:
    """Whether an editor must look at it: it is contradicted, or has a number that the nearest quotes do not have."""
    numbers = any(difference.kind == "number" for difference in sentence.differences)
    return sentence.verdict == "contradicted" or (sentence.verdict == "unproved" and numbers)


def _print(body: CheckBody) -> None:
    console = terminal.console()
    for sentence in body.sentences:
        text = Text(terminal.plain(sentence.text))
        for difference in sentence.differences:
            text.stylize("bold red", difference.span.start - sentence.start, difference.span.end - sentence.start)
        console.print(Text.assemble((f"{sentence.verdict:{_INDENT}}", _STYLES[sentence.verdict]), text))
        if sentence.verdict != "quoted":
            for quote in sentence.quotes:
                told = Text(terminal.plain(f"“{quote.quote}” {_source(quote)}"), style="dim")
                console.print(Padding(told, (0, 0, 0, _INDENT)))
    console.print(Text(_summary(body), style="bold"))
    if body.scope:
        console.print(Text(terminal.plain(scope_line(body.scope)), style="yellow"))


def to_markdown(body: CheckBody) -> str:
    """Return the result as Markdown: a list of the sentences, each with its verdict, its differences and its quotes."""
    lines = [f"**{_summary(body)}**", "", *([markdown_text(scope_line(body.scope)), ""] if body.scope else [])]
    for sentence in body.sentences:
        lines.append(f"- **{sentence.verdict}**: {markdown_text(sentence.text)}")
        if sentence.differences:
            differing = ", ".join(f"{it.kind} `{_code(it.text)}`" for it in sentence.differences)
            lines.append(f"  - not in the quotes: {differing}")
        lines += [f"  - “{markdown_text(quote.quote)}” {markdown_text(_source(quote))}" for quote in sentence.quotes]
    return "\n".join([*lines, ""])


def _summary(body: CheckBody) -> str:
    counts = Counter(sentence.verdict for sentence in body.sentences)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    if body.degraded is not None and body.degraded.reason == "vectors_unavailable":
        return f"{told}; searched by words alone, since the server that finds by meaning does not answer"
    if body.degraded is not None:
        return f"{told}; the second opinion could not be had ({body.degraded.reason})"
    return told if body.verifier else f"{told}; no second opinion is set, so nothing freely worded is supported"


def _source(quote: QuoteBody) -> str:
    day = quote.published_at.date().isoformat() if quote.published_at else "date unknown"
    return f"({quote.title or quote.article_id}, {day})"


def _code(text: str) -> str:
    return terminal.plain(text).replace("`", "'").replace("\n", " ")
