"""What commands share: the settings behind a command's context, and JSON on standard output."""

from typing import Annotated

import typer
from pydantic import BaseModel

from qa.cli.safe_output import plain_json
from qa.settings import Settings, load

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


def settings_of(context: typer.Context) -> Settings:
    """Return the settings, with the data folder that the command line names."""
    return load(context.obj)


def print_json(body: BaseModel) -> None:
    """Print a body as it is on the wire, with what could rewrite a terminal as escapes."""
    print(plain_json(body.model_dump_json(indent=2)))
