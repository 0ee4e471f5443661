"""The bodies of POST /v1/responses, which carry quotes and versions on each annotation."""

from typing import Annotated, Literal

from pydantic import Field

from qa.api.openai.schemas import Facts, Message, ModelName, Sent, Text, TextFormat
from qa.api.schemas.scope import ScopeFields
from qa.api.schemas.wire import SpanBody, Wire

_Name = Annotated[str, Field(max_length=64)]
_Value = Annotated[str, Field(max_length=512)]


class TextOptions(Sent):
    """The form of the answer."""

    format: TextFormat | None = None


class ItemReference(Sent):
    """An answer of ours that the client does not send again; `id` is that of the output's item."""

    type: Literal["item_reference"]
    id: Annotated[str, Field(pattern=r"^msg_[0-9a-f]{32}$")]

    @property
    def answer_id(self) -> str:
        """The answer's id."""
        return self.id.replace("msg_", "ans_")


class ResponsesAsk(ScopeFields, Sent):
    """The body of POST /v1/responses."""

    input: Text | list[Message | ItemReference] = Field(
        description="The question, or messages of which the last is the question."
    )
    model: str = "dateline"
    stream: bool | None = None
    previous_response_id: Annotated[str, Field(pattern=r"^ans_[0-9a-f]{32}$")] | None = None
    metadata: Annotated[dict[_Name, _Value], Field(max_length=16)] | None = None
    text: TextOptions | None = None
    background: Literal[False] | None = None
    conversation: None = None
    citation_style: Literal["markers", "links"] = Field(
        "markers", description="`[1]`, or `[1](https:…)` for clients that show no annotations."
    )


class Cited(Wire):
    """What an annotation has beyond OpenAI's fields; the spans are those of the quote in the article."""

    number: int
    article_id: str
    version: str
    quote: str
    span: SpanBody
    raw_span: SpanBody
    start_index: int
    end_index: int
    utf16: SpanBody = Field(description="The marker's place as JavaScript counts.")


class UrlAnnotation(Cited):
    """A quote of an article that has an address."""

    type: Literal["url_citation"] = "url_citation"
    url: str
    title: str


class FileAnnotation(Cited):
    """A quote of an article that has none; `index` is where its marker begins."""

    type: Literal["file_citation"] = "file_citation"
    file_id: str
    filename: str
    index: int


class OutputText(Wire):
    """The answer, with a marker `[n]` for each quote that a sentence stands on."""

    type: Literal["output_text"] = "output_text"
    text: str
    annotations: list[UrlAnnotation | FileAnnotation]
    logprobs: list[None] = Field([], max_length=0)


class OutputMessage(Wire):
    """The one item of the output."""

    id: str
    type: Literal["message"] = "message"
    role: Literal["assistant"] = "assistant"
    status: Literal["in_progress", "completed"]
    content: list[OutputText]


class InputDetails(Wire):
    """Nothing is cached between two questions."""

    cached_tokens: Literal[0] = 0
    cache_write_tokens: Literal[0] = 0


class OutputDetails(Wire):
    """Nothing is reasoned apart from what is written."""

    reasoning_tokens: Literal[0] = 0


class ResponseUsage(Wire):
    """What the language model took; nothing where none was asked."""

    input_tokens: int
    input_tokens_details: InputDetails = InputDetails()
    output_tokens: int
    output_tokens_details: OutputDetails = OutputDetails()
    total_tokens: int


class Failure(Wire):
    """Why there is no answer."""

    code: str
    message: str


class ResponseBody(Wire):
    """The answer of POST /v1/responses; its id is the answer's."""

    id: str
    object: Literal["response"] = "response"
    created_at: int
    status: Literal["in_progress", "completed", "failed"]
    error: Failure | None = None
    incomplete_details: None = None
    instructions: None = None
    metadata: dict[str, str]
    model: ModelName
    output: list[OutputMessage]
    parallel_tool_calls: Literal[False] = False
    previous_response_id: str | None
    temperature: None = None
    text: TextOptions = TextOptions(format=TextFormat())
    tool_choice: Literal["none"] = "none"
    tools: list[None] = Field([], max_length=0)
    top_p: None = None
    usage: ResponseUsage | None = None
    dateline: Facts | None = None
