"""The `qa` command: run one of its commands, and turn an error into a line and an exit code."""

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from qa.cli.exit_codes import FAILED, USAGE
from qa.cli.lazy_group import LazyCommand, LazyGroup
from qa.cli.safe_output import configure_logs, plain
from qa.errors import DatelineError, InputError

ENTRY_POINTS = "dateline.commands"
"""The group of entry points for commands of what stands on its own: `qa` never imports what measures it."""


class Commands(LazyGroup):
    """The commands in the order of the help, each with the first lines of its own."""

    lazy_commands: ClassVar = {
        "ask": LazyCommand(
            "qa.cli.ask",
            "Answer a question in verified sentences, as they come; exit code 3 when Dateline abstains.",
        ),
        "chat": LazyCommand(
            "qa.cli.chat", "Answer one question after another, follow-ups too; /clear forgets them, /quit ends."
        ),
        "search": LazyCommand("qa.cli.ask", "Show passages with their scores: by words, by meaning, and both."),
        "check": LazyCommand(
            "qa.cli.check",
            "Check a text sentence by sentence; exit code 4 where the articles contradict it or have another number.",
        ),
        "serve": LazyCommand("qa.cli.serve", "Serve the page and the HTTP API."),
        "ingest": LazyCommand(
            "qa.cli.library",
            "Read articles into the library; the same file again is a no-op, a changed one replaces its old version.",
        ),
        "articles": LazyCommand("qa.cli.articles", "The articles in the library."),
        "doctor": LazyCommand(
            "qa.cli.library",
            "Prove that articles, chunks, full text and vectors agree; exit code 1 where they do not.",
        ),
        "reindex": LazyCommand(
            "qa.cli.library", "Chunk and embed all articles anew, for another embedding model or after damage."
        ),
        "keys": LazyCommand("qa.cli.keys", "The keys that may use the server."),
        "widget": LazyCommand("qa.cli.widget", "The chat for pages."),
    }


app = typer.Typer(
    cls=Commands,
    help="Answers questions over your news articles; every sentence stands on a checked quote.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # plain help: the rich one takes twice as long to load as to read
)


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="The folder with the library; default: ./data or QA_DATA.")] = None,
) -> None:
    """Options of every command."""
    context.obj = data
    configure_logs()


@app.command("eval", add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def evaluate(context: typer.Context) -> None:
    """Measure answers against gold questions, and fail on a regression; `qa eval --help` says more."""
    entry_point = next(iter(entry_points(group=ENTRY_POINTS, name="eval")), None)
    if entry_point is None:
        raise InputError("the evaluation is not installed here; install Dateline anew")
    entry_point.load()(context.args)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; an error of ours is one line on standard error and an exit code, never a stack trace."""
    try:
        app(arguments)
    except DatelineError as error:
        # Untrusted: a message may repeat a file's name or an article's id.
        print(plain(f"qa: {error}"), file=sys.stderr)
        sys.exit(USAGE if isinstance(error, InputError) else FAILED)


if __name__ == "__main__":
    main()
