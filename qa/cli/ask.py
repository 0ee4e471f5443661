"""`qa ask`, `qa search` and `qa timeline`: answer in the terminal, show passages, or tell what happened in its order."""

from collections.abc import Sequence
from contextlib import closing
from typing import Annotated, cast

import typer

from qa.api.exports import FormatName, export
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.scope import AskedScope
from qa.cli import terminal
from qa.cli.answer_printer import AnswerPrinter
from qa.cli.context import AsJson, Words, print_json, settings_of, spoken
from qa.cli.exit_codes import ABSTAINED
from qa.cli.scope_options import AsOf, ByClock, Outlets, Since, Timezone, asked_scope
from qa.client import EVERYTHING
from qa.dateline import MOST_PASSAGES, Dateline
from qa.errors import InputError

app = typer.Typer()


@app.command()
def ask(
    context: typer.Context,
    question: Words,
    as_json: AsJson = False,
    export_as: Annotated[
        FormatName | None, typer.Option("--format", help="Print the answer in another tool's format.")
    ] = None,
    as_of: AsOf = None,
    since: Since = None,
    outlets: Outlets = None,
    clock: ByClock = "published",
    timezone: Timezone = "UTC",
) -> None:
    """Answer a question in verified sentences, as they come; exit code 3 when Dateline abstains."""
    if as_json and export_as:
        raise InputError("--json and --format are two formats; give one of them")
    settings, asked = settings_of(context), spoken(question)
    scope = asked_scope(as_of, since, outlets, clock, timezone)
    show = AnswerPrinter(None if as_json or export_as else terminal.console())
    with Dateline(settings) as dateline:
        body = answered(dateline, asked, show, scope=scope)
    if as_json:
        print_json(body)
    elif export_as:
        # Nothing in it rewrites a terminal: each format names such characters by their numbers.
        print(export(body, export_as), end="")
    raise typer.Exit(ABSTAINED if body.abstention else 0)


def answered(
    dateline: Dateline,
    question: str,
    show: AnswerPrinter,
    history: Sequence[AnswerBody] = (),
    scope: AskedScope = EVERYTHING,
) -> AnswerBody:
    """Return the answer, printed as it comes."""
    with closing(dateline.stream(question, history, scope)) as events:
        for event in events:
            show(event)
    return cast("AnswerBody", event)


@app.command()
def search(
    context: typer.Context,
    query: Words,
    limit: Annotated[int, typer.Option(min=1, max=MOST_PASSAGES, help="How many passages.")] = 10,
    as_json: AsJson = False,
    as_of: AsOf = None,
    since: Since = None,
    outlets: Outlets = None,
    clock: ByClock = "published",
    timezone: Timezone = "UTC",
) -> None:
    """Show passages with their scores: by words, by meaning, and both."""
    settings, wanted = settings_of(context), spoken(query)
    scope = asked_scope(as_of, since, outlets, clock, timezone)
    with Dateline(settings) as dateline:
        body = dateline.search(wanted, limit, scope)
    if as_json:
        print_json(body)
    else:
        terminal.show_search(terminal.console(), body)


@app.command()
def timeline(
    context: typer.Context,
    topic: Words,
    limit: Annotated[int, typer.Option(min=1, max=MOST_PASSAGES, help="How many entries.")] = 20,
    as_json: AsJson = False,
    as_of: AsOf = None,
    since: Since = None,
    outlets: Outlets = None,
    clock: ByClock = "published",
    timezone: Timezone = "UTC",
) -> None:
    """Tell what happened on a topic in verbatim sentences, the earliest first; exit code 3 where no article tells of it."""
    settings, wanted = settings_of(context), spoken(topic)
    scope = asked_scope(as_of, since, outlets, clock, timezone)
    with Dateline(settings) as dateline:
        body = dateline.timeline(wanted, limit, scope)
    if as_json:
        print_json(body)
    else:
        terminal.show_timeline(terminal.console(), body)
    raise typer.Exit(0 if body.entries else ABSTAINED)
