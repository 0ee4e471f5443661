"""The `qa` command: run one of its commands, and turn an error into a line and an exit code."""

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points, version
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from qa.cli.exit_codes import FAILED, USAGE
from qa.cli.given import Given
from qa.cli.lazy_group import LazyCommand, LazyGroup
from qa.cli.safe_output import configure_logs, plain
from qa.errors import DatelineError, InputError

if TYPE_CHECKING:
    from typer._click import Context  # typer does not publish the types of what it hands out

_LONGEST = 200
"""Characters that are shown of an error that nothing foresaw."""
ENTRY_POINTS = "dateline.commands"
"""The group of entry points for commands of what stands on its own: `qa` never imports what measures it."""


class Commands(LazyGroup):
    """The commands in the order of the help, each with the first lines of its own."""

    lazy_commands: ClassVar = {
        "ask": LazyCommand(
            "qa.cli.ask",
            "Answer a question in verified sentences, as they come; exit code 3 when Dateline abstains.",
        ),
        "ingest": LazyCommand(
            "qa.cli.library",
            "Read articles into the library; the same file again is a no-op, a changed one replaces its old version.",
        ),
        "serve": LazyCommand("qa.cli.serve", "Serve the page and the HTTP API."),
        "chat": LazyCommand(
            "qa.cli.chat", "Answer one question after another, follow-ups too; /clear forgets them, /quit ends."
        ),
        "mcp": LazyCommand(
            "qa.cli.mcp", "Answer tools of chats and editors on standard input and output (Model Context Protocol)."
        ),
        "search": LazyCommand("qa.cli.ask", "Show passages with their scores: by words, by meaning, and both."),
        "timeline": LazyCommand(
            "qa.cli.ask",
            "Tell what happened on a topic in verbatim sentences, the earliest first; exit code 3 where no article tells of it.",
        ),
        "check": LazyCommand(
            "qa.cli.check",
            "Check a text sentence by sentence; exit code 4 where the articles contradict it or have another number.",
        ),
        "articles": LazyCommand("qa.cli.articles", "The articles in the library."),
        "feeds": LazyCommand("qa.cli.feeds", "Feeds that are asked for articles again and again."),
        "keys": LazyCommand("qa.cli.keys", "The keys that may use the server."),
        "widget": LazyCommand("qa.cli.widget", "The chat for pages."),
        "backup": LazyCommand(
            "qa.cli.backup", "Copy the whole data folder into one file, also while it is served or ingested into."
        ),
        "restore": LazyCommand(
            "qa.cli.backup",
            "Make a data folder of a backup, where there is none yet, and finish what the copy found unfinished.",
        ),
        "move": LazyCommand(
            "qa.cli.move", "Copy all of the data folder into a PostgreSQL database, and prove both equal."
        ),
        "doctor": LazyCommand(
            "qa.cli.library",
            "Prove that the files are whole, and that articles, chunks, full text and vectors agree; exit code 1 where not.",
        ),
        "reindex": LazyCommand(
            "qa.cli.library",
            "Chunk and embed all articles anew, for another embedding model or after damage; a running server answers meanwhile.",
        ),
    }

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Take the options of every command from wherever they stand, as behind the question, where people add them."""
        return super().parse_args(ctx, _ours_first(args))


_OURS = ("--data", "--embedding")


def _ours_first(args: Sequence[str]) -> list[str]:
    """Return the arguments with those options before the command; one of that name of `qa eval` stays where it is."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "--" or rest[:1] == ["eval"]:
            return [*first, *rest, arg, *waiting]
        if arg in _OURS:
            first += (arg, *islice(waiting, 1))
        else:
            (first if arg.partition("=")[0] in _OURS else rest).append(arg)
    return [*first, *rest]


app = typer.Typer(
    cls=Commands,
    help="Answers questions over your news articles; every sentence stands on a checked quote.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: the rich one takes twice as long to load as to read
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"qa {version('dateline')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="The folder with the library; default: ./data or QA_DATA.")] = None,
    embedding: Annotated[
        str | None,
        typer.Option(help="The embedding, any of LlamaIndex's as module:Class; default: our own or QA_EMBEDDING."),
    ] = None,
    version: Annotated[  # noqa: ARG001 its callback does it all
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Options of every command."""
    context.obj = Given(data, embedding)
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
    # Untrusted: what the terminal's encoding lacks, and half surrogates of names and articles, are shown by their numbers.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app(arguments)
    except DatelineError as error:
        _say(str(error))
        sys.exit(USAGE if isinstance(error, InputError) else FAILED)
    except OSError as error:
        # Files of the data folder have errors of their own: this is another one, or the output that is printed to.
        _say(f"the system refuses: {error}; what was stored before is safe, and the command may be given again")
        sys.exit(FAILED)
    except Exception as error:
        # For who looks for the defect: `python -X dev -m qa …` shows where it comes from.
        if sys.flags.dev_mode:
            raise
        _say(_unexpected(error))
        sys.exit(FAILED)


def _say(message: str) -> None:
    # Untrusted: a message may repeat a file's name or an article's text.
    print(plain(f"qa: {message}"), file=sys.stderr)


def _unexpected(error: Exception) -> str:
    """Return what is said of an error that nothing foresaw: where it was raised, and what may be done."""
    frame = extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    told = " ".join(str(error).split())[:_LONGEST]
    return (
        f"an error that Dateline did not expect ({type(error).__name__} at {place}: {told}); what was stored before is safe. "
        "`qa doctor` tells whether the data folder is whole; if it is, please report this line"
    )


if __name__ == "__main__":
    main()
