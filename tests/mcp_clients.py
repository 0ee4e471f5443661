"""Ask as the Model Context Protocol's own client does, over loopback or of a process of our own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent, TextResourceContents

from qa.access.credentials import KeySpec, make_key
from qa.access.limiter import QuestionLimits
from qa.api.admission_queue import LoadLimits
from qa.services import Services
from tests.driving import UNLIMITED, gate
from tests.serving import served

Mode = Literal["auto", "legacy"]
"""The newest protocol, or the handshake that most clients of 2026 still begin with."""
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks with a server; each time with a client of its own."""

    server: str | Server[Any]
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    mode: Mode = "auto"

    def call(self, tool: str, **arguments: object) -> CallToolResult:
        """What a tool gives."""
        return self.speak(lambda client: client.call_tool(tool, arguments))

    def given(self, tool: str, **arguments: object) -> Any:  # noqa: ANN401 JSON
        """The structured content of a call that succeeds."""
        result = self.call(tool, **arguments)
        assert not result.is_error, result.content
        return result.structured_content

    def refusal(self, tool: str, **arguments: object) -> str:
        """What a call is refused with."""
        result = self.call(tool, **arguments)
        assert result.is_error
        return text_of(result)

    def resource(self, uri: str) -> TextResourceContents:
        """A resource's one text."""
        (contents,) = self.speak(lambda client: client.read_resource(uri)).contents
        assert isinstance(contents, TextResourceContents)
        return contents

    def speak(self, say: Callable[[Client], Awaitable[_Result]]) -> _Result:
        """What comes of it, or the error that it ends with."""
        try:
            return asyncio.run(self._spoken(say))
        except BaseExceptionGroup as group:
            raise _only(group) from None

    async def _spoken(self, say: Callable[[Client], Awaitable[_Result]]) -> _Result:
        if not isinstance(self.server, str):
            async with Client(self.server, mode=self.mode) as client:
                return await say(client)
        async with (
            httpx2.AsyncClient(headers=self.headers, timeout=60) as http,
            Client(streamable_http_client(self.server, http_client=http), mode=self.mode) as client,
        ):
            return await say(client)


def _only(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that the client's groups of tasks wrap."""
    (error,) = group.exceptions
    return _only(error) if isinstance(error, BaseExceptionGroup) else error


def text_of(result: CallToolResult) -> str:
    """The one text of a result."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server's address, and the key of everybody who has no other."""

    url: str
    services: Services
    secret: str

    def with_key(self, secret: str | None, mode: Mode = "auto", origin: str | None = None) -> Speaker:
        """Who shows a key, or none, perhaps from a page."""
        headers = {"Authorization": f"Bearer {secret}" if secret else None, "Origin": origin}
        return Speaker(self.url, {name: value for name, value in headers.items() if value}, mode)

    def publishable(self, *sites: str) -> str:
        """A new key for pages."""
        key, secret = make_key(KeySpec("publishable", "", sites))
        self.services.gate.authorizer.keys.add(key)
        return secret


@contextmanager
def endpoint(
    services: Services, *, limits: QuestionLimits = UNLIMITED, load: LoadLimits | None = None
) -> Iterator[Endpoint]:
    """A server with a secret key."""
    right, secret = make_key(KeySpec("secret"))
    opened = replace(services, gate=gate(limits=limits))
    opened.gate.authorizer.keys.add(right)
    with served(opened, load=load) as server:
        yield Endpoint(f"http://127.0.0.1:{server.port}/mcp", opened, secret)


__all__ = ["Endpoint", "MCPError", "Mode", "Speaker", "endpoint", "text_of"]
