"""Turns a request into what its handler is given: the services, the answers in the making, the request's id."""

import asyncio
from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from qa.api.answer_tasks import AnswerTasks
from qa.api.front import Front
from qa.api.problems import REQUEST_ID
from qa.services import Services


def _services(request: Request) -> Services:
    services: Services = request.state.services
    return services


def _runs(request: Request) -> AnswerTasks:
    runs: AnswerTasks = request.state.runs
    return runs


def _request_id(request: Request) -> str:
    return str(getattr(request.state, REQUEST_ID))


ServicesDep = Annotated[Services, Depends(_services)]
TasksDep = Annotated[AnswerTasks, Depends(_runs)]
RequestId = Annotated[str, Depends(_request_id)]


def _front(request: Request) -> Front:
    front: Front = request.state.front
    return front


FrontDep = Annotated[Front, Depends(_front)]


def _changing(request: Request) -> asyncio.Lock:
    lock: asyncio.Lock = request.state.changing
    return lock


LibraryLock = Annotated[asyncio.Lock, Depends(_changing)]


class _Making(NamedTuple):
    """What it takes to make an answer."""

    services: Services
    runs: AnswerTasks
    request_id: str


def _making(services: ServicesDep, runs: TasksDep, request_id: RequestId) -> _Making:
    return _Making(services, runs, request_id)


MakingDep = Annotated[_Making, Depends(_making)]
