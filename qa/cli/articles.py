"""`qa articles`: list, show and remove the articles in the library."""

import json

import typer

from qa.api.bodies import article_body, article_summary
from qa.cli import terminal
from qa.cli.context import AsJson, print_json, settings_of
from qa.wiring import open_services

app = typer.Typer()
articles = typer.Typer(help="The articles in the library.", no_args_is_help=True)
app.add_typer(articles, name="articles")


@articles.command("list")
def list_articles(context: typer.Context, as_json: AsJson = False) -> None:
    """List all articles."""
    with open_services(settings_of(context)) as services:
        summaries = [
            article_summary(article, services.answerer.assembler.also_in(article))
            for article in services.articles.all()
        ]
    if as_json:
        print(json.dumps([summary.model_dump(mode="json") for summary in summaries], indent=2))
    else:
        terminal.show_articles(terminal.console(), summaries)


@articles.command("show")
def show_article(context: typer.Context, article_id: str, as_json: AsJson = False) -> None:
    """Print what is known of an article, where that stands, and its clean text; with --json its raw text and regions as well."""
    with open_services(settings_of(context)) as services:
        article = services.articles.get(article_id)
        body = article_body(article, services.answerer.assembler.also_in(article))
    if as_json:
        print_json(body)
    else:
        terminal.show_article(terminal.console(), body)


@articles.command("remove")
def remove_articles(context: typer.Context, article_ids: list[str]) -> None:
    """Take articles out of the library, full text and vectors alike."""
    with open_services(settings_of(context)) as services:
        services.articles.remove(article_ids)
    print(f"{len(article_ids)} removed")
