"""The sentences, each with the question that it pretends to answer."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

_FOLDER = Path(__file__).parent


class Telling(BaseModel):
    """A sentence that a model is made to say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: str
    question: str
    article: str | tuple[str, ...]
    text: str
    stands: str = ""
    """Of a false one, the part that is a sentence of its own and true."""
    why: str = ""
    """What is false; empty: it is true."""

    @property
    def honest(self) -> bool:
        """Whether it follows from the articles."""
        return not self.why


def tellings() -> list[Telling]:
    """All of them, the honest ones first."""
    return list(_read("honest.yaml")) + list(_read("lies.yaml"))


def _read(name: str) -> Iterator[Telling]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    yield from TypeAdapter(list[Telling]).validate_python(yaml.safe_load(text))
