"""`qa articles`: list, show, look back on and remove the articles in the library."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from qa import client
from qa.api.bodies import article_summary
from qa.api.reading import history_of, read_article
from qa.api.schemas.articles import ArticleSummary
from qa.cli import terminal
from qa.cli.context import AsJson, print_json, settings_of
from qa.cli.holder import holder
from qa.client import LocalServer
from qa.services import Services
from qa.wiring import open_services

app = typer.Typer()
articles = typer.Typer(help="The articles in the library.", no_args_is_help=True)
app.add_typer(articles, name="articles")


@articles.command("list")
def list_articles(context: typer.Context, as_json: AsJson = False) -> None:
    """List all articles."""
    with holder(settings_of(context)) as held:
        summaries = list(client.articles(held) if isinstance(held, LocalServer) else _summaries(held))
    if as_json:
        print(json.dumps([summary.model_dump(mode="json") for summary in summaries], indent=2))
    else:
        terminal.show_articles(terminal.console(), summaries)


def _summaries(services: Services) -> Iterator[ArticleSummary]:
    for article in services.articles.all():
        yield article_summary(article, services.answerer.assembler.also_in(article))


@articles.command("show")
def show_article(
    context: typer.Context,
    article_id: str,
    version: Annotated[str | None, typer.Option(help="A version as citations and `history` have it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print what is known of an article, where that stands, and its clean text; with --json its raw text and regions as well."""
    with holder(settings_of(context)) as held:
        if isinstance(held, LocalServer):
            body = client.article(held, article_id, version)
        else:
            body = read_article(held, article_id, version)
    if as_json:
        print_json(body)
    else:
        terminal.show_article(terminal.console(), body)


@articles.command("history")
def show_history(context: typer.Context, article_id: str, as_json: AsJson = False) -> None:
    """List the versions that an article has had, the earliest first; each can be read with `show --version`."""
    with open_services(settings_of(context)) as services:
        body = history_of(services, article_id)
    if as_json:
        print_json(body)
    else:
        terminal.show_history(terminal.console(), body)


@articles.command("remove")
def remove_articles(
    context: typer.Context,
    article_ids: list[str],
    erase: Annotated[bool, typer.Option("--erase", help="Delete the kept answers that quote them as well.")] = False,
) -> None:
    """Take articles out of the library with all their versions; kept answers show nothing of them any more."""
    with holder(settings_of(context)) as held:
        if isinstance(held, LocalServer):
            client.remove(held, article_ids, erase=erase)
        else:
            held.articles.remove(article_ids, erase=erase)
    print(f"{len(article_ids)} removed")
