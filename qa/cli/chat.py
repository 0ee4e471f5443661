"""`qa chat`: answer one question after the other in the terminal, each with the turns before it."""

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, aclosing, contextmanager
from typing import cast

import typer

from qa.api.bodies import new_identity, turns
from qa.api.event_encoder import EventEncoder
from qa.api.schemas.answers import AnswerBody, TurnBody
from qa.cli import client, terminal
from qa.cli.context import settings_of
from qa.domain.answer import Inquiry
from qa.errors import InputError, LibraryBusyError
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services, server_of

app = typer.Typer()
TURNS = 6
"""Turns that go with a question, as many as the HTTP API takes."""

Ask = Callable[[str, list[TurnBody], terminal.AnswerPrinter], AnswerBody]


@app.command()
def chat(context: typer.Context) -> None:
    """Answer questions line by line, each with the turns before it; an empty line ends it."""
    past = deque[TurnBody](maxlen=TURNS)
    with _asking(settings_of(context)) as ask:
        for question in _questions():
            show = terminal.AnswerPrinter(terminal.console())
            try:
                answer = ask(question, list(past), show)
            except InputError as error:
                # A question that is refused, for its length, ends no conversation.
                print(f"qa: {error}", file=sys.stderr)
                continue
            past.append(_turn(answer))


def _questions() -> Iterator[str]:
    """The lines that are typed, up to an empty one or the end; a prompt stands before each where somebody types."""
    typed = sys.stdin.isatty()
    while True:
        if typed:
            print("\n> ", end="", flush=True)
        if not (line := sys.stdin.readline().strip()):
            return
        yield line


def _turn(answer: AnswerBody) -> TurnBody:
    """What the next question may lean on; that nothing was found is no answer."""
    said = "" if answer.abstention else answer.text
    return TurnBody(question=answer.standalone_question or answer.question, answer=said)


@contextmanager
def _asking(settings: Settings) -> Iterator[Ask]:
    """What asks: the library itself, or the server that holds it."""
    with ExitStack() as stack:
        try:
            services = stack.enter_context(open_services(settings))
        except LibraryBusyError:
            server = client.LocalServer(*server_of(settings))
            yield lambda question, past, show: client.ask(server, question, show, past)
            return
        runner = stack.enter_context(asyncio.Runner())
        stack.callback(lambda: runner.run(services.responder.aclose()))
        yield lambda question, past, show: runner.run(_answer(services, question, past, show))


async def _answer(services: Services, question: str, past: list[TurnBody], show: terminal.AnswerPrinter) -> AnswerBody:
    encoder = EventEncoder(services.answerer.assembler, services.library.corpus(), new_identity("cli"))
    async with aclosing(services.responder.events(Inquiry(question, history=turns(past)))) as events:
        async for event in events:
            body = encoder.encode(event)
            show(body)
    return cast("AnswerBody", body)
