"""What all bodies of the wire format share."""

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

NOT_BLANK: JsonDict = {"minLength": 1, "pattern": r"\S"}
"""Of a text that must say something: described here, and refused in words of its own where it is read."""


class Wire(BaseModel):
    """Base of all bodies: unknown fields of a request are refused rather than ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanBody(Wire):
    """Half-open, in Unicode code points."""

    start: int
    end: int
