"""`qa ask` and `qa search`: answer a question in the terminal, or show passages."""

import asyncio
from contextlib import aclosing
from typing import Annotated, cast

import typer

from qa.api.bodies import new_identity, search_body
from qa.api.event_encoder import EventEncoder
from qa.api.schemas.answers import AnswerBody
from qa.cli import client, terminal
from qa.cli.answer_printer import AnswerPrinter
from qa.cli.context import AsJson, Words, print_json, settings_of, spoken
from qa.cli.exit_codes import ABSTAINED
from qa.domain.answer import Inquiry
from qa.errors import LibraryBusyError
from qa.services import Services
from qa.wiring import open_services, server_of

app = typer.Typer()


@app.command()
def ask(context: typer.Context, question: Words, as_json: AsJson = False) -> None:
    """Answer a question in verified sentences, as they come; exit code 3 when Dateline abstains."""
    settings, asked = settings_of(context), spoken(question)
    show = AnswerPrinter(None if as_json else terminal.console())
    try:
        with open_services(settings) as services:
            body = asyncio.run(_ask(services, asked, show))
    except LibraryBusyError:
        body = client.ask(client.LocalServer(*server_of(settings)), asked, show)
    if as_json:
        print_json(body)
    raise typer.Exit(ABSTAINED if body.abstention else 0)


async def _ask(services: Services, question: str, show: AnswerPrinter) -> AnswerBody:
    try:
        return await answer_inquiry(services, Inquiry(question), show)
    finally:
        await services.responder.aclose()


async def answer_inquiry(services: Services, inquiry: Inquiry, show: AnswerPrinter) -> AnswerBody:
    """Return the answer, printed as it comes."""
    encoder = EventEncoder(services.answerer.assembler, services.library.corpus(), new_identity("cli"))
    async with aclosing(services.responder.events(inquiry)) as events:
        async for event in events:
            body = encoder.encode(event)
            show(body)
    return cast("AnswerBody", body)


@app.command()
def search(
    context: typer.Context,
    query: Words,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show passages with their scores: by words, by meaning, and both."""
    settings, wanted = settings_of(context), spoken(query)
    try:
        with open_services(settings) as services:
            passages = services.answerer.search(wanted, limit)
            body = search_body(wanted, passages, services.articles.titles(passages), "cli")
    except LibraryBusyError:
        body = client.search(client.LocalServer(*server_of(settings)), wanted, limit)
    if as_json:
        print_json(body)
    else:
        terminal.show_search(terminal.console(), body)
