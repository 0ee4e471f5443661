"""The bodies that OpenAI's clients send and read; what they send beyond these fields is ignored, as docs/openai.md lists."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.api.schemas.answers import CitationBody, DegradedBody, SourceBody
from qa.api.schemas.scope import ScopeBody, ScopeFields
from qa.api.schemas.wire import SpanBody, Wire
from qa.domain.answer import AbstentionReason, Ruling

ModelName = Literal["dateline", "dateline:extractive"]
"""As answers are set to be made, or in quotes alone."""

Text = Annotated[str, Field(min_length=0)]
"""Untrusted: a string with any constraint is refused where it holds half of a surrogate pair, which no text has."""


class Sent(BaseModel):
    """Base of what clients send: they add fields for models of other kinds, which are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class TextPart(Sent):
    """A piece of a message; only text can be asked."""

    type: Literal["text", "input_text", "output_text"]
    text: Text


class Message(Sent):
    """What somebody said; a question of the user's and the answers before it are read, and nothing else."""

    type: Literal["message"] | None = None
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """The text of all pieces."""
        return self.content if isinstance(self.content, str) else "\n".join(part.text for part in self.content or [])


class TextFormat(Sent):
    """The form of the answer: there is but text."""

    type: Literal["text"] = "text"


class StreamOptions(Sent):
    """What a stream tells beside the answer."""

    include_usage: bool | None = None


class ChatAsk(ScopeFields, Sent):
    """The body of POST /v1/chat/completions."""

    messages: Annotated[list[Message], Field(min_length=1, description="The last is the question.")]
    model: str = "dateline"
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    response_format: TextFormat | None = None
    citation_style: Literal["markers", "links", "events"] = Field(
        "markers",
        description="`[1]`; `[1](https:…)` for clients that show no annotations; or sources as Open WebUI has them.",
    )


class ErrorDetail(Wire):
    """What went wrong; `code` is that of our own problems."""

    message: str
    type: str
    param: str | None
    code: str


class ErrorBody(Wire):
    """The body of every refusal."""

    error: ErrorDetail


class ModelBody(Wire):
    """A model that can be named."""

    id: ModelName
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["dateline"] = "dateline"


class ModelsBody(Wire):
    """The models that can be named."""

    object: Literal["list"] = "list"
    data: list[ModelBody]


class UrlPlace(Wire):
    """A cited page and where its marker stands in the text, in code points."""

    url: str
    title: str
    start_index: int
    end_index: int


class UrlCitation(Wire):
    """An annotation of a chat message: clients refuse any other kind."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlPlace


class Facts(Wire):
    """What the format of OpenAI has no place for; the whole answer is at GET /v1/answers/{id}."""

    mode: Literal["extractive", "generated", "abstained"]
    reason: AbstentionReason | None
    degraded: DegradedBody | None
    verdict: Ruling | None
    standalone_question: str | None
    citations: list[CitationBody]
    sources: list[SourceBody]
    scope: ScopeBody | None = None
    annotations_utf16: list[SpanBody] = Field(description="The annotations' places in UTF-16, as JavaScript counts.")


class AssistantMessage(Wire):
    """The answer, with a marker `[n]` for each quote that a sentence stands on."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[UrlCitation]


class Choice(Wire):
    """The one answer."""

    index: Literal[0] = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatUsage(Wire):
    """What the language model took; nothing where none was asked."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(Wire):
    """The answer of POST /v1/chat/completions; its id is the answer's."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: ModelName
    choices: list[Choice]
    usage: ChatUsage
    dateline: Facts
