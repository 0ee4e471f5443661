"""The bodies in which the service says that it is up, and that it can answer."""

from typing import Literal

from pydantic import BaseModel


class Health(BaseModel):
    """The process is up."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The library, the vectors and the model are there and belong together."""

    status: Literal["ready"] = "ready"
    articles: int
    model: str | None = None
    verifier: str | None = None


class DiagnosisBody(BaseModel):
    """What is damaged, or does not agree, in the data folder, each with what mends it; empty where all is well."""

    object: Literal["diagnosis"] = "diagnosis"
    findings: list[str]
