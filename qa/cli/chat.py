"""`qa chat`: questions one after another, each asked with the turns before it, typed in a terminal or piped in."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TextIO

import typer
from rich.text import Text

from qa.api.bodies import turns
from qa.api.schemas.answers import AnswerBody, TurnBody
from qa.cli import client, terminal
from qa.cli.answer_printer import AnswerPrinter
from qa.cli.ask import answer_inquiry
from qa.cli.context import settings_of
from qa.domain.answer import Inquiry
from qa.errors import InputError, LibraryBusyError
from qa.settings import Settings
from qa.wiring import open_services, server_of

# Where it is installed, `input` lets a person edit a line and go back to earlier ones.
with suppress(ImportError):
    import readline  # noqa: F401 it works by being there

app = typer.Typer()

TURNS = 6
"""The last ones that go with a question; a server takes no more."""
_LONGEST = 2_000
"""Characters of an answer that are read of a turn."""
_COMMANDS = "/clear forgets the questions so far, /quit ends"

Ask = Callable[[str, list[TurnBody]], AnswerBody]
"""Answers a question with the turns before it, and prints it meanwhile."""


@app.command()
def chat(context: typer.Context) -> None:
    """Answer one question after another, follow-ups too; /clear forgets them, /quit ends."""
    if sys.stdin is None:
        raise InputError("there is no standard input to read questions from; pipe them in, or use `qa ask`")
    console = terminal.console()
    history: list[TurnBody] = []
    with _asking(settings_of(context)) as ask:
        for line in _lines(sys.stdin):
            if not sys.stdin.isatty():
                # Untrusted: what is piped in may come from anywhere.
                console.print(Text(terminal.plain(f"> {line}"), style="dim"))
            if line == "/quit":
                return
            if line == "/clear":
                history.clear()
            elif line.startswith("/"):
                print(f"qa: there is no {terminal.plain(line)}: {_COMMANDS}", file=sys.stderr)
            else:
                _take_turn(ask, line, history)
                console.print()


def _take_turn(ask: Ask, question: str, history: list[TurnBody]) -> None:
    """Print the answer and keep the turn; a question that is refused, or stopped with Ctrl-C, leaves none."""
    try:
        answer = ask(question, history[-TURNS:])
    except InputError as error:
        print(terminal.plain(f"qa: {error}"), file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    else:
        # Our own words of a refusal are no part of what a follow-up points back to.
        said = "" if answer.abstention else answer.text[:_LONGEST]
        history.append(TurnBody(question=answer.standalone_question or answer.question, answer=said))


def _lines(file: TextIO) -> Iterator[str]:
    """Yield what is typed or piped in, line by line, until it ends; empty lines are skipped."""
    if file.isatty():
        print(f"Ask the articles; {_COMMANDS}.")
    while True:
        try:
            line = input("> ") if file.isatty() else next(file)
        except (EOFError, StopIteration, KeyboardInterrupt):
            return
        if line.strip():
            yield line.strip()


@contextmanager
def _asking(settings: Settings) -> Iterator[Ask]:
    """Answer with the library itself, or through the server that holds it."""
    with ExitStack() as stack:
        try:
            services = stack.enter_context(open_services(settings))
        except LibraryBusyError:
            server = client.LocalServer(*server_of(settings))
            yield lambda question, history: client.ask(server, question, AnswerPrinter(terminal.console()), history)
            return
        # One loop for all questions: a model's connections belong to the one that opened them.
        runner = stack.enter_context(asyncio.Runner())
        stack.callback(lambda: runner.run(services.responder.aclose()))

        def ask(question: str, history: list[TurnBody]) -> AnswerBody:
            inquiry = Inquiry(question, history=turns(history))
            return runner.run(answer_inquiry(services, inquiry, AnswerPrinter(terminal.console())))

        yield ask
