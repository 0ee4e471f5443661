"""Read the body of a request that brings an article: its fields as JSON, or a page as the file of its format has it."""

import json
from email.message import Message
from typing import Any

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from qa.api.schemas.articles import ArticlePut
from qa.ingest.readers.from_request import PageFormat, SentPage

PAGE_FORMATS: dict[str, PageFormat] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
}
"""Which format the body has, by its media type."""
_LONGEST_TYPE = 200
"""Characters of the header that are read."""
_NO_TYPE = "the header Content-Type must say what the body is: application/json, or the article as {}"
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/ArticlePut"}},
            **{media_type: {"schema": {"type": "string"}} for media_type in PAGE_FORMATS},
        },
    }
}
"""What the description says of the body, which the framework would read as JSON alone."""


async def upload_of(request: Request) -> ArticlePut | SentPage:
    """Return the fields, or the page, that a request brings.

    Raises:
        HTTPException: the body is of another kind, or no text of JSON.
        RequestValidationError: it is not JSON, or its fields are not those of an article.
    """
    media_type, charset = content_type_of(request)
    if is_json(media_type):
        return article_put(await request.body())
    if media_type not in PAGE_FORMATS:
        raise HTTPException(415, _NO_TYPE.format(", ".join(PAGE_FORMATS)))
    return SentPage(await request.body(), PAGE_FORMATS[media_type], charset)


def content_type_of(request: Request) -> tuple[str, str | None]:
    """Return the media type of a request's body in lower case, empty where none is stated, and its charset."""
    stated = request.headers.get("content-type")
    if stated is None:
        return "", None
    # Untrusted: read as a mail's header is, which takes whatever it is; a long one full of quotes would take its time.
    header = Message()
    header["content-type"] = stated[:_LONGEST_TYPE]
    charset = header.get_param("charset")
    return header.get_content_type(), charset if isinstance(charset, str) else None


def is_json(media_type: str) -> bool:
    """Return whether bodies of a media type are JSON."""
    return media_type == "application/json" or media_type.endswith("+json")


def article_put(content: bytes) -> ArticlePut:
    """Return an article's fields; raises as `upload_of` does, and as the framework would."""
    value = json_of(content)
    try:
        return ArticlePut.model_validate(value)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise RequestValidationError(faults) from error


def pointer(location: tuple[int | str, ...]) -> str:
    """Return an RFC 6901 pointer into the body."""
    inner = location[1:] if location and location[0] in {"body", "query", "path"} else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in inner)


def json_of(content: bytes) -> object:
    """Return the value of a JSON text; raises as `upload_of` does."""
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        fault = {"type": "json_invalid", "loc": ("body", error.pos), "msg": "JSON", "ctx": {"error": error.msg}}
        raise RequestValidationError([fault]) from error
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "the body is not JSON that can be read: no UTF-8, or nested too deep") from error
