"""Whatever the API's own description allows, and much that it does not, gets an answer of the described shape."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from qa.access.credentials import KeySpec, make_key
from qa.api.app import create_app
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from tests.driving import in_memory


@contextmanager
def one_article() -> Iterator[Services]:
    with in_memory() as services:
        story = RawArticle(ArticleId("a"), "Some 2,500 troops are in the country.", Metadata(), "a.txt")
        services.articles.store([story], lambda _: None)
        yield services


def test_no_request_breaks_the_api() -> None:
    with one_article() as services:
        key, secret = make_key(KeySpec("secret"))
        services.gate.authorizer.keys.add(key)
        schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(services))
        operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
        assert len(operations) == 14
        for operation in operations:
            given(operation.as_strategy())(validating(secret))()


def validating(secret: str) -> Callable[[schemathesis.Case[Any]], None]:
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    def validate(case: schemathesis.Case[Any]) -> None:
        # A question of spaces and a cursor that no list gave fit the schema, and are refused all the same.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {secret}"}, excluded_checks=[positive_data_acceptance]
        )

    return validate
