"""Serve the protocol over HTTP, at one address: each request shows its key, and each call is admitted for what it does."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.types import Message, Receive, Scope, Send

from qa.access.caller import Action, Caller
from qa.api.answer_tasks import AnswerTasks
from qa.api.asking import Asking, Question
from qa.api.deps import AdmitDep, ServicesDep, TasksDep
from qa.api.mcp.errors import PATH
from qa.api.mcp.tools import PASSAGES, Backend
from qa.api.problems import request_id_of
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.articles import ArticleBody
from qa.api.schemas.checks import CheckBody
from qa.api.schemas.scope import AskedScope
from qa.api.schemas.search import SearchBody
from qa.services import Services

router = APIRouter()

_Serve = Callable[[Backend, Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ServedArticles:
    """The backend of a request over HTTP."""

    services: Services
    tasks: AnswerTasks
    request: Request
    admit: Callable[[Action], Caller]

    @property
    def request_id(self) -> str:
        """The id of the request."""
        return request_id_of(self.request.scope)

    @property
    def public_url(self) -> str:
        """Where readers reach this server; empty: unknown."""
        return self.services.public_url

    async def ask(self, question: str, scope: AskedScope) -> AnswerBody:
        """Answer a question, as `POST /v1/answers` does."""
        asking = await self._admitted("ask")
        return await asking.whole(await asking.begin(Question(question, scope=scope.stated())))

    async def search(self, query: str, scope: AskedScope) -> SearchBody:
        """Find passages, as `POST /v1/search` does."""
        return await (await self._admitted("manage")).search(query, PASSAGES, scope.stated())

    async def article(self, article_id: str) -> ArticleBody:
        """Give an article, as `GET /v1/articles/{article_id}` does."""
        asking = await self._admitted("read")
        return await asyncio.to_thread(asking.article, article_id)

    async def check(self, text: str, scope: AskedScope) -> CheckBody:
        """Check a text, as `POST /v1/checks` does."""
        checking = await (await self._admitted("manage")).check(text, scope.stated())
        return await checking.whole()

    async def _admitted(self, action: Action) -> Asking:
        """Admit and count the call as one of the HTTP interface; what the protocol sends beside calls is not counted."""
        caller = await asyncio.to_thread(self.admit, action)
        return Asking(self.services, self.tasks, caller, self.request)


class _Spoken(Response):
    """What the protocol's library answers to a message."""

    def __init__(self, message: bytes, backend: Backend, serve: _Serve) -> None:
        super().__init__()
        self._message = message
        self._backend = backend
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        body: list[Message] = [{"type": "http.request", "body": self._message, "more_body": False}]

        async def receive_again() -> Message:
            return body.pop() if body else await receive()

        await self._serve(self._backend, scope, receive_again, send)


# It describes itself, in the protocol's own words: OpenAPI has none for what it carries.
@router.post(PATH, include_in_schema=False)
async def speak(request: Request, services: ServicesDep, tasks: TasksDep, admit: AdmitDep) -> Response:
    """Answers one message of the Model Context Protocol."""
    message = await request.body()
    backend = ServedArticles(services, tasks, request, admit)
    # Loaded by the first who speaks it, apart from the event loop; imports have locks of their own.
    protocol = await asyncio.to_thread(import_module, "qa.api.mcp.protocol")
    return _Spoken(message, backend, protocol.serve_request)
