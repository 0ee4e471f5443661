"""The bodies of what a reader says of an answer."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.wire import Wire

_LONGEST_ID = 64


class FeedbackAsk(Wire):
    """The body of POST /v1/feedback: on a whole answer, a statement of it, or one of its quotes."""

    answer_id: Annotated[str, Field(max_length=_LONGEST_ID)]
    rating: Literal["up", "down"]
    statement: Annotated[
        str | None, Field(max_length=_LONGEST_ID, description="The id of a statement, as in `st_1`.")
    ] = None
    citation: Annotated[
        str | None, Field(max_length=_LONGEST_ID, description="The id of a citation, as in `cit_1`.")
    ] = None
    comment: Annotated[str, Field(max_length=2_000)] = ""


class FeedbackBody(Wire):
    """What was said of an answer, with the answer as it was."""

    id: str
    object: Literal["feedback"] = "feedback"
    created_at: datetime
    rating: Literal["up", "down"]
    statement: str | None
    citation: str | None
    comment: str
    answer: AnswerBody


class FeedbackReceipt(Wire):
    """It is kept."""

    id: str
    object: Literal["feedback"] = "feedback"
    answer_id: str
