"""The dependencies of the routes: what the app holds, the request's id, and the caller whom the gate admits."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, TypedDict

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from qa.access.caller import Action, Caller
from qa.api.answer_tasks import AnswerTasks
from qa.api.change_queue import ChangeQueue, WaitingChange
from qa.api.identity import KEY_ID, identity_of
from qa.api.ingest_jobs import IngestJobs
from qa.api.links import Permalinks
from qa.api.patience import patience_of
from qa.api.reindexing import Reindexing
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
    permalinks: Permalinks
    jobs: IngestJobs
    changes: ChangeQueue
    """The line of the changes: near-duplicates are sought among what is stored already."""
    reindexing: Reindexing


def _services(request: Request) -> Services:
    services: Services = request.state.services
    return services


def _tasks(request: Request) -> AnswerTasks:
    tasks: AnswerTasks = request.state.tasks
    return tasks


def _widget_options(request: Request) -> WidgetOptions:
    options: WidgetOptions = request.state.widget_options
    return options


def _permalinks(request: Request) -> Permalinks:
    permalinks: Permalinks = request.state.permalinks
    return permalinks


def _jobs(request: Request) -> IngestJobs:
    jobs: IngestJobs = request.state.jobs
    return jobs


def _changes(request: Request) -> ChangeQueue:
    changes: ChangeQueue = request.state.changes
    return changes


def _reindexing(request: Request) -> Reindexing:
    reindexing: Reindexing = request.state.reindexing
    return reindexing


ServicesDep = Annotated[Services, Depends(_services)]
TasksDep = Annotated[AnswerTasks, Depends(_tasks)]
WidgetOptionsDep = Annotated[WidgetOptions, Depends(_widget_options)]
PermalinksDep = Annotated[Permalinks, Depends(_permalinks)]
JobsDep = Annotated[IngestJobs, Depends(_jobs)]
ChangesDep = Annotated[ChangeQueue, Depends(_changes)]
ReindexingDep = Annotated[Reindexing, Depends(_reindexing)]

_Credentials = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(
        HTTPBearer(auto_error=False, description="A key, from `qa keys create`; none is needed while there are none.")
    ),
]


def _admitting(action: Action) -> Callable[..., Caller]:
    def admit(request: Request, services: ServicesDep, credentials: _Credentials) -> Caller:
        token = credentials.credentials if credentials else None
        return _noted(request, services.gate.admit(identity_of(request, token), action))

    return admit


def _noted(request: Request, caller: Caller) -> Caller:
    """Note for the log whose key admitted a request."""
    if caller.key is not None:
        request.scope["state"][KEY_ID] = caller.key.id
    return caller


def _recognized(request: Request, services: ServicesDep, credentials: _Credentials) -> Callable[[Action], Caller]:
    identity = identity_of(request, credentials.credentials if credentials else None)
    _noted(request, services.gate.authorizer.authorize(identity, "read"))
    return partial(services.gate.admit, identity)


AdmitDep = Annotated[Callable[[Action], Caller], Depends(_recognized)]
"""Admits a caller, who may read, to what the body of the request turns out to ask for; nothing is counted before."""
AskAccess = Annotated[Caller, Depends(_admitting("ask"))]
FeedbackAccess = Annotated[Caller, Depends(_admitting("feedback"))]
ReadAccess = Annotated[Caller, Depends(_admitting("read"))]
may_manage = _admitting("manage")
ManageAccess = Annotated[Caller, Depends(may_manage)]


async def _waiting_change(request: Request, changes: ChangesDep, _: ManageAccess) -> AsyncIterator[WaitingChange]:
    change = changes.enter(patience_of(request.headers))
    try:
        yield change
    finally:
        change.leave()


ChangeDep = Annotated[WaitingChange, Depends(_waiting_change)]
"""The place in line of a request that changes the library, taken before its body is read."""
