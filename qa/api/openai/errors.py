"""Word the refusals of OpenAI's endpoints as its clients read them, and say whether they should try again."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import MutableHeaders

from qa.api.openai.schemas import ErrorBody, ErrorDetail
from qa.api.schemas.problem import Problem

PATHS = frozenset({"/v1/models", "/v1/chat/completions", "/v1/responses"})
_TYPES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}
_PASSING = frozenset({"busy", "overloaded", "too_many_requests"})
"""Codes of what passes by itself."""
_LONGEST_WAIT = 120
"""Seconds: what clients wait at most, who would come too early where more are asked for."""


def error_body(problem: Problem) -> ErrorBody:
    """Return a problem as OpenAI words it."""
    own = "server_error" if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    param = problem.errors[0]["pointer"].strip("/").replace("/", ".") if problem.errors else ""
    return ErrorBody(
        error=ErrorDetail(
            message=problem.detail, type=_TYPES.get(problem.status, own), param=param or None, code=problem.code
        )
    )


def worded(problem: Problem, headers: MutableHeaders) -> bytes:
    """Return the body of a problem in OpenAI's words, and say in a header whether to try again."""
    waits = int(headers.get("retry-after", "0"))
    headers["x-should-retry"] = str(problem.code in _PASSING and waits <= _LONGEST_WAIT).lower()
    return error_body(problem).model_dump_json().encode()
