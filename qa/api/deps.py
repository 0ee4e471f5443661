"""The dependencies of the routes: what the app holds, the request's id, and the caller whom the gate admits."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypedDict

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from qa.access.caller import Action, Caller
from qa.api.answer_tasks import AnswerTasks
from qa.api.identity import identity_of
from qa.api.problems import request_id_of
from qa.services import Services


@dataclass(frozen=True, slots=True)
class WidgetOptions:
    """The owner's choices for the chat, on our own page and on any other."""

    page_key: str = ""
    """The publishable key that the page at `/` shows; empty: it has none."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Texts of the chat, by their names in docs/widget.md, which go before its own."""
    examples: bool = False
    """Whether example questions are made, and made anew after each change of the articles."""


class AppState(TypedDict):
    """What the app holds from its start to its end."""

    services: Services
    tasks: AnswerTasks
    widget_options: WidgetOptions
    library_lock: asyncio.Lock
    """Held by each change of the library: near-duplicates are sought among what is stored already."""


def _services(request: Request) -> Services:
    services: Services = request.state.services
    return services


def _tasks(request: Request) -> AnswerTasks:
    tasks: AnswerTasks = request.state.tasks
    return tasks


def _widget_options(request: Request) -> WidgetOptions:
    options: WidgetOptions = request.state.widget_options
    return options


def _library_lock(request: Request) -> asyncio.Lock:
    lock: asyncio.Lock = request.state.library_lock
    return lock


def _request_id(request: Request) -> str:
    return request_id_of(request.scope)


ServicesDep = Annotated[Services, Depends(_services)]
TasksDep = Annotated[AnswerTasks, Depends(_tasks)]
WidgetOptionsDep = Annotated[WidgetOptions, Depends(_widget_options)]
LibraryLockDep = Annotated[asyncio.Lock, Depends(_library_lock)]
RequestIdDep = Annotated[str, Depends(_request_id)]

_Credentials = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(
        HTTPBearer(auto_error=False, description="A key, from `qa keys create`; none is needed while there are none.")
    ),
]


def _admitting(action: Action) -> Callable[..., Caller]:
    def admit(request: Request, services: ServicesDep, credentials: _Credentials) -> Caller:
        token = credentials.credentials if credentials else None
        return services.gate.admit(identity_of(request, token), action)

    return admit


AskAccess = Annotated[Caller, Depends(_admitting("ask"))]
FeedbackAccess = Annotated[Caller, Depends(_admitting("feedback"))]
ReadAccess = Annotated[Caller, Depends(_admitting("read"))]
ManageAccess = Annotated[Caller, Depends(_admitting("manage"))]
