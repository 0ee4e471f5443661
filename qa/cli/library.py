"""Commands on the library: `qa ingest`, `articles`, `doctor` and `reindex`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.context import FAILED, AsJson, print_json, settings_of
from qa.lazy import lazy

if TYPE_CHECKING:
    from qa import wiring
    from qa.api import bodies
    from qa.cli import terminal
    from qa.ingest.report import IngestReport
else:
    wiring, bodies, terminal = lazy("qa.wiring"), lazy("qa.api.bodies"), lazy("qa.cli.terminal")

app = typer.Typer()
articles = typer.Typer(help="The articles in the library.", no_args_is_help=True)
app.add_typer(articles, name="articles")


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders: .txt .md .html .jsonl")],
    as_json: AsJson = False,
) -> None:
    """Read articles into the library; the same file again is a no-op, a changed one replaces its old version."""
    chosen = settings_of(context)
    with wiring.open_services(chosen) as services, terminal.progress_bar("Ingesting") as started:
        report = services.articles.ingest(paths, started=started, limit=chosen.max_file)
    if as_json:
        print(json.dumps(asdict(report), indent=2))
    else:
        _print_report(report)
    for problem in report.problems:
        place = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
        print(terminal.plain(f"{place}: {problem.message}"), file=sys.stderr)
    raise typer.Exit(FAILED if report.problems else 0)


def _print_report(report: "IngestReport") -> None:
    counts = (
        f"{len(report.added)} added, {len(report.replaced)} replaced, {len(report.unchanged)} unchanged, "
        f"{len(report.problems)} refused; {report.chunks} chunks embedded"
    )
    print(counts)
    for note in report.notes:
        print(terminal.plain(f"note: {note}"), file=sys.stderr)


@articles.command("list")
def list_articles(context: typer.Context, as_json: AsJson = False) -> None:
    """List all articles."""
    with wiring.open_services(settings_of(context)) as services:
        found = [bodies.article_summary(it, services.answerer.assembler.also_in(it)) for it in services.articles.all()]
    if as_json:
        print(json.dumps([it.model_dump(mode="json") for it in found], indent=2))
    else:
        terminal.show_articles(terminal.console(), found)


@articles.command("show")
def show_article(context: typer.Context, article_id: str, as_json: AsJson = False) -> None:
    """Print an article's clean text; with --json its raw text and regions as well."""
    with wiring.open_services(settings_of(context)) as services:
        article = services.articles.get(article_id)
        body = bodies.article_body(article, services.answerer.assembler.also_in(article))
    if as_json:
        print_json(body)
    else:
        print(terminal.plain(f"{body.title or body.article_id}\n\n{body.clean}"))


@articles.command("remove")
def remove_articles(context: typer.Context, article_ids: list[str]) -> None:
    """Take articles out of the library, full text and vectors alike."""
    with wiring.open_services(settings_of(context)) as services:
        services.articles.remove(article_ids)
    print(f"{len(article_ids)} removed")


@app.command()
def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Prove that articles, chunks, full text and vectors agree; exit code 1 where they do not."""
    with wiring.open_services(settings_of(context)) as services:
        findings = services.articles.diagnose()
    if as_json:
        print(json.dumps({"findings": findings}, indent=2))
    else:
        print("\n".join(findings) or "library and vectors agree")
    raise typer.Exit(FAILED if findings else 0)


@app.command()
def reindex(context: typer.Context) -> None:
    """Chunk and embed all articles anew, for another embedding model or after damage."""
    chosen = settings_of(context)
    with wiring.open_services(chosen, check_embedder=False) as services, terminal.progress_bar("Indexing") as started:
        services.articles.reindex(started)
    print("library and vectors agree")
