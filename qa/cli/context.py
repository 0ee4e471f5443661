"""Turns a command's context into its settings, and holds what all commands share: exit codes and JSON on standard output."""

from typing import TYPE_CHECKING, Annotated

import typer

from qa.lazy import lazy

if TYPE_CHECKING:
    from pydantic import BaseModel

    from qa import settings
else:
    # Loaded when a command first uses them: `qa --help` answers at once.
    settings = lazy("qa.settings")

FAILED, USAGE, ABSTAINED = 1, 2, 3
"""Exit codes; 0 is done."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


def settings_of(context: typer.Context) -> "settings.Settings":
    """The settings, on the data folder that the command line names."""
    return settings.load(context.obj)


def print_json(body: "BaseModel") -> None:
    """Prints a body as it is on the wire."""
    print(body.model_dump_json(indent=2))
