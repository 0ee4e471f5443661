"""`qa ingest`, `doctor` and `reindex`: fill the library, check it, and build it anew."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from qa import client
from qa.cli import terminal
from qa.cli.context import AsJson, settings_of
from qa.cli.exit_codes import FAILED
from qa.cli.holder import holder
from qa.client import LocalServer
from qa.errors import InputError
from qa.ingest.article_service import ArticleService
from qa.ingest.report import FileProblem, IngestReport, IngestStoppedError, StartProgress
from qa.served_articles import ServedArticles, reindex_served
from qa.settings import Settings
from qa.wiring import named_reader, open_services, page_extractors

app = typer.Typer()

MOST_LINES = 20
"""Lines of one sort that are printed."""
_ALL = "ingest-report.txt"
"""The file in the data folder that has them all; each ingest that needs it writes it anew."""
_Articles = ArticleService | ServedArticles
_Read = Callable[[_Articles, StartProgress], IngestReport]


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders: articles, tables, feeds.")] = None,
    reader: Annotated[
        str | None, typer.Option(help="Load each path, or the arguments, with a reader of LlamaIndex: module:Class.")
    ] = None,
    reader_arguments: Annotated[
        str, typer.Option(help="What it takes, in JSON: of its class, and of load_data.")
    ] = "{}",
    as_json: AsJson = False,
) -> None:
    """Read articles into the library; the same file again is a no-op, a changed one replaces its old version."""
    settings = settings_of(context)
    # First, since what is wrong in it is said before the folder is opened.
    read = _reading(paths or [], reader, _object(reader_arguments), settings.max_file)
    with holder(settings) as held, terminal.progress_bar("Ingesting") as start_progress:
        articles = (
            ServedArticles(held, page_extractors(), settings.max_batch)
            if isinstance(held, LocalServer)
            else held.articles
        )
        report, stopped = _ended(read, articles, start_progress)
    if as_json:
        print(json.dumps({**asdict(report), "stopped": str(stopped.cause) if stopped else None}, indent=2))
    else:
        _print_report(report)
    _print_lines(report, settings.data / _ALL)
    if stopped:
        raise stopped
    raise typer.Exit(FAILED if report.problems else 0)


def _object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(f'--reader-arguments: not JSON ({error}), which is written as {{"name": "value"}}') from error
    if not isinstance(value, dict):
        raise InputError('--reader-arguments: no JSON object, as {"name": "value"} is one')
    return value


def _reading(paths: Sequence[Path], reader: str | None, arguments: Mapping[str, object], limit: int) -> _Read:
    """Return what reads the articles: of files, or by the reader that is named."""
    if reader is None:
        if arguments or not paths:
            raise InputError("name files or folders, or a --reader, which alone takes --reader-arguments")
        return lambda articles, start: articles.ingest(paths, started=start, limit=limit)
    documents = named_reader(reader, arguments)

    def read(articles: _Articles, _: StartProgress) -> IngestReport:
        # What a reader prints is not for who reads our output.
        with redirect_stdout(sys.stderr):
            return articles.ingest_documents(documents, paths, limit)

    return read


def _ended(
    read: _Read, articles: _Articles, start_progress: StartProgress
) -> tuple[IngestReport, IngestStoppedError | None]:
    """Return what was stored, and what stopped the rest, if anything did."""
    try:
        return read(articles, start_progress), None
    except IngestStoppedError as stopped:
        return stopped.report, stopped


def _print_report(report: IngestReport) -> None:
    counts = (
        f"{len(report.added)} added, {len(report.replaced)} replaced, {len(report.unchanged)} unchanged, "
        f"{len(report.problems)} refused; {report.chunks} chunks embedded"
    )
    apart = [f"{len(ids)} {what}" for what, ids in _apart(report) if ids]
    print("; ".join([counts, *apart]))


def _apart(report: IngestReport) -> tuple[tuple[str, Sequence[str]], ...]:
    return ("withdrawn", report.withdrawn), ("held until an embargo ends", report.held)


def _print_lines(report: IngestReport, file: Path) -> None:
    """Print what was refused and what was noted, the first of each; the file gets all of it where that is not all."""
    # Untrusted: made safe here. A file may have a million bad rows, with whatever in them.
    refused = [terminal.plain(_line(problem)) for problem in report.problems]
    noted = [terminal.plain(f"note: {note}") for note in report.notes]
    left = False
    for what, lines in (("notes", noted), ("refused", refused)):
        for line in lines[:MOST_LINES]:
            print(line, file=sys.stderr)
        if len(lines) > MOST_LINES:
            left = True
            print(f"and {len(lines) - MOST_LINES:,} more {what}", file=sys.stderr)
    if left:
        _keep([*refused, *noted], file)


def _keep(lines: Sequence[str], file: Path) -> None:
    place = terminal.plain(str(file))
    try:
        file.touch(mode=0o600)
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    except OSError as error:
        # A full disk, most likely, which what is said of the articles must not give way to.
        print(f"the rest of them could not be written to {place}: {error.strerror}", file=sys.stderr)
    else:
        print(f"all of them are in {place}", file=sys.stderr)


def _line(problem: FileProblem) -> str:
    place = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
    return f"{place}: {problem.message}"


@app.command()
def doctor(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is found, and look again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Prove that the files are whole, and that articles, chunks, full text and vectors agree; exit code 1 where not."""
    found, findings = _repaired(settings_of(context)) if repair else _diagnosed(settings_of(context))
    mended = [finding for finding in found if finding not in findings]
    if as_json:
        print(json.dumps({"findings": findings, "mended": mended}, indent=2))
    else:
        for finding in mended:
            print(terminal.plain(f"mended: {finding}"))
        print(terminal.plain("\n".join(findings)) or "library and vectors agree")
    raise typer.Exit(FAILED if findings else 0)


def _diagnosed(settings: Settings) -> tuple[list[str], list[str]]:
    with holder(settings, recover=False) as held:
        findings = client.diagnose(held) if isinstance(held, LocalServer) else held.articles.diagnose()
    return findings, findings


def _repaired(settings: Settings) -> tuple[list[str], list[str]]:
    """Mend what can be; return what was found, and what is still found."""
    with open_services(settings, recover=False) as services:
        found = services.articles.diagnose()
        if not found:
            return [], []
        with terminal.progress_bar("Repairing") as start_progress:
            services.articles.repair(start_progress)
        return found, services.articles.diagnose()


@app.command()
def reindex(context: typer.Context) -> None:
    """Chunk and embed all articles anew, for another embedding model or after damage; a running server answers meanwhile."""
    settings = settings_of(context)
    with holder(settings, check_embedder=False) as held, terminal.progress_bar("Indexing") as start_progress:
        if isinstance(held, LocalServer):
            reindex_served(held, settings.index_digest, start_progress)
        else:
            held.articles.reindex(start_progress)
    print("library and vectors agree")
