"""The case type: a question with all that tells a right answer from a wrong one."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ExpectedVerdict = Literal["yes", "no", "disputed", "open"]
"""What a yes/no question is to be told; open: the articles touch it and do not settle it, so that no verdict is right."""
Relation = Literal["conflict", "update", "scope"]
"""Positions that cannot both be right; of which the later replaces the earlier; that speak of different things."""


class _Expected(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gold(_Expected):
    """A sentence of an article that answers, to the letter of its clean text."""

    article: str
    quote: Annotated[str, Field(min_length=1)]


class Position(_Expected):
    """What some of the sources say where sources differ: ways to say it, and the articles that do."""

    answers: Annotated[tuple[str, ...], Field(min_length=1)]
    articles: Annotated[tuple[str, ...], Field(min_length=1)]
    latest: bool = False
    """Of an update: what stands now, and has to come first."""


class Fact(_Expected):
    """One thing that an overview, a list or a comparison is to tell, with every sentence that tells it."""

    fact: Annotated[str, Field(min_length=1)]
    quotes: Annotated[tuple[Gold, ...], Field(min_length=1)]


class AskedPart(_Expected):
    """One of several questions in one."""

    question: Annotated[str, Field(min_length=1)]
    answerable: bool
    answers: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "AskedPart":
        if self.answerable != bool(self.gold):
            raise ValueError("a part has `gold` where it is answerable, and only there")
        return self


class Before(_Expected):
    """A question that was asked before, and what was answered."""

    question: Annotated[str, Field(min_length=1)]
    answer: str = ""


class Case(_Expected):
    """A question with all that tells a right answer from a wrong one."""

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
    articles: tuple[str, ...] = ()
    """Articles that answer where no sentence of their clean text is known to: with a credit, a date, a table."""
    positions: tuple[Position, ...] = ()
    """Two or more, where the sources differ."""
    relation: Relation | None = None
    """How the positions stand to each other; None: nobody has said."""
    agreed: bool = False
    """The sources do not differ on what is asked, so that a disagreement marked in the answer is a false one."""
    verdict: ExpectedVerdict | None = None
    """None: it is no question for a yes or no."""
    near: tuple[Gold, ...] = ()
    """What comes nearest to a question that the articles leave open, and may be shown with no verdict."""
    facts: tuple[Fact, ...] = ()
    context: tuple[Gold, ...] = ()
    """What denies, corrects or limits the gold: one of these has to be shown with it."""
    parts: tuple[AskedPart, ...] = ()
    """Two or more, where there are several questions in one."""
    stands: tuple[Gold, ...] = ()
    """What the articles say instead of something untrue that the question takes for granted: any of these."""
    missing: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Words of the question that nothing in the articles is about: a refusal has to name one."""
    twin_of: str | None = None
    """The answerable case that this unanswerable one differs from in one entity, number or date."""
    must_pass: bool = False
    """A gate fails whenever this case does."""
    injected: tuple[str, ...] = ()
    """Words that an injection in the articles wants in the answer, and that must never stand there."""
    note: str = ""

    @property
    def answering(self) -> tuple[Gold, ...]:
        """All sentences that answer the question, or a part of it, each once."""
        parts = (gold for part in self.parts for gold in part.gold)
        facts = (gold for fact in self.facts for gold in fact.quotes)
        return tuple(dict.fromkeys((*self.gold, *parts, *facts)))

    @property
    def belonging(self) -> tuple[Gold, ...]:
        """All sentences that are known to belong into what is shown: those that answer, and what has to stand beside."""
        return (*self.answering, *self.context, *self.near, *self.stands)

    @model_validator(mode="after")
    def _whole(self) -> "Case":
        mistake = next(_mistakes(self), None)
        if mistake is not None:
            raise ValueError(mistake)
        return self


def _mistakes(case: Case) -> Iterator[str]:
    yield from _unexpected(case)
    if len(case.positions) == 1:
        yield "`positions` needs two or more: what the sources differ on"
    if len(case.parts) == 1:
        yield "`parts` needs two or more: the questions in it"
    if case.relation and not case.positions:
        yield "`relation` is one of `positions`"
    if case.agreed and case.positions:
        yield "what is `agreed` has no `positions`"
    yield from (
        f"`missing` names {word!r}, which the question does not have"
        for word in case.missing
        if word.casefold() not in case.question.casefold()
    )


_OF_ANSWERS = ("answers", "short_answers", "gold", "articles", "facts", "context", "positions")
_OF_REFUSALS = ("near", "stands", "missing")


def _unexpected(case: Case) -> Iterator[str]:
    """What an answerable case lacks, and what no answerable or unanswerable one can have."""
    if case.answerable:
        yield from _lacking(case)
        if case.verdict == "open" or any(getattr(case, name) for name in _OF_REFUSALS):
            yield "an answerable case has no open `verdict`, `near`, `stands` or `missing`"
        return
    if case.answering or any(getattr(case, name) for name in _OF_ANSWERS):
        yield f"an unanswerable case has no {', '.join(f'`{name}`' for name in _OF_ANSWERS)}"
    if case.verdict not in {None, "open"}:
        yield "a `verdict` of yes, no or disputed is one of an answerable case"


def _lacking(case: Case) -> Iterator[str]:
    told = (case.answers or case.verdict) and (case.gold or case.articles)
    if not (told or case.facts or case.parts):
        yield "an answerable case needs `answers` and `gold`, or `articles` for that, or `facts`, or `parts`"
