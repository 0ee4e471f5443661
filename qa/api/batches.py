"""Read a batch of articles as a request brings it; each is checked for itself, and what is wrong with one refuses it alone."""

import hashlib
import json
from collections.abc import Iterator
from io import BytesIO

from fastapi import HTTPException
from pydantic import ValidationError

from qa.api.errors import BatchError
from qa.api.schemas.jobs import BatchArticle
from qa.api.uploads import is_json, json_of, pointer
from qa.domain.job import Batch, Refusal, WaitingArticle
from qa.errors import InputError
from qa.ingest.readers.jsonl import Row, row_of, rows_in

MOST = 10_000
"""Articles that one batch may have."""
LINES = ("application/x-ndjson", "application/jsonl")
"""The media types of one JSON object a line."""
_LONGEST_ID = 200
"""Characters that are shown of an id that may be none."""


def read_batch(content: bytes, media_type: str, key: str | None) -> Batch:
    """Return the articles of a body, and those of them that cannot be any; `key` names the request.

    Raises:
        HTTPException: the body is of another kind, or no text of JSON.
        RequestValidationError: it is no JSON.
        BatchError: it has no articles, or too many, or is no list.
    """
    articles: list[WaitingArticle] = []
    refused: list[Refusal] = []
    for row in _rows(content, media_type):
        read = _read(row)
        (refused if isinstance(read, Refusal) else articles).append(read)  # type: ignore[arg-type]  # each to its own
        if len(articles) + len(refused) > MOST:
            raise BatchError(f"a batch has at most {MOST:,} articles; send the others in one of their own")
    if not articles and not refused:
        raise BatchError("the batch has no articles; send a JSON list of them, or one a line")
    return Batch(tuple(articles), tuple(refused), key, hashlib.sha256(content).hexdigest())


def _rows(content: bytes, media_type: str) -> Iterator[Row]:
    if media_type in LINES:
        return rows_in(BytesIO(content))
    if not is_json(media_type):
        raise HTTPException(
            415, f"the header Content-Type must be application/json for a list, or {' or '.join(LINES)}"
        )
    values = json_of(content)
    if not isinstance(values, list):
        raise BatchError(f"the body is no list of articles; articles one a line are sent as {LINES[0]}")
    return (row_of(number, value) for number, value in enumerate(values, start=1))


def _read(row: Row) -> WaitingArticle | Refusal:
    # Untrusted: checked here as the body of PUT is; text and metadata are looked at when the article's turn comes.
    stated: object = None
    try:
        fields = row.fields()
        stated = fields.get("id")
        article = BatchArticle.model_validate(fields)
        return WaitingArticle(row.number, article.id, json.dumps(article.model_dump(exclude_defaults=True)))
    except InputError as error:
        return Refusal(row.number, None, str(error))
    except ValidationError as error:
        reason = "; ".join(f"{pointer(fault['loc'])}: {fault['msg']}" for fault in error.errors(include_url=False))
        return Refusal(row.number, stated[:_LONGEST_ID] if isinstance(stated, str) else None, reason)
