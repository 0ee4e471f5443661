"""Ask a server in the open, with the keys that it knows and from readers of many addresses."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from httpx2 import Response
from starlette.testclient import TestClient

from qa.access.credentials import KeySpec, make_key
from qa.access.limiter import QuestionLimits
from qa.api.app import create_app
from qa.api.deps import WidgetOptions
from qa.domain.access import Key
from qa.services import Services
from tests.driving import UNLIMITED, gate
from tests.fakes import FailingIndex, MemoryGenerations
from tests.writing import QUESTION

SITE, OTHER, OWN = "https://news.example", "https://other.example", "https://qa.example"
READER, STORY = "203.0.113.7", "/v1/articles/004_e8f252f424966374"
ASK = {"question": QUESTION}


@dataclass(frozen=True, slots=True)
class KeyedServer:
    """A server in the open, its keys, and readers of many addresses."""

    services: Services
    client: TestClient

    def key(self, *origins: str, per_minute: int | None = None, per_day: int | None = None) -> tuple[Key, str]:
        key_and_secret = make_key(KeySpec("publishable" if origins else "secret", "", origins, per_minute, per_day))
        self.services.gate.authorizer.keys.add(key_and_secret[0])
        return key_and_secret

    def ask(self, secret: str | None, headers: Mapping[str, str] | None = None, address: str = READER) -> Response:
        return self.call("POST", "/v1/answers", secret, headers, address)

    def call(
        self,
        method: str,
        path: str,
        secret: str | None,
        headers: Mapping[str, str] | None = None,
        address: str = READER,
    ) -> Response:
        sent_headers = {**({"Authorization": f"Bearer {secret}"} if secret else {}), **(headers or {})}
        self.client._transport.client = (address, 50_000)  # type: ignore[attr-defined]
        body = ASK if path == "/v1/answers" and method == "POST" else None
        return self.client.request(method, path, json=body, headers=sent_headers)


@contextmanager
def keyed_server(
    services: Services, limits: QuestionLimits = UNLIMITED, widget_options: WidgetOptions | None = None, base: str = OWN
) -> Iterator[KeyedServer]:
    # What other tests go on with is never replaced.
    articles = replace(services.articles, generations=MemoryGenerations(index=FailingIndex))
    opened = replace(services, articles=articles, gate=gate(limits=limits, telemetry=services.telemetry))
    app = create_app(opened, widget_options=widget_options or WidgetOptions())
    # The models load with the first question: where that takes half a minute, limits a minute have begun anew.
    opened.answerer.ask(QUESTION)
    with TestClient(app, base_url=base) as client:
        yield KeyedServer(opened, client)


def status_and_code(response: Response) -> tuple[int, str | None]:
    """The status, and the code of a problem, which OpenAI's endpoints put into an error."""
    body = response.json()
    problem = body.get("error") or body
    return response.status_code, problem.get("code")
