"""Turns errors into RFC 9457 problems: one table, looked up along the error's class."""

import logging
from http import HTTPStatus
from math import ceil
from typing import NamedTuple

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from qa.api.schemas.answers import Problem
from qa.errors import (
    AnswerNotFoundError,
    ArticleError,
    ArticleNotFoundError,
    CursorError,
    DatelineError,
    EmptyLibraryError,
    EventNotFoundError,
    EventsForgottenError,
    FeedbackError,
    KeyExposedError,
    KeyMissingError,
    KeyUnknownError,
    NoKeysError,
    OriginError,
    QuestionError,
    RateLimitError,
    ScopeError,
    StoreBusyError,
)

_LOGGER = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
REQUEST_ID = "request_id"
"""Where the request's id stands in its ASGI state."""


class _Kind(NamedTuple):
    status: HTTPStatus
    code: str


_KINDS: dict[type[BaseException], _Kind] = {
    QuestionError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_question"),
    ArticleError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_article"),
    CursorError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_cursor"),
    AnswerNotFoundError: _Kind(HTTPStatus.NOT_FOUND, "unknown_answer"),
    FeedbackError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown_part"),
    EventNotFoundError: _Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_event_id"),
    EventsForgottenError: _Kind(HTTPStatus.GONE, "events_gone"),
    ArticleNotFoundError: _Kind(HTTPStatus.NOT_FOUND, "unknown_article"),
    EmptyLibraryError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "no_articles"),
    KeyMissingError: _Kind(HTTPStatus.UNAUTHORIZED, "key_missing"),
    KeyUnknownError: _Kind(HTTPStatus.UNAUTHORIZED, "key_unknown"),
    NoKeysError: _Kind(HTTPStatus.FORBIDDEN, "no_keys"),
    OriginError: _Kind(HTTPStatus.FORBIDDEN, "origin_not_allowed"),
    KeyExposedError: _Kind(HTTPStatus.FORBIDDEN, "secret_key_in_browser"),
    ScopeError: _Kind(HTTPStatus.FORBIDDEN, "key_may_only_ask"),
    StoreBusyError: _Kind(HTTPStatus.SERVICE_UNAVAILABLE, "busy"),
    RateLimitError: _Kind(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests"),
    DatelineError: _Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "internal"),
}
_DEFECT = "something went wrong on our side; the server's log has the details under this request's id"
_CODES = {
    HTTPStatus.BAD_REQUEST: "invalid_json",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
}


def problem(
    request: Request, status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None
) -> Response:
    """A problem document as a response."""
    request_id = request.scope.get("state", {}).get(REQUEST_ID, "")
    body = document(_Kind(HTTPStatus(status), code), detail, request_id, errors)
    return JSONResponse(body.model_dump(), status, media_type=MEDIA_TYPE)


def document(kind: _Kind, detail: str, request_id: str, errors: list[dict[str, str]] | None = None) -> Problem:
    """A problem document; its type is a stable URI made of the code."""
    return Problem(
        type=f"urn:dateline:problem:{kind.code}",
        title=kind.status.phrase,
        status=kind.status,
        detail=detail,
        code=kind.code,
        request_id=request_id,
        errors=errors or [],
    )


def problem_of(error: BaseException, request_id: str) -> Problem:
    """What a stream says where it fails: our own errors say what to do, of a defect only the log has the trace."""
    if isinstance(error, DatelineError):
        return document(_kind(error), str(error), request_id)
    _LOGGER.error("request %s failed", request_id, exc_info=error)
    return document(_KINDS[DatelineError], _DEFECT, request_id)


def _kind(error: BaseException) -> _Kind:
    return next(_KINDS[cls] for cls in type(error).__mro__ if cls in _KINDS)


async def on_dateline_error(request: Request, error: Exception) -> Response:
    """Our own errors say what to do, so their message is the detail."""
    kind = _kind(error)
    response = problem(request, kind.status, kind.code, str(error))
    if isinstance(error, RateLimitError):
        # Whole seconds (RFC 9110, 10.2.3), and never too few.
        response.headers["Retry-After"] = str(ceil(error.retry_after))
    if kind.status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


async def on_validation_error(request: Request, error: Exception) -> Response:
    """Bad JSON or a body of the wrong shape; the input is never echoed, it may hold secrets."""
    if not isinstance(error, RequestValidationError):
        raise error
    if _is_not_json(request):
        detail = "the body must be JSON, with the header Content-Type: application/json"
        return problem(request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
    if broken := next((it for it in error.errors() if it["type"] == "json_invalid"), None):
        detail = f"the body is not valid JSON: {broken['ctx']['error']} at character {broken['loc'][-1]}"
        return problem(request, HTTPStatus.BAD_REQUEST, "invalid_json", detail)
    errors = [{"pointer": _pointer(it["loc"]), "detail": str(it["msg"])} for it in error.errors()]
    detail = "; ".join(f"{it['pointer'] or 'body'}: {it['detail']}" for it in errors)
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", detail, errors)


def _is_not_json(request: Request) -> bool:
    """Whether a body was sent as something else; the framework would only say that it is no object."""
    media_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    return request.method in {"POST", "PUT"} and media_type != "application/json" and not media_type.endswith("+json")


async def on_http_error(request: Request, error: Exception) -> Response:
    """What the framework refuses: no such page, method or media type."""
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    response = problem(request, status, _CODES.get(status, "http_error"), str(error.detail))
    response.headers.update(error.headers or {})
    return response


async def on_crash(request: Request, error: Exception) -> Response:
    """A defect of ours: the log has the trace, the client gets the request's id and no more."""
    _LOGGER.error("request %s failed", request.scope.get("state", {}).get(REQUEST_ID), exc_info=error)
    return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal", _DEFECT)


def _pointer(location: tuple[int | str, ...]) -> str:
    """An RFC 6901 pointer into the body."""
    inner = location[1:] if location and location[0] in {"body", "query", "path"} else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in inner)
