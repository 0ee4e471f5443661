"""Serve the API's own description (OpenAPI), as this server is configured now."""

from copy import deepcopy
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic.json_schema import models_json_schema

from qa.api.deps import ServicesDep
from qa.api.schemas.answers import AnswerBody, RejectionBody
from qa.api.schemas.articles import ArticlePut
from qa.api.schemas.checks import CheckBody, CheckedSentenceBody
from qa.api.schemas.events import CancelledEvent, CreatedEvent, SourcesEvent, StatementEvent, StatusEvent
from qa.api.schemas.jobs import BatchArticle
from qa.api.schemas.problem import Problem
from qa.api.sse import MEDIA_TYPE

router = APIRouter(include_in_schema=False)

_OF_ANSWERS = (
    CreatedEvent, StatusEvent, SourcesEvent, StatementEvent, RejectionBody, AnswerBody, Problem, CancelledEvent,
)  # fmt: skip
_OF_CHECKS = (CheckedSentenceBody, CheckBody, Problem)
_REFERENCE = "#/components/schemas/{model}"


@router.get("/openapi.json")
def description(request: Request, services: ServicesDep) -> JSONResponse:
    """Describes the API: the longest question, and whether a key is needed, are those of this server."""
    needs_key = services.gate.authorizer.keys.any()
    return JSONResponse(_described(request.app, services.answerer.longest, needs_key=needs_key))


def _described(app: FastAPI, longest: int, *, needs_key: bool) -> dict[str, Any]:
    document = deepcopy(app.openapi())
    schemas = document["components"]["schemas"]
    for name, field in (("Ask", "question"), ("Search", "query")):
        schemas[name]["properties"][field]["maxLength"] = longest
    _, of_events = models_json_schema(
        [(model, "serialization") for model in (*_OF_ANSWERS, *_OF_CHECKS)], ref_template=_REFERENCE
    )
    _, of_uploads = models_json_schema(
        [(ArticlePut, "validation"), (BatchArticle, "validation")], ref_template=_REFERENCE
    )
    for name, schema in (of_events["$defs"] | of_uploads["$defs"]).items():
        schemas.setdefault(name, schema)
    _link(document["paths"])
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _describe_events(operation, _events_of(path, operation))
            if "security" in operation and not needs_key:
                operation["security"].append({})
    return document


def _link(paths: dict[str, Any]) -> None:
    """Say which request takes up what another one gave."""
    answer, article = {"answer_id": "$response.body#/id"}, {"article_id": "$request.path.article_id"}
    asked = paths["/v1/answers"]["post"]["responses"]["200"]
    asked["links"] = {
        "show": _to(paths["/v1/answers/{answer_id}"]["get"], answer),
        "follow": _to(paths["/v1/answers/{answer_id}/events"]["get"], answer),
        "cancel": _to(paths["/v1/answers/{answer_id}/cancel"]["post"], answer),
        "judge": {
            "operationId": paths["/v1/feedback"]["post"]["operationId"],
            "requestBody": {"answer_id": "$response.body#/id", "rating": "up"},
        },
    }
    taken = paths["/v1/articles:batch"]["post"]["responses"]["202"]
    taken["links"] = {"follow": _to(paths["/v1/jobs/{job_id}"]["get"], {"job_id": "$response.body#/id"})}
    for status in ("200", "201"):
        paths["/v1/articles/{article_id}"]["put"]["responses"][status]["links"] = {
            "show": _to(paths["/v1/articles/{article_id}"]["get"], article),
            "remove": _to(paths["/v1/articles/{article_id}"]["delete"], article),
        }
    listed = paths["/v1/articles"]["get"]
    listed["responses"]["200"]["links"] = {"next": _to(listed, {"cursor": "$response.body#/next_cursor"})}


def _to(operation: dict[str, Any], parameters: dict[str, str]) -> dict[str, Any]:
    return {"operationId": operation["operationId"], "parameters": parameters}


def _describe_events(operation: dict[str, Any], event: dict[str, Any]) -> None:
    """Say which schema each event of a stream has: `schema` is that of one event, as tools take it in OpenAPI 3.1."""
    for response in operation["responses"].values():
        if stream := response.get("content", {}).get(MEDIA_TYPE):
            stream["schema"] = event


def _events_of(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """The schema of an event; of OpenAI's formats its own description tells what their data is."""
    if "openai" in operation.get("tags", ()):
        return {"type": "object", "properties": {"data": {"type": "string"}}, "required": ["data"]}
    models = _OF_CHECKS if path == "/v1/checks" else _OF_ANSWERS
    return {"oneOf": [_event(model.event_name, model.__name__) for model in models]}


def _event(name: str, model: str) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(model=model)}
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
    properties = {"id": {"type": "string"}, "event": {"const": name}, "data": data}
    return {"type": "object", "properties": properties, "required": list(properties)}
