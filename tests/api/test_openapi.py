"""Whatever the API's own description allows, and much that it does not, gets an answer of the described shape."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.access.credentials import KeySpec, make_key
from qa.api.app import create_app
from qa.api.sse import MEDIA_TYPE, decode
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from tests.driving import in_memory
from tests.serving import local

OPERATIONS = 29
EXAMPLES, WALKS, STEPS = 10, 12, 6
# A cursor that no list gave and an id that no article can have fit the schema, and are refused all the same.
EXCLUDED: list[CheckFunction] = [positive_data_acceptance]


@contextmanager
def one_article() -> Iterator[Services]:
    with in_memory() as services:
        begin_anew(services)
        yield services


def begin_anew(services: Services) -> None:
    """Leave the one article, whatever was stored or removed."""
    if others := [article.id for article in services.articles.all()]:
        services.articles.remove(others)
    story = RawArticle(ArticleId("a"), "Some 2,500 troops are in the country.", Metadata(), "a.txt")
    services.articles.store([story], lambda _: None)


@pytest.fixture(params=["with keys", "without keys"])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[ASGIApp, Mapping[str, str], Services]]:
    """An app, the headers that it wants, and its services."""
    with one_article() as services:
        headers = {}
        if request.param == "with keys":
            key, secret = make_key(KeySpec("secret"))
            services.gate.authorizer.keys.add(key)
            headers = {"Authorization": f"Bearer {secret}"}
        yield on_this_machine(create_app(services)), headers, services


def description_of(app: ASGIApp) -> OpenApiSchema:
    """The description, from which the same requests are drawn each time: none is made of what came back before."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    schema.config.phases.fuzzing.extra_data_sources.responses = False
    return schema


def on_this_machine(app: ASGIApp) -> ASGIApp:
    """The app, for a client that has neither an address nor a name of its own."""

    async def local_app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope = {**scope, "client": ("127.0.0.1", 50_000), "headers": [*others, (b"host", b"127.0.0.1:8000")]}
        await app(scope, receive, send)

    return local_app


@pytest.mark.no_cover  # as properties are not
def test_no_request_breaks_the_api(served: tuple[ASGIApp, Mapping[str, str], Services]) -> None:
    app, headers, _ = served
    schema = description_of(app)
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(operations) == OPERATIONS
    for operation in operations:
        given(operation.as_strategy())(validating(headers))()


def validating(headers: Mapping[str, str]) -> Callable[[schemathesis.Case[Any]], None]:
    # The generated key is none of ours, and without keys none is needed: the header alone says who asks.
    excluded = EXCLUDED if headers else [*EXCLUDED, ignored_auth]

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    def validate(case: schemathesis.Case[Any]) -> None:
        if not headers:
            case.headers.pop("Authorization", None)
        case.call_and_validate(headers=dict(headers), excluded_checks=excluded)

    return validate


@pytest.mark.no_cover  # as properties are not
def test_no_walk_through_the_api_breaks_it(served: tuple[ASGIApp, Mapping[str, str], Services]) -> None:
    app, headers, services = served
    schema = description_of(app)

    class Walk(schema.as_state_machine()):  # type: ignore[misc]  # the class is made of the description
        def setup(self) -> None:
            # One walk must not find what another left: the same steps would give other answers.
            begin_anew(services)

        def get_call_kwargs(self, case: schemathesis.Case[Any]) -> dict[str, Any]:
            return {"headers": dict(headers)}

        def validate_response(self, response: Response, case: schemathesis.Case[Any], **_: object) -> None:
            # The key is added to what was generated without one, and a parameter of no meaning is ignored.
            excluded = [*EXCLUDED, negative_data_rejection, *(() if headers else (ignored_auth,))]
            if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and response.json()["code"] == "no_articles":
                # A walk may have removed the last article, and this is what is said then.
                excluded = [*excluded, not_a_server_error]
            case.validate_response(response, excluded_checks=excluded)

    Walk.run(
        settings=settings(
            max_examples=WALKS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        )
    )


@pytest.fixture(scope="module")
def client(seeded: Services) -> Iterator[TestClient]:
    with local(create_app(seeded)) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/answers", {"question": "How many US trooops are in Iraq?"}),
        ("/v1/answers", {"question": "Who won the 2022 World Cup?"}),
        ("/v1/checks", {"text": "About 2,500 American troops are stationed in Iraq. It rained."}),
    ],
)
def test_every_event_of_a_stream_has_its_described_shape(client: TestClient, path: str, body: object) -> None:
    document = client.get("/openapi.json").json()
    schema = document["paths"][path]["post"]["responses"]["200"]["content"][MEDIA_TYPE]["schema"]
    described = {
        event["properties"]["event"]["const"]: event["properties"]["data"]["contentSchema"] for event in schema["oneOf"]
    }
    events = list(decode(client.post(path, json=body, headers={"Accept": MEDIA_TYPE}).text.splitlines(keepends=True)))

    assert events
    for event in events:
        of_data = {**described[event.name], "components": document["components"]}
        jsonschema_rs.validator_for(of_data).validate(json.loads(event.data))


def test_the_description_says_whether_a_key_is_needed_and_how_long_a_question_may_be() -> None:
    with one_article() as services, local(create_app(services)) as client:
        before = client.get("/openapi.json").json()
        services.gate.authorizer.keys.add(make_key(KeySpec("secret"))[0])
        after = client.get("/openapi.json").json()

    assert {} in before["paths"]["/v1/answers"]["post"]["security"]
    assert after["paths"]["/v1/answers"]["post"]["security"] == [{"HTTPBearer": []}]
    question = after["components"]["schemas"]["Ask"]["properties"]["question"]
    assert (question["minLength"], question["maxLength"]) == (1, 2_000)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/v1/articles/a", {"GET", "PUT", "DELETE"}),
        ("DELETE", "/healthz", {"GET", "HEAD"}),
        ("GET", "/v1/search", {"POST"}),
    ],
)
def test_a_refused_method_names_all_that_there_are(
    client: TestClient, method: str, path: str, allowed: set[str]
) -> None:
    response = client.request(method, path)
    assert (response.status_code, set(response.headers["allow"].split(", "))) == (405, allowed)
