"""`qa chat`: questions one after another, each asked with the turns before it, typed in a terminal or piped in."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TextIO

import typer
from rich.text import Text

from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.scope import AskedScope
from qa.cli import terminal
from qa.cli.answer_printer import AnswerPrinter
from qa.cli.ask import answered
from qa.cli.context import settings_of
from qa.cli.scope_options import AsOf, ByClock, Outlets, Since, Timezone, asked_scope
from qa.dateline import TURNS, Dateline
from qa.errors import InputError

# Where it is installed, `input` lets a person edit a line and go back to earlier ones.
with suppress(ImportError):
    import readline  # noqa: F401 it works by being there

app = typer.Typer()

_COMMANDS = "/clear forgets the questions so far, /quit ends"


@app.command()
def chat(
    context: typer.Context,
    as_of: AsOf = None,
    since: Since = None,
    outlets: Outlets = None,
    clock: ByClock = "published",
    timezone: Timezone = "UTC",
) -> None:
    """Answer one question after another, follow-ups too; /clear forgets them, /quit ends."""
    if sys.stdin is None:
        raise InputError("there is no standard input to read questions from; pipe them in, or use `qa ask`")
    console, scope = terminal.console(), asked_scope(as_of, since, outlets, clock, timezone)
    history: list[AnswerBody] = []
    with Dateline(settings_of(context)) as dateline:
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
                _take_turn(dateline, line, history, scope)
                console.print()


def _take_turn(dateline: Dateline, question: str, history: list[AnswerBody], scope: AskedScope) -> None:
    """Print the answer and keep the turn; a question that is refused, or stopped with Ctrl-C, leaves none."""
    try:
        answer = answered(dateline, question, AnswerPrinter(terminal.console()), history, scope)
    except InputError as error:
        print(terminal.plain(f"qa: {error}"), file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    else:
        history[:] = [*history, answer][-TURNS:]


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
