"""The `qa` command: turns arguments into calls of the services, and their results into text, JSON and exit codes."""

import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import asdict
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from qa.domain import Inquiry
from qa.errors import DatelineError, InputError, LibraryBusyError
from qa.lazy import lazy

if TYPE_CHECKING:
    import uvicorn
    from pydantic import BaseModel

    from qa import settings, wiring
    from qa.domain import IngestReport
    from qa.serve import bodies, client, events, http, terminal
    from qa.serve.schemas import AnswerBody
else:
    # Loaded when a command first uses them: `qa --help` answers at once.
    uvicorn, settings, wiring = lazy("uvicorn"), lazy("qa.settings"), lazy("qa.wiring")
    client, http = lazy("qa.serve.client"), lazy("qa.serve.http")
    bodies, events, terminal = lazy("qa.serve.bodies"), lazy("qa.serve.events"), lazy("qa.serve.terminal")

FAILED, USAGE, ABSTAINED = 1, 2, 3
COMMANDS = "dateline.commands"  # entry points of what stands on its own: `qa` never imports what measures it

app = typer.Typer(
    help="Answers questions over your news articles; every sentence stands on a checked quote.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # plain help: the rich one takes twice as long to load as to read
)
models = typer.Typer(help="The models' weights.", no_args_is_help=True)
articles = typer.Typer(help="The articles in the library.", no_args_is_help=True)
app.add_typer(models, name="models")
app.add_typer(articles, name="articles")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="The folder with the library; default: ./data or QA_DATA.")] = None,
) -> None:
    """Options of every command."""
    context.obj = data


@models.command("fetch")
def fetch_models(context: typer.Context) -> None:
    """Download the weights, check their hash and build the int8 model; a second time it only checks."""
    print(wiring.fetch_models(_settings(context)))


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders: .txt .md .html .jsonl")],
    as_json: AsJson = False,
) -> None:
    """Read articles into the library; the same file again is a no-op, a changed one replaces its old version."""
    chosen = _settings(context)
    with wiring.open_services(chosen) as services, terminal.progress_bar("Ingesting") as started:
        report = services.ingest(paths, started=started, limit=chosen.max_file)
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


@app.command()
def ask(context: typer.Context, question: str, as_json: AsJson = False) -> None:
    """Answer a question in verified sentences, as they come; exit code 3 when Dateline abstains."""
    chosen = _settings(context)
    show = terminal.Telling(None if as_json else terminal.console())
    try:
        with wiring.open_services(chosen) as services:
            body = asyncio.run(_ask(services, question, show))
    except LibraryBusyError:
        body = client.ask(wiring.server_of(chosen), question, show)
    if as_json:
        _print_json(body)
    raise typer.Exit(ABSTAINED if body.abstention else 0)


async def _ask(services: "wiring.Services", question: str, show: "terminal.Telling") -> "AnswerBody":
    teller = events.Teller(services.answerer, services.library.corpus(), bodies.named("cli"))
    try:
        async with aclosing(services.responder.events(Inquiry(question))) as told:
            async for event in told:
                body = teller.tell(event).data
                show(body)
    finally:
        await services.responder.aclose()
    return cast("AnswerBody", body)


@app.command()
def search(
    context: typer.Context,
    query: str,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show passages with their scores: by words, by meaning, and both."""
    chosen = _settings(context)
    try:
        with wiring.open_services(chosen) as services:
            passages = services.answerer.search(query, limit)
            body = bodies.search_body(query, passages, services.titles(passages), "cli")
    except LibraryBusyError:
        body = client.search(wiring.server_of(chosen), query, limit)
    if as_json:
        _print_json(body)
    else:
        terminal.show_search(terminal.console(), body)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Default: 127.0.0.1 or QA_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Default: 8000 or QA_PORT.")] = None,
) -> None:
    """Serve the page and the HTTP API."""
    chosen = _settings(context)
    address, number = host or chosen.host, chosen.port if port is None else port
    url = client.local_url(address, number)
    # Opened before the server, so that what is missing is said as every other command says it.
    # Uvicorn ends with the signal that stopped it; as an exit it lets the services close.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with wiring.open_services(chosen, url=url) as services:
        served = http.create_app(services, max_body=chosen.max_body, origins=chosen.origins.split())
        print(f"Dateline serves {url}", file=sys.stderr)
        uvicorn.run(
            served,
            host=address,
            port=number,
            log_level="warning",
            server_header=False,
            # The default would wait for ever for clients that never leave.
            timeout_graceful_shutdown=10,
        )


@articles.command("list")
def list_articles(context: typer.Context, as_json: AsJson = False) -> None:
    """List all articles."""
    with wiring.open_services(_settings(context)) as services:
        found = [bodies.article_summary(it, services.answerer.also_in(it)) for it in services.articles()]
    if as_json:
        print(json.dumps([it.model_dump(mode="json") for it in found], indent=2))
    else:
        terminal.show_articles(terminal.console(), found)


@articles.command("show")
def show_article(context: typer.Context, article_id: str, as_json: AsJson = False) -> None:
    """Print an article's clean text; with --json its raw text and regions as well."""
    with wiring.open_services(_settings(context)) as services:
        article = services.article(article_id)
        body = bodies.article_body(article, services.answerer.also_in(article))
    if as_json:
        _print_json(body)
    else:
        print(terminal.plain(f"{body.title or body.article_id}\n\n{body.clean}"))


@articles.command("remove")
def remove_articles(context: typer.Context, article_ids: list[str]) -> None:
    """Take articles out of the library, full text and vectors alike."""
    with wiring.open_services(_settings(context)) as services:
        services.remove(article_ids)
    print(f"{len(article_ids)} removed")


@app.command()
def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Prove that articles, chunks, full text and vectors agree; exit code 1 where they do not."""
    with wiring.open_services(_settings(context)) as services:
        findings = services.diagnose()
    if as_json:
        print(json.dumps({"findings": findings}, indent=2))
    else:
        print("\n".join(findings) or "library and vectors agree")
    raise typer.Exit(FAILED if findings else 0)


@app.command()
def reindex(context: typer.Context) -> None:
    """Chunk and embed all articles anew, for another embedding model or after damage."""
    chosen = _settings(context)
    with wiring.open_services(chosen, check_embedder=False) as services, terminal.progress_bar("Indexing") as started:
        services.reindex(started)
    print("library and vectors agree")


@app.command("eval", add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def evaluate(context: typer.Context) -> None:
    """Measure answers against gold questions, and fail on a regression; `qa eval --help` says more."""
    found = next(iter(entry_points(group=COMMANDS, name="eval")), None)
    if found is None:
        raise InputError("the evaluation is not installed here; it comes with the source of Dateline")
    found.load()(context.args)


def _settings(context: typer.Context) -> "settings.Settings":
    return settings.load(context.obj)


def _print_json(body: "BaseModel") -> None:
    print(body.model_dump_json(indent=2))


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command; an error of ours is one line on standard error and an exit code, never a stack trace."""
    try:
        app(arguments)
    except DatelineError as error:
        print(f"qa: {error}", file=sys.stderr)
        sys.exit(USAGE if isinstance(error, InputError) else FAILED)


if __name__ == "__main__":
    main()
