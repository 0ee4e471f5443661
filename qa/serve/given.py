"""Turns a request into what its handler is given: the services, the answers in the making, the request's id."""

import asyncio
from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from qa.serve.front import Front
from qa.serve.problems import REQUEST_ID
from qa.serve.runs import Runs
from qa.wiring import Services


def _services(request: Request) -> Services:
    services: Services = request.state.services
    return services


def _runs(request: Request) -> Runs:
    runs: Runs = request.state.runs
    return runs


def _request_id(request: Request) -> str:
    return str(getattr(request.state, REQUEST_ID))


Opened = Annotated[Services, Depends(_services)]
Answers = Annotated[Runs, Depends(_runs)]
RequestId = Annotated[str, Depends(_request_id)]


def _front(request: Request) -> Front:
    front: Front = request.state.front
    return front


Fronted = Annotated[Front, Depends(_front)]


def _changing(request: Request) -> asyncio.Lock:
    lock: asyncio.Lock = request.state.changing
    return lock


Changing = Annotated[asyncio.Lock, Depends(_changing)]


class _Making(NamedTuple):
    """What it takes to make an answer."""

    services: Services
    runs: Runs
    request_id: str


def _making(services: Opened, runs: Answers, request_id: RequestId) -> _Making:
    return _Making(services, runs, request_id)


Making = Annotated[_Making, Depends(_making)]
