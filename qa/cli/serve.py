"""Turns settings into a running server, and the widget into the line that a page needs: `qa serve` and `qa widget`."""

import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.context import settings_of
from qa.lazy import lazy

if TYPE_CHECKING:
    from qa import wiring
    from qa.access import credentials as making
    from qa.api import app as http
    from qa.api import server as running
    from qa.api import widget_config
    from qa.api import widget_script as script
    from qa.api.middleware import body_limit
    from qa.cli import client
    from qa.ports import KeyStore
else:
    making = lazy("qa.access.credentials")
    running, wiring = lazy("qa.api.server"), lazy("qa.wiring")
    client, body_limit = lazy("qa.cli.client"), lazy("qa.api.middleware.body_limit")
    widget_config, http = lazy("qa.api.widget_config"), lazy("qa.api.app")
    script = lazy("qa.api.widget_script")

app = typer.Typer()
widget = typer.Typer(help="The chat for pages.", no_args_is_help=True)
app.add_typer(widget, name="widget")


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Default: 127.0.0.1 or QA_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Default: 8000 or QA_PORT.")] = None,
) -> None:
    """Serve the page and the HTTP API."""
    chosen = settings_of(context)
    address, number = host or chosen.host, chosen.port if port is None else port
    url = client.local_url(address, number)
    where = running.Address(address, number, wiring.trusted_proxies(chosen))
    texts = {name: text for name, text in chosen.widget.model_dump().items() if text}
    # Opened before the server, so that what is missing is said as every other command says it.
    # Uvicorn ends with the signal that stopped it; as an exit it lets the services close.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with wiring.open_services(chosen, url=url) as services:
        tasks = http.make_tasks(services)
        served = http.create_app(
            services,
            tasks=tasks,
            limits=body_limit.BodyLimits(chosen.max_body, chosen.max_article),
            widget_options=widget_config.WidgetOptions(chosen.page_key, texts),
        )
        running.run(served, tasks, where, lambda: _say(url, services.gate.keys, chosen.page_key))


def _say(url: str, keys: "KeyStore", page_key: str) -> None:
    print(f"Dateline serves {url}", file=sys.stderr)
    if not keys.any():
        print("no keys yet: it answers this machine only, and `qa keys create` makes one", file=sys.stderr)
    if page_key and keys.find(making.digest_of(page_key)) is None:
        print("QA_PAGE_KEY is unknown here or revoked: the page at / cannot ask", file=sys.stderr)


@widget.command("snippet")
def widget_snippet(
    context: typer.Context,
    key: Annotated[str, typer.Option(help="A publishable key, from `qa keys create --origin …`.")],
    server: Annotated[str | None, typer.Option(help="The server's address, as readers reach it.")] = None,
) -> None:
    """Print the line that puts the chat on a page, with the hash by which browsers refuse any other script."""
    chosen = settings_of(context)
    print(script.snippet(server or client.local_url(chosen.host, chosen.port), key))
