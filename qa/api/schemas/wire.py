"""What all bodies of the wire format share."""

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """Base of all bodies: unknown fields of a request are refused rather than ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanBody(Wire):
    """Half-open, in Unicode code points."""

    start: int
    end: int
