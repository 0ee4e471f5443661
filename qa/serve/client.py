"""Turns a question into a call of a Dateline server on this machine, for when that server holds the library."""

import json
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from qa.errors import InputError, ServerError
from qa.serve.schemas import AnswerBody, SearchBody

_SECONDS = 60.0
# A proxy is never asked for an address of this machine, whatever the environment says.
_OPENER = build_opener(ProxyHandler({}))


def ask(url: str, question: str) -> AnswerBody:
    """The server's answer.

    Raises:
        InputError: the server refused the question; the message is its own.
        ServerError: it does not answer.
    """
    return AnswerBody.model_validate_json(_post(f"{url}/v1/answers", {"question": question}))


def search(url: str, query: str, limit: int) -> SearchBody:
    """The server's passages; raises as `ask` does."""
    return SearchBody.model_validate_json(_post(f"{url}/v1/search", {"query": query, "limit": limit}))


def _post(address: str, body: dict[str, object]) -> bytes:
    # Only ever the address that the owner of our own data folder wrote down: never one from outside.
    request = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310 see above
    try:
        with _OPENER.open(request, timeout=_SECONDS) as response:
            result: bytes = response.read()
            return result
    except HTTPError as error:
        with error:
            raise InputError(str(json.loads(error.read())["detail"])) from error
    except URLError as error:
        raise ServerError(f"the server at {address} holds the library and does not answer: {error.reason}") from error
