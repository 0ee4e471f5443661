"""The values of a run: what a target answered to each case, and what that scored; all of it goes into the JSON report."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.cases import Case

METRICS_VERSION = 2
"""Counts up with every change of what a metric says of the same answer: runs of two versions are never compared."""

Score = float | None
"""0..1, more is better; None: does not apply to this case, and is never taken for 0."""


class Value(BaseModel):
    """Base of all values here: frozen, and strict about what it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Cited(Value):
    """A quote with its place in the article's clean text, half-open, in code points."""

    article: str
    quote: str
    start: int
    end: int


class Marked(Value):
    """The few words that answer, with their place in the clean text of the article that is cited first."""

    text: str
    start: int
    end: int


class Said(Value):
    """One sentence of an answer with the quotes that it stands on."""

    text: str
    citations: tuple[Cited, ...]
    short_answer: Marked | None = None
    """None: the target marks none."""


class Retrieved(Value):
    """A passage that was retrieved, best first."""

    article: str
    start: int
    end: int
    text: str


class Outcome(Value):
    """What a target made of one question."""

    mode: Literal["extractive", "generated", "abstained", "error"]
    statements: tuple[Said, ...] = ()
    passages: tuple[Retrieved, ...] | None = None
    """None: the target shows none; empty: nothing was retrieved, which is a miss."""
    rejected: tuple[str, ...] = ()
    """Reasons, one for each sentence that was not shown."""
    disagreements: tuple[tuple[Cited, ...], ...] = ()
    abstention: str | None = None
    """The reason, where it abstained."""
    degraded: str | None = None
    error: str | None = None
    """What went wrong, where it is an error."""
    milliseconds: float = 0.0
    stages: Mapping[str, float] = {}
    tokens: int | None = None
    model: str = ""
    prompt_digest: str | None = None

    @property
    def shown(self) -> tuple[Retrieved, ...]:
        """The passages, none where the target shows none."""
        return self.passages or ()

    @property
    def answered(self) -> bool:
        """Whether it says anything."""
        return bool(self.statements)

    @property
    def text(self) -> str:
        """All that it says."""
        return " ".join(statement.text for statement in self.statements)


class Scored(Value):
    """A case, where it stands, what came of it, and its score by metric."""

    case: Case
    file: str
    line: int
    outcome: Outcome
    scores: Mapping[str, Score]


class Run(Value):
    """A whole run: what was measured on what, and every case."""

    target: str
    corpus: str
    """Fingerprint of the articles."""
    cases: str
    """Digest of the cases."""
    metrics: int = METRICS_VERSION
    started_at: str
    seconds: float
    scored: tuple[Scored, ...]
