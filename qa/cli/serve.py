"""`qa serve`: serve the page and the HTTP API until a signal comes."""

import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from typing import Annotated

import typer

from qa.access.credentials import digest_of
from qa.api.admission_queue import LoadLimits
from qa.api.answer_tasks import TaskLimits
from qa.api.app import create_app, make_tasks
from qa.api.deps import WidgetOptions
from qa.api.middleware.body_limit import BodyLimits
from qa.api.server import Address, run
from qa.cli.context import settings_from, settings_of
from qa.cli.given import Given
from qa.cli.json_log import configure_json_logs
from qa.cli.safe_output import configure_logs, plain
from qa.cli.workers import Workers, check_workers, listening
from qa.client import local_url
from qa.errors import DatelineError
from qa.services import Services
from qa.settings import Settings
from qa.wiring import metrics_exposed, open_services, trusted_proxies

app = typer.Typer()
_LOGGER = logging.getLogger(__name__)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Default: 127.0.0.1 or QA_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Default: 8000 or QA_PORT.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes; more than one takes PostgreSQL.")] = 1,
) -> None:
    """Serve the page and the HTTP API."""
    settings = settings_of(context)
    check_workers(settings, workers)
    address = Address(
        host or settings.host, port or settings.port, trusted_proxies(settings), settings.load.connections
    )
    if workers == 1:
        _serve(context.obj, address)
        return
    with closing(listening(address.host, address.port)) as listener:
        Workers(_serve_from, (context.obj, address), listener, workers).run()


def _serve_from(given: tuple[Given, Address], listener: socket.socket, tells: bool) -> None:
    options, address = given
    configure_logs()
    try:
        _serve(options, replace(address, listener=listener), tells=tells)
    except DatelineError as error:
        # Untrusted: a message may repeat a file's name.
        print(plain(f"qa: {error}"), file=sys.stderr)
        sys.exit(1)


def _serve(given: Given, address: Address, *, tells: bool = True) -> None:
    settings = settings_from(given)
    if settings.logs == "json":
        configure_json_logs()
    url = local_url(address.host, address.port)
    texts = {name: text for name, text in settings.widget.model_dump().items() if text}
    # Opened before the server, so that what is missing is said as every other command says it.
    # Uvicorn ends with the signal that stopped it; as an exit it lets the services close.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _services(given, settings, url) as services, metrics_exposed(settings, services):
        tasks = make_tasks(services, _load_limits(settings), TaskLimits(deadline=settings.load.deadline))
        asgi_app = create_app(
            services,
            tasks=tasks,
            limits=BodyLimits(settings.max_body, settings.max_article, settings.max_batch),
            widget_options=WidgetOptions(settings.page_key, texts, settings.examples),
            answer_pages=settings.answers.pages,
        )
        run(asgi_app, tasks, address, lambda: _announce(url, services, settings) if tells else None)


def _services(given: Given, settings: Settings, url: str) -> AbstractContextManager[Services]:
    # An index that is made anew follows what qa.toml says by then.
    return open_services(settings, url=url, reread=lambda: settings_from(given))


def _load_limits(settings: Settings) -> LoadLimits:
    # An answer that a model writes holds its turn and hardly a processor: there are as many turns more.
    written = settings.llm.concurrency if settings.llm.model else 0
    return LoadLimits(settings.load.at_once + written, settings.load.longest_wait)


def _announce(url: str, services: Services, settings: Settings) -> None:
    for line in _announcement(url, services, settings.page_key):
        if settings.logs == "json":
            _LOGGER.info(line)
        else:
            print(line, file=sys.stderr)


def _announcement(url: str, services: Services, page_key: str) -> Iterator[str]:
    keys, responder = services.gate.authorizer.keys, services.responder
    yield f"Dateline serves {url}"
    if responder.model and responder.verifier:
        yield f"{responder.model!r} writes, and {responder.verifier!r} gives the second opinion"
    elif responder.model:
        yield f"{responder.model!r} has no second opinion, so only quotes are shown"
    if not keys.any():
        yield "no keys yet: it answers this machine only, and `qa keys create` makes one"
    if page_key and keys.find(digest_of(page_key)) is None:
        yield "QA_PAGE_KEY is unknown here or revoked: the page at / cannot ask"
