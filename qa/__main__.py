"""The `qa` command: turns arguments into one of its commands, and errors into a line and an exit code."""

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from qa.cli import ask as asking
from qa.cli import keys, library
from qa.cli import serve as serving
from qa.cli.context import FAILED, USAGE
from qa.errors import DatelineError, InputError

COMMANDS = "dateline.commands"  # entry points of what stands on its own: `qa` never imports what measures it

app = typer.Typer(
    help="Answers questions over your news articles; every sentence stands on a checked quote.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # plain help: the rich one takes twice as long to load as to read
)
for commands in (library, asking, serving):
    app.add_typer(commands.app)
app.add_typer(keys.app, name="keys")


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="The folder with the library; default: ./data or QA_DATA.")] = None,
) -> None:
    """Options of every command."""
    context.obj = data


@app.command("eval", add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def evaluate(context: typer.Context) -> None:
    """Measure answers against gold questions, and fail on a regression; `qa eval --help` says more."""
    found = next(iter(entry_points(group=COMMANDS, name="eval")), None)
    if found is None:
        raise InputError("the evaluation is not installed here; it comes with the source of Dateline")
    found.load()(context.args)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command; an error of ours is one line on standard error and an exit code, never a stack trace."""
    try:
        app(arguments)
    except DatelineError as error:
        print(f"qa: {error}", file=sys.stderr)
        sys.exit(USAGE if isinstance(error, InputError) else FAILED)


if __name__ == "__main__":
    main()
