"""What commands share: the settings behind a command's context, and JSON on standard output."""

from typing import Annotated

import typer
from pydantic import BaseModel

from qa.cli.given import Given
from qa.cli.safe_output import plain_json
from qa.settings import Settings, load

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


Words = Annotated[list[str], typer.Argument(help="In quotes or as it is; options may stand behind it.")]
"""A question, or any text, that people also type without quotes."""


def spoken(words: Words) -> str:
    """Return the words as the one text that was meant."""
    return " ".join(words)


def settings_of(context: typer.Context) -> Settings:
    """Return the settings, with the data folder and the embedding that the command line names."""
    return settings_from(context.obj)


def settings_from(given: Given) -> Settings:
    """Return the settings, with what the command line says in their place."""
    return load(given.data, given.embedding)


def print_json(body: BaseModel) -> None:
    """Print a body as it is on the wire, with what could rewrite a terminal as escapes."""
    print(plain_json(body.model_dump_json(indent=2)))
