"""`qa widget`: what pages need to show the chat."""

from typing import Annotated

import typer

from qa.api.widget_files import snippet
from qa.cli.context import settings_of
from qa.client import local_url

app = typer.Typer()
widget = typer.Typer(help="The chat for pages.", no_args_is_help=True)
app.add_typer(widget, name="widget")


@widget.command("snippet")
def widget_snippet(
    context: typer.Context,
    key: Annotated[str, typer.Option(help="A publishable key, from `qa keys create --origin …`.")],
    server: Annotated[str | None, typer.Option(help="The server's address, as readers reach it.")] = None,
) -> None:
    """Print the line that puts the chat on a page, with the hash by which browsers refuse any other script."""
    settings = settings_of(context)
    print(snippet(server or local_url(settings.host, settings.port), key, settings.widget.title))
