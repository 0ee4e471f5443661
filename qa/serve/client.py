"""Turns a question into a call of a Dateline server on this machine, for when that server holds the library."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from pydantic import BaseModel

from qa.errors import InputError, ServerError
from qa.serve.event_schemas import StatementEvent
from qa.serve.schemas import AnswerBody, SearchBody
from qa.serve.sse import MEDIA_TYPE, read

_SECONDS = 60.0
# A proxy is never asked for an address of this machine, whatever the environment says.
_OPENER = build_opener(ProxyHandler({}))


def ask(url: str, question: str, show: Callable[[BaseModel], None]) -> AnswerBody:
    """The server's answer; `show` is told each of its events as it comes.

    Raises:
        InputError: the server refused the question; the message is its own.
        ServerError: it does not answer, or its stream broke off.
    """
    with _opened(f"{url}/v1/answers", {"question": question}, MEDIA_TYPE) as response:
        for event in read(line.decode() for line in response):
            if event.name == "statement":
                show(StatementEvent.model_validate_json(event.data))
            elif event.name == "completed":
                answer = AnswerBody.model_validate_json(event.data)
                show(answer)
                return answer
            elif event.name == "failed":
                raise ServerError(str(json.loads(event.data)["detail"]))
    raise ServerError(f"the server at {url} broke off its answer; ask again")


def local_url(host: str, port: int) -> str:
    """Where a program on this machine reaches the server."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 it is read here, not bound
    return f"http://[{local}]:{port}" if ":" in local else f"http://{local}:{port}"


def search(url: str, query: str, limit: int) -> SearchBody:
    """The server's passages; raises as `ask` does."""
    return SearchBody.model_validate_json(_post(f"{url}/v1/search", {"query": query, "limit": limit}))


def _post(address: str, body: dict[str, object]) -> bytes:
    with _opened(address, body, "application/json") as response:
        result: bytes = response.read()
        return result


@contextmanager
def _opened(address: str, body: dict[str, object], accept: str) -> Iterator[HTTPResponse]:
    # Only ever the address that the owner of our own data folder wrote down: never one from outside.
    headers = {"Content-Type": "application/json", "Accept": accept}
    request = Request(address, json.dumps(body).encode(), headers)  # noqa: S310 see above
    try:
        with _OPENER.open(request, timeout=_SECONDS) as response:
            yield response
    except HTTPError as error:
        with error:
            raise InputError(str(json.loads(error.read())["detail"])) from error
    except (URLError, TimeoutError, ConnectionError) as error:
        raise ServerError(f"the server at {address} holds the library and does not answer: {error}") from error
