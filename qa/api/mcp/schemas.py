"""What the tools take and give; a check has the body of the HTTP interface, and an answer that and its links."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.wire import NOT_BLANK, SpanBody, Wire

Id = Annotated[str, Field(min_length=1, description="The id of an article, as results and citations have it.")]


_Words = Annotated[str, Field(max_length=200)]
AsOf = Annotated[
    _Words | None,
    Field(description="A day, month, year or moment in ISO 8601: nothing that was published after it is looked at."),
]
Since = Annotated[_Words | None, Field(description="Likewise: nothing that was published before it is looked at.")]
Outlets = Annotated[
    list[_Words],
    Field(max_length=50, description="Names of outlets, as articles have them: no other is looked at; none: all."),
]


class AskArguments(Wire):
    """What `ask` takes."""

    question: Annotated[
        str,
        Field(
            description="One complete question, 1 to 2,000 characters; nothing of the conversation is known here.",
            json_schema_extra=NOT_BLANK,
        ),
    ]

    as_of: AsOf = None
    since: Since = None
    outlets: Outlets = Field([])


class LinkedAnswer(AnswerBody):
    """What `ask` gives: the answer, and where its articles can be read, those without an address of their own, too."""

    links: dict[str, str] = Field(description="The address of each cited article, by its id.")


class SearchArguments(Wire):
    """What `search` takes: one text, as ChatGPT wants it, which asks for no more; others may limit what is looked at."""

    query: Annotated[str, Field(description="A question or a few words.", json_schema_extra=NOT_BLANK)]
    as_of: AsOf = None
    since: Since = None
    outlets: Outlets = Field([])


class FetchArguments(Wire):
    """What `fetch` takes: exactly one text, as ChatGPT wants it."""

    id: Id


class FoundPassage(Wire):
    """A passage, and its place in the text that `fetch` gives."""

    text: str
    span: SpanBody


class FoundArticle(Wire):
    """An article with its passages that were found, best first."""

    id: str
    title: str
    url: str
    version: str
    passages: list[FoundPassage]


class SearchResults(Wire):
    """What `search` gives: articles, best first."""

    results: list[FoundArticle]


class Document(Wire):
    """What `fetch` gives: an article's clean text, into which the spans of citations point."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]


class RpcErrorDetail(BaseModel):
    """An error as JSON-RPC 2.0 has it, with the code of our problem."""

    code: int
    message: str
    data: dict[str, str]


class RpcError(BaseModel):
    """A refusal of a request as a whole, before its id was read."""

    jsonrpc: Literal["2.0"] = "2.0"
    id: None = None
    error: RpcErrorDetail
