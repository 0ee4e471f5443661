"""Ask a Dateline server on this machine, which holds the library while it runs."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from pydantic import ValidationError

from qa.api.schemas.answers import AnswerBody, TurnBody
from qa.api.schemas.articles import ArticleBody, ArticlePage, ArticleSummary
from qa.api.schemas.checks import CheckBody
from qa.api.schemas.events import SourcesEvent, StatementEvent, StatusEvent, StreamEvent
from qa.api.schemas.health import DiagnosisBody
from qa.api.schemas.jobs import JobBody
from qa.api.schemas.problem import Problem
from qa.api.schemas.reindex import ReindexBody
from qa.api.schemas.scope import AskedScope
from qa.api.schemas.search import SearchBody
from qa.api.schemas.timelines import TimelineBody
from qa.api.sse import MEDIA_TYPE, decode
from qa.errors import DatelineError, InputError, ServerError

_SECONDS, _LONG = 60.0, 3_600.0
"""For which a server may be silent; what looks through a whole folder may take long."""
_JSON, _LINES = "application/json", "application/x-ndjson"
_PAGE = 100
"""Articles that are listed at once."""
_ON_THE_WAY = {event.event_name: event for event in (StatusEvent, SourcesEvent, StatementEvent)}


EVERYTHING = AskedScope()
"""The scope of whoever states none."""


class _How(NamedTuple):
    """The method of a request, None for the usual one, and the seconds for which the server may be silent."""

    method: str | None = None
    seconds: float = _SECONDS


_USUAL = _How()
_Body = dict[str, object] | str | None
"""Of a request: fields, lines of JSON, or nothing."""


class RefusedError(InputError):
    """The server refuses a request; the message is its own."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.code = problem.code
        """The problem's code, as docs/http.md lists them."""


class LocalServer(NamedTuple):
    """A server on this machine, and the token that it accepts from here."""

    url: str
    token: str


# No proxy leads to this machine itself, whatever the environment says.
_OPENER = build_opener(ProxyHandler({}))


def ask(
    server: LocalServer,
    question: str,
    show: Callable[[StreamEvent], None],
    history: Sequence[TurnBody] = (),
    scope: AskedScope = EVERYTHING,
) -> AnswerBody:
    """Return the server's answer; `show` is called with each event before it, and with the answer itself, as it comes.

    Raises:
        InputError: the server refused the question; the message is its own.
        ServerError: it does not answer, or its stream broke off.
    """
    body: dict[str, object] = {"question": question, "history": [turn.model_dump() for turn in history]} | _fields(
        scope
    )
    with _response(server, "/v1/answers", body, MEDIA_TYPE) as response:
        for event in decode(line.decode() for line in response):
            if event.name in _ON_THE_WAY:
                show(_ON_THE_WAY[event.name].model_validate_json(event.data))
            elif event.name == AnswerBody.event_name:
                answer = AnswerBody.model_validate_json(event.data)
                show(answer)
                return answer
            elif event.name == Problem.event_name:
                raise ServerError(Problem.model_validate_json(event.data).detail)
    raise ServerError(f"the server at {server.url} broke off its answer; ask again")


def local_url(host: str, port: int) -> str:
    """Return the address at which a program on this machine reaches the server."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 it is looked up, not bound
    return f"http://[{local}]:{port}" if ":" in local else f"http://{local}:{port}"


def search(server: LocalServer, query: str, limit: int, scope: AskedScope = EVERYTHING) -> SearchBody:
    """Return the server's passages; raises as `ask` does."""
    body = {"query": query, "limit": limit} | _fields(scope)
    with _response(server, "/v1/search", body, "application/json") as response:
        return SearchBody.model_validate_json(response.read())


def timeline(server: LocalServer, topic: str, limit: int, scope: AskedScope = EVERYTHING) -> TimelineBody:
    """Return what the server's articles tell of a topic, in its order; raises as `ask` does."""
    body = {"topic": topic, "limit": limit} | _fields(scope)
    with _response(server, "/v1/timelines", body, "application/json") as response:
        return TimelineBody.model_validate_json(response.read())


def article(server: LocalServer, article_id: str, version: str | None = None) -> ArticleBody:
    """Return one of the server's articles; raises as `ask` does."""
    query = "" if version is None else f"?version={quote(version, safe='')}"
    path = f"/v1/articles/{quote(article_id, safe='')}{query}"
    with _response(server, path, None, "application/json") as response:
        return ArticleBody.model_validate_json(response.read())


def articles(server: LocalServer) -> Iterator[ArticleSummary]:
    """Yield all of the server's articles in the order of their ids; raises as `ask` does."""
    cursor: str | None = ""
    while cursor is not None:
        path = f"/v1/articles?limit={_PAGE}" + (f"&cursor={quote(cursor, safe='')}" if cursor else "")
        with _response(server, path, None, _JSON) as response:
            page = ArticlePage.model_validate_json(response.read())
        yield from page.data
        cursor = page.next_cursor


def remove(server: LocalServer, article_ids: Sequence[str], *, erase: bool) -> None:
    """Have the server take articles out, with `erase` the kept answers that quote them as well.

    Raises as `ask` does, for one that is not there when the others are gone.
    """
    unknown: list[RefusedError] = []
    for name in article_ids:
        try:
            path = f"/v1/articles/{quote(name, safe='')}{'?erase=true' if erase else ''}"
            with _response(server, path, None, _JSON, _How("DELETE")):
                pass
        except RefusedError as error:
            unknown.append(error)
    if unknown:
        raise unknown[0]


def store(server: LocalServer, lines: str) -> JobBody:
    """Send a batch of articles, one a line, which the server has on its disk then.

    Raises:
        RefusedError: it does not take the batch; the code says why.
        ServerError: as `ask` does.
    """
    with _response(server, "/v1/articles:batch", lines, _JSON) as response:
        return JobBody.model_validate_json(response.read())


def job(server: LocalServer, job_id: str) -> JobBody:
    """Return how far a batch has come; raises as `ask` does."""
    with _response(server, f"/v1/jobs/{quote(job_id, safe='')}", None, _JSON) as response:
        return JobBody.model_validate_json(response.read())


def begin_reindex(server: LocalServer, settings: str) -> ReindexBody:
    """Have the server make its index anew by settings with this digest; raises as `ask` does."""
    with _response(server, "/v1/reindex", {"settings": settings}, _JSON) as response:
        return ReindexBody.model_validate_json(response.read())


def reindexing(server: LocalServer) -> ReindexBody:
    """Return how far that has come; raises as `ask` does."""
    with _response(server, "/v1/reindex", None, _JSON) as response:
        return ReindexBody.model_validate_json(response.read())


def diagnose(server: LocalServer) -> list[str]:
    """Return what the server finds damaged in its data folder; raises as `ask` does."""
    with _response(server, "/v1/diagnosis", None, _JSON, _How(seconds=_LONG)) as response:
        return DiagnosisBody.model_validate_json(response.read()).findings


def check(server: LocalServer, text: str, scope: AskedScope = EVERYTHING) -> CheckBody:
    """Return what the server finds of a text; raises as `ask` does."""
    # As a stream, since a long text takes longer than a server may be silent.
    with _response(server, "/v1/checks", {"text": text} | _fields(scope), MEDIA_TYPE) as response:
        for event in decode(line.decode() for line in response):
            if event.name == CheckBody.event_name:
                return CheckBody.model_validate_json(event.data)
    raise ServerError(f"the server at {server.url} broke off its check; try again")


def _fields(scope: AskedScope) -> dict[str, object]:
    """Return what limits a request; without a scope it is what it has always been."""
    return scope.model_dump(exclude_defaults=True)


@contextmanager
def _response(server: LocalServer, path: str, body: _Body, accept: str, how: _How = _USUAL) -> Iterator[HTTPResponse]:
    # Only ever the address that the owner of our own data folder wrote down: never one from outside.
    kind = _LINES if isinstance(body, str) else _JSON
    headers = {"Content-Type": kind, "Accept": accept, "Authorization": f"Bearer {server.token}"}
    sent = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    request = Request(server.url + path, sent, headers, method=how.method)  # noqa: S310 see above
    try:
        with _OPENER.open(request, timeout=how.seconds) as response:
            yield response
    except HTTPError as error:
        raise _refusal(server, error) from error
    except ValidationError as error:
        raise ServerError(
            f"the server at {server.url} answers as no Dateline of this release does; restart it"
        ) from error
    except (URLError, TimeoutError, ConnectionError) as error:
        raise ServerError(f"the server at {server.url} holds the library and does not answer: {error}") from error
    except (HTTPException, ValueError) as error:
        # A body that was cut, or what is no HTTP at all.
        raise ServerError(f"the server at {server.url} broke off its answer; try again") from error


def _refusal(server: LocalServer, error: HTTPError) -> DatelineError:
    with error:
        try:
            return RefusedError(Problem.model_validate_json(error.read()))
        except ValidationError:
            return ServerError(f"the server at {server.url} refuses as no Dateline of this release does; restart it")
        except (HTTPException, OSError):
            return ServerError(f"the server at {server.url} refused with status {error.code} and no reason; try again")
