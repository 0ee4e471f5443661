"""Write with a language model on any server that speaks OpenAI's chat completions.

Importing it takes about a second, all of it the library's. The text is that of an untrusted model: it is only passed
on from here; the verifier makes it safe, by showing nothing that does not stand on a quote.
"""

import asyncio
import logging
import random
import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from ipaddress import ip_address
from json import JSONDecodeError

import httpx2
from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    AsyncStream,
    BadRequestError,
    Omit,
    UnprocessableEntityError,
    omit,
)
from openai.types.chat import ChatCompletionChunk
from openai.types.shared_params import ResponseFormatJSONSchema
from pydantic import AliasPath, BaseModel, Field, NonNegativeInt, ValidationError

from qa.domain.answer import DegradedReason, Prompt, Usage
from qa.errors import LanguageModelError, SettingsError
from qa.llm.breaker import Breaker, Watch, retry_after

_LOGGER = logging.getLogger(__name__)

_RETRIED = {408, 409, 429, *range(500, 600)}
_LONGEST_PAUSE = 2.0
_REASONS: dict[int, DegradedReason] = {429: "overloaded"}
_ADVICE = {401: "check the API key", 403: "check the API key and its rights", 404: "check model name and base URL"}
# The library's own errors, and those of reading what came; RecursionError is of JSON that is nested too deep.
_FAILURES = (APIError, EOFError, TimeoutError, JSONDecodeError, UnicodeDecodeError, ValidationError, RecursionError)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds above 0; `first_token` and `total` count from the first sending, and a second try shares in them."""

    connect: float
    first_token: float
    idle: float
    total: float


@dataclass(frozen=True, slots=True)
class Connection:
    """The address of a model, its name, and the parameters of each request.

    `base_url` is an http(s) URL that ends in the version, `api_key` may be empty, `temperature` is 0..2 or None for the
    server's own. `most_tokens` is only a request: a reader that has enough closes the generator.
    """

    base_url: str
    model: str
    api_key: str = field(repr=False)
    limits: Timeouts
    most_tokens: int
    temperature: float | None


class OpenAIModel:
    """A `LanguageModel` with one client for each event loop, for a client's connections belong to the loop that made them.

    So a server pays for a new TLS connection once, not with each answer. `aclose`, in the same loop, ends them.
    """

    def __init__(self, connection: Connection, breaker: Breaker | None = None) -> None:
        """Nothing is sent yet, but a client is made, so that what cannot work stops the start. Raises SettingsError."""
        if not (connection.api_key.isascii() and connection.api_key.isprintable()):
            raise SettingsError("the API key holds a line break or a letter that no key has; was it copied whole?")
        try:
            _Client(connection)
        except (httpx2.InvalidURL, ValueError, ImportError) as error:
            raise SettingsError(f"the model's base URL, or the proxy to it, is wrong: {error}") from error
        self._connection = connection
        self._breaker = breaker or Breaker()
        self._clients: dict[asyncio.AbstractEventLoop, AsyncOpenAI] = {}
        self._plain = False
        """Whether the server has refused to be held to choices or a temperature."""

    @property
    def name(self) -> str:
        return self._connection.model

    async def write(self, prompt: Prompt) -> AsyncGenerator[str | Usage]:
        """Yield the pieces of text, none empty, and last the usage, where the server reports it.

        A prompt with choices is answered with JSON (`{"choice": "…"}`) by a server that has structured output, and in the
        model's own way by one that refuses it.

        Closing the generator, or cancelling the task that waits for its next piece, closes the connection at once.

        Raises:
            LanguageModelError: `llm_timeout`, `llm_refused`, `overloaded` or `llm_unavailable`, or, after the first piece,
                `llm_cut`; nothing is sent while the breaker is open.
        """
        ticket = self._breaker.admit()
        try:
            async with aclosing(self._written(prompt)) as pieces:
                async for piece in pieces:
                    yield piece
            self._breaker.succeeded()
        except LanguageModelError as error:
            # A server that refuses works; one that breaks off has shown neither that it works nor that it does not.
            if error.reason == "llm_refused":
                self._breaker.succeeded()
            elif error.reason != "llm_cut":
                self._breaker.failed(ticket, str(error))
            raise
        except GeneratorExit:
            # It is thrown where a piece was handed over: the server wrote, and the reader has enough.
            self._breaker.succeeded()
            raise
        finally:
            self._breaker.given_up(ticket)

    async def aclose(self) -> None:
        """Close the connections of the running event loop; to write again opens new ones."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    async def _written(self, prompt: Prompt) -> AsyncGenerator[str | Usage]:
        limits = self._connection.limits
        watch = Watch(limits.first_token, limits.idle, limits.total)
        pause: float | None = None
        while not watch.finished:
            try:
                async with aclosing(self._attempt(prompt, watch, pause or 0.0)) as pieces:
                    async for piece in pieces:
                        yield piece
            except _FAILURES as error:
                pause = _pause(error) if pause is None and not watch.begun else None
                # Once the text is whole, a failure takes only the count of its tokens.
                if pause is None and not watch.finished:
                    # What a server answers may repeat the key, so it stays out of the traceback.
                    raise _error_of(error, self._connection, begun=watch.begun) from None

    async def _attempt(self, prompt: Prompt, watch: Watch, pause: float) -> AsyncGenerator[str | Usage]:
        await watch.wait(asyncio.sleep(pause))
        usage: Usage | None = None
        async with await watch.wait(self._accepted(prompt)) as chunks:
            while (chunk := await watch.wait(anext(chunks, None))) is not None:
                content = _ChunkContent.model_validate(chunk, from_attributes=True)
                if content.refusal or content.finish == "content_filter":
                    raise LanguageModelError("llm_refused", f"{self.name!r} refuses to write")
                if content.text:
                    yield content.text
                    watch.piece_taken()
                watch.finished |= bool(content.finish)
                usage = content.usage or usage
        if not watch.finished:
            raise EOFError("the stream ended before the text")
        if usage is not None:
            yield usage

    async def _accepted(self, prompt: Prompt) -> AsyncStream[ChatCompletionChunk]:
        """Open a stream; with choices a server that refuses what holds the model to them is asked once more without."""
        if not prompt.choices or self._plain:
            return await self._opened(prompt)
        try:
            return await self._opened(prompt)
        except (BadRequestError, UnprocessableEntityError) as error:
            self._plain = True
            # From now on this server is asked without it; that the reply is one of the choices is for the caller to check.
            _LOGGER.warning(
                "%r is not held to %d choices: it answered %d", self.name, len(prompt.choices), error.status_code
            )
            return await self._opened(prompt)

    async def _opened(self, prompt: Prompt) -> AsyncStream[ChatCompletionChunk]:
        connection = self._connection
        # OpenAI's newer models refuse the old name of the limit; other servers may know no other.
        newer = f".{httpx2.URL(connection.base_url).host}".endswith(".api.openai.com")
        # A lone surrogate, which an article may hold, cannot be sent.
        system, user = (part.encode("utf-8", "replace").decode("utf-8") for part in (prompt.system, prompt.user))
        return await self._client().chat.completions.create(
            model=connection.model,
            messages=[{"role": "system", "content": system}, {"role": "user", "content": user}],
            stream=True,
            stream_options={"include_usage": True},
            max_completion_tokens=connection.most_tokens if newer else omit,
            max_tokens=omit if newer else connection.most_tokens,
            temperature=omit
            if connection.temperature is None or (prompt.choices and self._plain)
            else connection.temperature,
            response_format=_one_of(prompt.choices) if prompt.choices and not self._plain else omit,
            extra_headers=None if connection.api_key else {"Authorization": omit},
        )

    def _client(self) -> AsyncOpenAI:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            # The client of a loop that ended without an `aclose` can no longer be closed; it is only dropped.
            self._clients = {known: client for known, client in self._clients.items() if not known.is_closed()}
            self._clients[loop] = _Client(self._connection)
        return self._clients[loop]


def _one_of(choices: Sequence[str]) -> ResponseFormatJSONSchema:
    """Return the structured output that holds a reply to one of the words."""
    choice = {"type": "string", "enum": list(choices)}
    schema = {"type": "object", "properties": {"choice": choice}, "required": ["choice"], "additionalProperties": False}
    return {"type": "json_schema", "json_schema": {"name": "choice", "strict": True, "schema": schema}}


class _Client(AsyncOpenAI):
    """Sends what it was given and nothing of the environment, where OPENAI_CUSTOM_HEADERS could replace even the key."""

    def __init__(self, connection: Connection) -> None:
        # This machine's own address means another place to a proxy, so there none is taken from the environment. Redirects
        # are not followed, for nobody said that the question may go elsewhere.
        url, only_connecting = httpx2.URL(connection.base_url), httpx2.Timeout(None, connect=connection.limits.connect)
        if url.scheme not in {"http", "https"} or not url.host:
            raise ValueError("it begins with http:// or https:// and names a host")
        own = _is_loopback(url.host)
        # The system's certificates take 70 ms to load; who is asked without TLS, and without a proxy, needs none.
        trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if own and url.scheme == "http" else True
        http = httpx2.AsyncClient(timeout=only_connecting, trust_env=not own, verify=trusted)
        # Both keys are given, be they empty, for what is not given is taken from the environment.
        super().__init__(api_key=connection.api_key, admin_api_key="", base_url=url, max_retries=0, http_client=http)

    @property
    def default_headers(self) -> dict[str, str | Omit]:
        return {"Accept": "text/event-stream", "Content-Type": "application/json", "User-Agent": "dateline"}


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _ChunkContent(BaseModel):
    """The fields of a chunk that are used; the library itself checks nothing that a server sends."""

    text: str | None = Field(None, validation_alias=AliasPath("choices", 0, "delta", "content"))
    refusal: str | None = Field(None, validation_alias=AliasPath("choices", 0, "delta", "refusal"))
    finish: str | None = Field(None, validation_alias=AliasPath("choices", 0, "finish_reason"))
    input_tokens: NonNegativeInt | None = Field(None, validation_alias=AliasPath("usage", "prompt_tokens"))
    output_tokens: NonNegativeInt | None = Field(None, validation_alias=AliasPath("usage", "completion_tokens"))

    @property
    def usage(self) -> Usage | None:
        if self.input_tokens is None or self.output_tokens is None:
            return None
        return Usage(self.input_tokens, self.output_tokens)


def _pause(error: Exception) -> float | None:
    """Return the seconds after which to try again; None: it would not help, or come too late."""
    if isinstance(error, APIStatusError):
        pause = retry_after(error.response.headers)
        if error.status_code not in _RETRIED or (pause or 0.0) > _LONGEST_PAUSE:
            return None
        if pause is not None:
            return pause
    elif isinstance(error, APITimeoutError) or not isinstance(error, APIConnectionError | EOFError):
        return None
    return random.uniform(0.1, 0.4)  # noqa: S311 it keeps callers apart, not secrets


def _error_of(error: Exception, connection: Connection, *, begun: bool) -> LanguageModelError:
    who = f"{connection.model!r} at {httpx2.URL(connection.base_url).copy_with(userinfo=b'')}"
    match error:
        case APITimeoutError():  # the library was given no other limit
            return LanguageModelError("llm_timeout", f"{who}: no connection in {connection.limits.connect:g} s")
        case TimeoutError():
            return LanguageModelError("llm_timeout", f"{who}: {error}")
        case APIStatusError(code="content_filter"):
            return LanguageModelError("llm_refused", f"{who} refuses to read the prompt")
        case APIStatusError(status_code=status):
            advice = _ADVICE.get(status) or _words(error, connection)
            reason = _REASONS.get(status, "llm_unavailable")
            return LanguageModelError(reason, f"{who} answered {status}: {advice}", retry_after(error.response.headers))
        case EOFError() | APIError():
            why = _words(error.__cause__ or error, connection)
        case _:
            why = "what it sent is no chat completion"
    return LanguageModelError("llm_cut" if begun else "llm_unavailable", f"{who}: {why}")


def _words(error: BaseException, connection: Connection) -> str:
    message = str(error).replace(connection.api_key, "***") if connection.api_key else str(error)
    return repr(message[:200])
