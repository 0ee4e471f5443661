"""Turns a question on the command line into an answer in the terminal: `qa ask` and `qa search`."""

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, cast

import typer

from qa.cli.context import ABSTAINED, AsJson, print_json, settings_of
from qa.domain.answer import Inquiry
from qa.errors import LibraryBusyError
from qa.lazy import lazy

if TYPE_CHECKING:
    from qa import wiring
    from qa.api import bodies
    from qa.api import event_encoder as events
    from qa.api.schemas.answers import AnswerBody
    from qa.cli import client, terminal
    from qa.services import Services
else:
    wiring, client = lazy("qa.wiring"), lazy("qa.cli.client")
    bodies, events, terminal = lazy("qa.api.bodies"), lazy("qa.api.event_encoder"), lazy("qa.cli.terminal")

app = typer.Typer()


@app.command()
def ask(context: typer.Context, question: str, as_json: AsJson = False) -> None:
    """Answer a question in verified sentences, as they come; exit code 3 when Dateline abstains."""
    chosen = settings_of(context)
    show = terminal.AnswerPrinter(None if as_json else terminal.console())
    try:
        with wiring.open_services(chosen) as services:
            body = asyncio.run(_ask(services, question, show))
    except LibraryBusyError:
        body = client.ask(client.LocalServer(*wiring.server_of(chosen)), question, show)
    if as_json:
        print_json(body)
    raise typer.Exit(ABSTAINED if body.abstention else 0)


async def _ask(services: "Services", question: str, show: "terminal.AnswerPrinter") -> "AnswerBody":
    encoder = events.EventEncoder(services.answerer, services.library.corpus(), bodies.new_identity("cli"))
    try:
        async with aclosing(services.responder.events(Inquiry(question))) as answering:
            async for event in answering:
                body = encoder.encode(event)
                show(body)
    finally:
        await services.responder.aclose()
    return cast("AnswerBody", body)


@app.command()
def search(
    context: typer.Context,
    query: str,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show passages with their scores: by words, by meaning, and both."""
    chosen = settings_of(context)
    try:
        with wiring.open_services(chosen) as services:
            passages = services.answerer.search(query, limit)
            body = bodies.search_body(query, passages, services.articles.titles(passages), "cli")
    except LibraryBusyError:
        body = client.search(client.LocalServer(*wiring.server_of(chosen)), query, limit)
    if as_json:
        print_json(body)
    else:
        terminal.show_search(terminal.console(), body)
