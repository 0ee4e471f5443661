"""Word refusals of whole requests as JSON-RPC does: of any other body clients say no more than that there was an error."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders

from qa.api.mcp.schemas import RpcError, RpcErrorDetail
from qa.api.schemas.problem import Problem

PATH = "/mcp"
_INVALID_REQUEST, _INTERNAL_ERROR = -32600, -32603


def worded(problem: Problem, headers: MutableHeaders) -> bytes:
    """Return the body of a problem in JSON-RPC's words, with the seconds to wait: its clients show no headers."""
    ours = problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    data = {"code": problem.code, "request_id": problem.request_id}
    if "retry-after" in headers:
        data["retry_after"] = headers["retry-after"]
    detail = RpcErrorDetail(code=_INTERNAL_ERROR if ours else _INVALID_REQUEST, message=problem.detail, data=data)
    return RpcError(error=detail).model_dump_json().encode()
