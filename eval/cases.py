"""The case type: a question with all that tells a right answer from a wrong one."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Gold(BaseModel):
    """A sentence of an article that answers, to the letter of its clean text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: str
    quote: Annotated[str, Field(min_length=1)]


class Position(BaseModel):
    """What some of the sources say where sources differ: ways to say it, and the articles that do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answers: Annotated[tuple[str, ...], Field(min_length=1)]
    articles: Annotated[tuple[str, ...], Field(min_length=1)]


class Before(BaseModel):
    """A question that was asked before, and what was answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Annotated[str, Field(min_length=1)]
    answer: str = ""


class Case(BaseModel):
    """A question with all that tells a right answer from a wrong one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
    question: Annotated[str, Field(min_length=1)]
    history: tuple[Before, ...] = ()
    """The turns before a follow-up question, oldest first."""
    kind: Annotated[str, Field(min_length=1)]
    """The stratum: cases of a kind are counted together."""
    answerable: bool
    answers: tuple[str, ...] = ()
    """Ways to say the right answer; the shortest tell most."""
    short_answers: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """The few words of an article that answer, in each way that is as good; empty: no short answer is asked for."""
    gold: tuple[Gold, ...] = ()
    """Any of these answers."""
    positions: tuple[Position, ...] = ()
    """Two or more, where the sources differ."""
    twin_of: str | None = None
    """The answerable case that this unanswerable one differs from in one entity, number or date."""
    must_pass: bool = False
    """A gate fails whenever this case does."""
    injected: tuple[str, ...] = ()
    """Words that an injection in the articles wants in the answer, and that must never stand there."""
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "Case":
        if self.answerable and not (self.answers and self.gold):
            raise ValueError("an answerable case needs `answers` and `gold`")
        if not self.answerable and (self.answers or self.short_answers or self.gold or self.positions):
            raise ValueError("an unanswerable case has no `answers`, `short_answers`, `gold` or `positions`")
        if len(self.positions) == 1:
            raise ValueError("`positions` needs two or more: what the sources differ on")
        return self
