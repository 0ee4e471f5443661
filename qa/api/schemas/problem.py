"""The body of every refusal (RFC 9457)."""

from typing import ClassVar

from pydantic import BaseModel


class Problem(BaseModel):
    """An RFC 9457 problem."""

    event_name: ClassVar = "failed"
    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[dict[str, str]] = []
