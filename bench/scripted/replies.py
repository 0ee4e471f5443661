"""The entries of a script: chat completions that come whole, cut, wrong, without end or not at all."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.scripted.model import HEAD, Exchange, Message, chunk


@dataclass(frozen=True, slots=True)
class Say:
    """The text, in deltas of `piece` characters that are sent `piece` bytes at a time, `delay` seconds apart."""

    text: str
    piece: int = 16
    delay: float = 0.0
    usage: bool = True
    finish: str = "stop"

    async def send(self, to: Exchange) -> None:
        await to.begin()
        await to.event(chunk({"role": "assistant", "content": ""}), self.piece)
        await to.say(self.text, self.piece, self.delay)
        await to.event(chunk({}, self.finish), self.piece)
        if self.usage and to.wants_usage:
            prompt_words = sum(len(message["content"].split()) for message in to.messages)
            words = {"prompt_tokens": prompt_words, "completion_tokens": len(self.text.split())}
            await to.event(HEAD | {"choices": [], "usage": words}, self.piece)
        await to.end(b"data: [DONE]\n\n", self.piece)


@dataclass(frozen=True, slots=True)
class Obey:
    """Says what the function makes of the request's messages, as `Say` does."""

    function: Callable[[Sequence[Message]], str]
    piece: int = 16
    delay: float = 0.0

    async def send(self, to: Exchange) -> None:
        await Say(self.function(to.messages), self.piece, self.delay).send(to)


@dataclass(frozen=True, slots=True)
class Fail:
    """An error instead of a stream; `body` is sent as JSON."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = field(default_factory=lambda: {"error": {"message": "scripted", "code": None}})

    async def send(self, to: Exchange) -> None:
        await to.plain(self.status, self.headers, self.body)


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset before anything is said."""

    async def send(self, to: Exchange) -> None:
        to.reset()


@dataclass(frozen=True, slots=True)
class ResetAfter:
    """The text, and `delay` seconds later the connection is reset; a reset may overtake what was sent just before."""

    text: str
    delay: float = 0.2

    async def send(self, to: Exchange) -> None:
        await _opening(to, self.text)
        await asyncio.sleep(self.delay)
        to.reset()


@dataclass(frozen=True, slots=True)
class CutAfter:
    """The text, and then the connection is closed in the middle of a token's JSON."""

    text: str

    async def send(self, to: Exchange) -> None:
        await _opening(to, self.text)
        await to.raw(b'data: {"choices": [{"index": 0, "delta": {"cont')
        to.writer.close()


@dataclass(frozen=True, slots=True)
class Silence:
    """The text, and then nothing until the client leaves; without a text, not even the head of a response."""

    after: str = ""

    async def send(self, to: Exchange) -> None:
        if self.after:
            await _opening(to, self.after)
        await to.until_left()


@dataclass(frozen=True, slots=True)
class Endless:
    """The text again and again until the client leaves."""

    text: str

    async def send(self, to: Exchange) -> None:
        await to.begin()
        while True:
            await to.say(self.text, len(self.text))


@dataclass(frozen=True, slots=True)
class Raw:
    """The text, and then these bytes, with which the response ends in due form."""

    text: str
    data: bytes

    async def send(self, to: Exchange) -> None:
        await _opening(to, self.text)
        await to.end(self.data)


@dataclass(frozen=True, slots=True)
class EndAfter(Raw):
    """No chunk has said that the text is whole."""

    data: bytes = b""


@dataclass(frozen=True, slots=True)
class BadUtf8(Raw):
    """A token of a byte that no UTF-8 has."""

    data: bytes = b'data: {"choices": [{"index": 0, "delta": {"content": "\xff"}}]}\n\n'


@dataclass(frozen=True, slots=True)
class BadJson(Raw):
    """A token whose JSON is not whole, though the line is."""

    data: bytes = b'data: {"choices": [{"index": 0, "delta"\n\n'


@dataclass(frozen=True, slots=True)
class ErrorInside(Raw):
    """An error where a token should be."""

    data: bytes = b'data: {"error": {"message": "scripted", "type": "server_error", "code": null}}\n\n'


@dataclass(frozen=True, slots=True)
class Filtered(Raw):
    """The provider's filter ends the text."""

    data: bytes = b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "content_filter"}]}\n\n'


@dataclass(frozen=True, slots=True)
class Refuse(Raw):
    """The model declines."""

    text: str = ""
    data: bytes = b'data: {"choices": [{"index": 0, "delta": {"refusal": "I cannot help with that."}}]}\n\n'


async def _opening(to: Exchange, text: str) -> None:
    await to.begin()
    await to.say(text, max(1, len(text)))
