"""The values of a run: what a target answered to each case, and what that scored; all of it goes into the JSON report."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from eval.cases import Case

METRICS_VERSION = 3
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


class Qualified(Value):
    """A sentence that is shown with a statement since it denies, corrects or limits it."""

    relation: str
    citation: Cited


class Said(Value):
    """One sentence of an answer with the quotes that it stands on."""

    text: str
    citations: tuple[Cited, ...]
    short_answer: Marked | None = None
    """None: the target marks none."""
    also: int = 0
    """How many independent sources beside the first say the same, as the target counts them."""
    qualifications: tuple[Qualified, ...] = ()

    @property
    def quoted(self) -> tuple[Cited, ...]:
        """All that is quoted with it."""
        return (*self.citations, *(qualified.citation for qualified in self.qualifications))


class SaidPart(Value):
    """One of several questions in one, and which statements answer it, counted from 0; none: nothing does."""

    question: str
    statements: tuple[int, ...]


class Held(Value):
    """What some of the sources say where they differ."""

    value: str = ""
    citations: tuple[Cited, ...]
    sources: int = 1


class Differing(Value):
    """A disagreement of sources, as the target marks it."""

    attribute: str = ""
    relation: str = "conflict"
    positions: tuple[Held, ...]

    @property
    def citations(self) -> tuple[Cited, ...]:
        """All that is quoted for it."""
        return tuple(citation for position in self.positions for citation in position.citations)


class Presumed(Value):
    """Something untrue that the question takes for granted, as the target names it."""

    asked: str
    stands: str
    citations: tuple[Cited, ...]


class Retrieved(Value):
    """A passage that was retrieved, best first."""

    article: str
    start: int
    end: int
    text: str


class Outcome(Value):
    """What a target made of one question."""

    mode: Literal["extractive", "generated", "abstained", "error"]
    kind: str | None = None
    """What the target takes the question to want; None: it does not say."""
    verdict: str | None = None
    """Yes, no or disputed, where it says so in a word."""
    statements: tuple[Said, ...] = ()
    parts: tuple[SaidPart, ...] = ()
    passages: tuple[Retrieved, ...] | None = None
    """None: the target shows none; empty: nothing was retrieved, which is a miss."""
    rejected: tuple[str, ...] = ()
    """Reasons, one for each sentence that was not shown."""
    disagreements: tuple[Differing, ...] = ()
    abstention: str | None = None
    """The reason, where it abstained."""
    nearest: tuple[Cited, ...] = ()
    """What it shows as near where it abstained."""
    missing: tuple[str, ...] = ()
    """Words of the question of which it says that the articles have nothing."""
    premise: Presumed | None = None
    degraded: str | None = None
    error: str | None = None
    """What went wrong, where it is an error."""
    milliseconds: float = 0.0
    stages: Mapping[str, float] = {}
    tokens: int | None = None
    model: str = ""
    prompt_digest: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_second_version(cls, values: object) -> object:
        """Read disagreements as records and targets had them before metrics version 3: as bare citations."""
        match values:
            case {"disagreements": [*disagreements], **others}:
                return {**others, "disagreements": [_differing(each) for each in disagreements]}
        return values

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


def _differing(value: object) -> object:
    match value:
        case [*citations]:
            return {"positions": [{"citations": [citation]} for citation in citations]}
    return value


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
