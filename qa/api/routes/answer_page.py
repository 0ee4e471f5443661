"""Show a kept answer as a page of its own, where this server's owner has turned that on."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from qa.api.answer_page import page_of
from qa.api.deps import ServicesDep, TasksDep
from qa.api.errors import AnswerNotFoundError
from qa.api.identity import identity_of
from qa.api.kept_answers import find_answer
from qa.api.routes.page import static_text
from qa.api.schemas.answers import AnswerBody
from qa.errors import NoKeysError

router = APIRouter(include_in_schema=False)

_HEADERS = {
    # Its address is its key: no cache on the way and no search engine may keep it.
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex",
}


@router.get("/a/{answer_id}")
def show_page(answer_id: str, request: Request, services: ServicesDep, tasks: TasksDep) -> Response:
    """Shows an answer to whoever has its address; while there are no keys, on this machine alone."""
    authorizer = services.gate.authorizer
    if not authorizer.keys.any() and not authorizer.is_open_to(identity_of(request, None)):
        raise NoKeysError("this server has no keys yet and shows answers on its own machine only")
    try:
        answer = find_answer(answer_id, tasks, services)
    except AnswerNotFoundError:
        answer = None
    if not isinstance(answer, AnswerBody):
        return HTMLResponse(static_text("no-answer.html"), 404, _HEADERS)
    return HTMLResponse(page_of(answer), headers=_HEADERS)


@router.api_route("/answer.css", methods=["GET", "HEAD"])
def style() -> Response:
    """Serve the pages' style."""
    return Response(static_text("answer.css"), media_type="text/css", headers={"Cache-Control": "no-cache"})
