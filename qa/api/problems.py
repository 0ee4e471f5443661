"""Describe errors as RFC 9457 problems, by one table that is looked up along the error's class."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from math import ceil
from typing import NamedTuple

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from qa.api.errors import (
    AlreadyRatedError,
    AnswerCancelledError,
    AnswerNotFoundError,
    AnswerTimeoutError,
    BatchError,
    CheckTimeoutError,
    CursorError,
    EventNotFoundError,
    EventsForgottenError,
    FeedbackError,
    JobNotFoundError,
    ModelNotFoundError,
    OverloadedError,
    ReindexSettingsError,
)
from qa.api.schemas.problem import Problem
from qa.api.uploads import pointer
from qa.errors import (
    ArticleError,
    ArticleNotFoundError,
    DatelineError,
    EmbeddingError,
    EmptyLibraryError,
    FeedbackFullError,
    FeedError,
    FeedNotFoundError,
    InvalidScopeError,
    JobKeyReusedError,
    JobsFullError,
    KeyExposedError,
    KeyMissingError,
    KeyUnknownError,
    NoKeysError,
    OriginError,
    QuestionError,
    RateLimitError,
    ScopeError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
    VectorsBehindError,
)

_LOGGER = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
REQUEST_ID = "request_id"
"""The key of the request's id in its ASGI state."""


class _Kind(NamedTuple):
    status: HTTPStatus
    code: str


_KINDS: dict[type[BaseException], _Kind] = {
    QuestionError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_question"),
    InvalidScopeError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_scope"),
    ArticleError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_article"),
    BatchError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_batch"),
    JobKeyReusedError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency_key_reused"),
    FeedError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_feed"),
    FeedNotFoundError: _Kind(HTTPStatus.NOT_FOUND, "unknown_feed"),
    JobNotFoundError: _Kind(HTTPStatus.NOT_FOUND, "unknown_job"),
    JobsFullError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "jobs_full"),
    ReindexSettingsError: _Kind(HTTPStatus.CONFLICT, "reindex_settings"),
    CursorError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_cursor"),
    AnswerNotFoundError: _Kind(HTTPStatus.NOT_FOUND, "unknown_answer"),
    FeedbackError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown_part"),
    AlreadyRatedError: _Kind(HTTPStatus.CONFLICT, "already_rated"),
    EventNotFoundError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_event_id"),
    ModelNotFoundError: _Kind(HTTPStatus.NOT_FOUND, "model_not_found"),
    CheckTimeoutError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "check_timeout"),
    EventsForgottenError: _Kind(HTTPStatus.GONE, "events_gone"),
    ArticleNotFoundError: _Kind(HTTPStatus.NOT_FOUND, "unknown_article"),
    EmptyLibraryError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "no_articles"),
    KeyMissingError: _Kind(HTTPStatus.UNAUTHORIZED, "key_missing"),
    KeyUnknownError: _Kind(HTTPStatus.UNAUTHORIZED, "key_unknown"),
    NoKeysError: _Kind(HTTPStatus.FORBIDDEN, "no_keys"),
    OriginError: _Kind(HTTPStatus.FORBIDDEN, "origin_not_allowed"),
    KeyExposedError: _Kind(HTTPStatus.FORBIDDEN, "secret_key_in_browser"),
    ScopeError: _Kind(HTTPStatus.FORBIDDEN, "key_may_only_ask"),
    FeedbackFullError: _Kind(HTTPStatus.INSUFFICIENT_STORAGE, "feedback_full"),
    StoreBusyError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "busy"),
    VectorsBehindError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "vectors_behind"),
    StoreUnavailableError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "storage_unavailable"),
    StoreFullError: _Kind(HTTPStatus.INSUFFICIENT_STORAGE, "disk_full"),
    StoreError: _Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "storage"),
    EmbeddingError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "embedding_failed"),
    OverloadedError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded"),
    AnswerTimeoutError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "answer_timeout"),
    AnswerCancelledError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "answer_cancelled"),
    RateLimitError: _Kind(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests"),
    DatelineError: _Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "internal"),
}
_TITLES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large"}
"""What RFC 9110 calls a status that Python 3.11 knows by its former name."""
_DEFECT = "something went wrong on our side; the server's log has the details under this request's id"
_OPERATORS: dict[type[BaseException], str] = {
    StoreBusyError: "the server's storage is busy just now; try again",
    StoreFullError: "the server's disk is full, and nothing more can be stored; what was stored before is safe",
    StoreUnavailableError: "a server that keeps a part of the data does not answer just now; the server's log says which",
    StoreError: "a file of the server's data cannot be used; its log says which, and what mends it",
    EmbeddingError: "the server's embedding model does not answer just now, and nothing can be found; its log says why",
}
"""What strangers are told of the data folder and the embedding, whose names and places are the operator's to know."""
_CODES = {
    HTTPStatus.BAD_REQUEST: "invalid_json",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_TIMEOUT: "request_timeout",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid_request",
}


def request_id_of(scope: Scope) -> str:
    """Return the id of a request; empty before the middleware has given it one."""
    return str(scope.get("state", {}).get(REQUEST_ID, ""))


def body_too_large(limit: int, request_id: str) -> Problem:
    """Return the problem of a request body with more than `limit` bytes."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    detail = f"the request body is larger than {limit} bytes"
    return _problem(_Kind(status, _CODES[status]), detail, request_id)


def request_timed_out() -> Problem:
    """Return the problem of a request that is not whole in time; the connection has it, before it has any id."""
    status = HTTPStatus.REQUEST_TIMEOUT
    return _problem(_Kind(status, _CODES[status]), "the request did not come to its end in time; send it again", "")


def problem_of(error: BaseException, request_id: str) -> Problem:
    """Return the problem that an error is to a client: our own say what to do; of a defect only the log has the details."""
    if detail := next((_OPERATORS[cls] for cls in type(error).__mro__ if cls in _OPERATORS), None):
        _LOGGER.error("request %s failed: %s", request_id, error)
        return _problem(_kind(error), detail, request_id)
    if isinstance(error, DatelineError):
        return _problem(_kind(error), str(error), request_id)
    _LOGGER.error("request %s failed", request_id, exc_info=error)
    return _problem(_KINDS[DatelineError], _DEFECT, request_id)


def _problem(kind: _Kind, detail: str, request_id: str, errors: Sequence[dict[str, str]] = ()) -> Problem:
    """Return a problem document; its type is a stable URI made of the code."""
    return Problem(
        type=f"urn:dateline:problem:{kind.code}",
        title=_TITLES.get(kind.status, kind.status.phrase),
        status=kind.status,
        detail=detail,
        code=kind.code,
        request_id=request_id,
        errors=list(errors),
    )


def _response(problem: Problem) -> Response:
    return JSONResponse(problem.model_dump(), problem.status, media_type=MEDIA_TYPE)


def _refusal(request: Request, status: HTTPStatus, detail: str, errors: Sequence[dict[str, str]] = ()) -> Response:
    """Return a refusal of the framework or of the body's form, whose code follows from the status."""
    kind = _Kind(status, _CODES.get(status, "http_error"))
    return _response(_problem(kind, detail, request_id_of(request.scope), errors))


def _kind(error: BaseException) -> _Kind:
    return next(_KINDS[cls] for cls in type(error).__mro__ if cls in _KINDS)


async def on_dateline_error(request: Request, error: Exception) -> Response:
    """Answer an error of ours: its message says what to do, so it is the detail."""
    response = _response(problem_of(error, request_id_of(request.scope)))
    if isinstance(error, RateLimitError | OverloadedError | JobsFullError):
        # Whole seconds (RFC 9110, 10.2.3), and never too few.
        response.headers["Retry-After"] = str(ceil(error.retry_after))
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


async def on_validation_error(request: Request, error: Exception) -> Response:
    """Refuse bad JSON or a body of the wrong shape; the input is never echoed, since it may hold secrets."""
    if not isinstance(error, RequestValidationError):
        raise error
    if _is_not_json(request):
        detail = "the body must be JSON, with the header Content-Type: application/json"
        return _refusal(request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    if broken := next((failure for failure in error.errors() if failure["type"] == "json_invalid"), None):
        detail = f"the body is not valid JSON: {broken['ctx']['error']} at character {broken['loc'][-1]}"
        return _refusal(request, HTTPStatus.BAD_REQUEST, detail)
    errors = [{"pointer": pointer(failure["loc"]), "detail": str(failure["msg"])} for failure in error.errors()]
    detail = "; ".join(f"{field['pointer'] or 'body'}: {field['detail']}" for field in errors)
    return _refusal(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors)


def _is_not_json(request: Request) -> bool:
    """Return whether a body was sent as something else; the framework would only say that it is no object."""
    media_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    return request.method in {"POST", "PUT"} and media_type != "application/json" and not media_type.endswith("+json")


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: an unknown page, method or media type."""
    if not isinstance(error, HTTPException):
        raise error
    response = _refusal(request, HTTPStatus(error.status_code), str(error.detail))
    response.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # The framework names those of one route alone, and a resource has several.
        response.headers["Allow"] = ", ".join(_methods(request))
    return response


async def on_leaving(request: Request, error: Exception) -> Response:  # noqa: ARG001 the signature is the framework's
    """Answer a client that left before its body was whole: nobody reads it, and it is no defect for the log."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def on_crash(request: Request, error: Exception) -> Response:
    """Answer a defect of ours: the log gets the trace, the client the request's id and no more."""
    return _response(problem_of(error, request_id_of(request.scope)))


def _methods(request: Request) -> list[str]:
    """Return the methods that the page of a request has."""
    return [
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]
