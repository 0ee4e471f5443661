"""Ask a judge whether the quotes that a statement cites support it: advisory, and no verdict is invented."""

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from eval.cassette import LONGEST, Cassette, Ruling, Take, key_of
from eval.metrics.text import folded
from eval.record import Run, Said, Score, Scored, Value
from qa.answer.generate.prompt_passages import sanitize
from qa.domain.answer import Claim, Prompt
from qa.errors import LanguageModelError
from qa.ports import LanguageModel
from qa.prompts import PromptFile

AT_ONCE = 4
MOST_UNMEASURED = 0.02
"""The share of statements without a verdict above which the others say little of the whole."""

Reason = Literal["unparsable", "llm_error", "not_recorded"]
Counted = Ruling | Literal["unmeasured"]

_ENOUGH = 20_000
"""Characters after which no verdict is to be hoped for."""
_RULINGS: Mapping[str, Ruling] = {
    "SUPPORTED": "supported",
    "PARTLY": "partly",
    "NOT": "not",
    "CONTRADICTED": "contradicted",
}
_COUNTED: tuple[Counted, ...] = (*_RULINGS.values(), "unmeasured")
# Models that think aloud do it first; the verdict comes after.
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_VERDICT = re.compile(
    r"[\W_]*(?:(?:verdict|answer)\W+)?(supported|partly|not|contradicted)(?: supported| mentioned| stated)?(?![\w?])(.*)",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[\W_]*$|[\s*_\"”’)\]]*[.,:;!–—-]")
_ANOTHER = re.compile(r"\b(?:SUPPORTED|NOT|(?i:partly|contradicted))\b")


class Judged(Value):
    """A verdict; or none, and why."""

    ruling: Ruling | None = None
    reason: Reason | None = None
    """Why it is unmeasured."""
    detail: str = ""


class Statement(Value):
    """A sentence of an answer, and what the judge makes of it."""

    text: str
    judged: Judged


class CaseJudged(Value):
    """All that was said to one case."""

    case: str
    statements: tuple[Statement, ...]


class JudgeReport(Value):
    """What a judge makes of a run: of the cases that said anything, and of all their statements together."""

    model: str
    prompt_digest: str
    cases: tuple[CaseJudged, ...]
    counts: Mapping[Counted, int]
    rate: Score
    """Supported statements among the measured; None where nothing was measured."""
    unreliable: str | None
    """Why the rate is not to be relied on, if so."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A judge of whether statements follow from their quotes alone; what the cassette knows is not asked again."""

    model: LanguageModel | None
    """None: verdicts are only read again."""
    prompt: PromptFile
    cassette: Cassette

    @property
    def name(self) -> str:
        """Whose verdicts these are.

        Raises:
            EvalError: there is no model, and several have spoken onto the cassette.
        """
        return self.cassette.only_model() if self.model is None else self.model.name

    async def judge(self, statement: str, quotes: Sequence[str]) -> Judged:
        """The verdict; where none can be had, the reason.

        Raises:
            EvalError: the cassette cannot be written, or holds several models' verdicts while no model is there.
        """
        if not quotes:
            return Judged(ruling="not", detail="it cites no quote")
        key = key_of(self.name, self.prompt.digest, statement, quotes)
        known = self.cassette.get(key)
        if known is not None and (known.ruling is not None or self.model is None):
            return _heard(known)
        if self.model is None:
            return Judged(reason="not_recorded", detail="not in the cassette, and there is no model to ask")
        try:
            reply = await _written(self.model, self._asked(key, statement, quotes))
        except LanguageModelError as error:
            return Judged(reason="llm_error", detail=str(error))
        take = Take(key=key, model=self.name, ruling=ruling_of(reply), reply=reply[:LONGEST])
        self.cassette.add(take)
        return _heard(take)

    def _asked(self, key: str, statement: str, quotes: Sequence[str]) -> Prompt:
        # No text can hold its own hash; and one that does not change lets the same question be the same prompt.
        mark = f"=={hashlib.sha256(key.encode()).hexdigest()[:24]}=="
        shown = [folded(sanitize(text)) for text in (statement, *quotes)]
        return self.prompt.render({"mark": mark, "quotes": shown[1:], "statement": shown[0]})


def ruling_of(reply: str) -> Ruling | None:
    """The verdict that opens the first line; None where it opens with none, or names two.

    A verdict in capitals may be followed by anything, any other by the end of its line or a punctuation mark: "Not sure" is
    none.
    """
    verdict = _THOUGHT.sub("", reply).strip()
    match = _VERDICT.match(verdict.partition("\n")[0])
    if match is None or _ANOTHER.search(match[2]):
        return None
    return _RULINGS[match[1].upper()] if match[1].isupper() or _ENDED.match(match[2]) else None


async def judge_all(judge: Judge, claims: Iterable[Claim]) -> dict[Claim, Judged]:
    """The verdict on each, a few at a time, and on equal ones once."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def judged(claim: Claim) -> Judged:
        async with turn:
            return await judge.judge(claim.statement, claim.quotes)

    wanted = list(dict.fromkeys(claims))
    return dict(zip(wanted, await asyncio.gather(*map(judged, wanted)), strict=True))


async def judge_run(run: Run, judge: Judge) -> JudgeReport:
    """The verdicts on all statements of the run; one that cannot be had is counted as unmeasured, and as nothing else.

    Raises:
        EvalError: see `Judge.judge`.
    """
    verdicts = await judge_all(judge, (_claim(said) for scored in run.scored for said in scored.outcome.statements))
    cases = tuple(_case(scored, verdicts) for scored in run.scored if scored.outcome.answered)
    judged = [statement.judged for case in cases for statement in case.statements]
    counts = Counter[Counted](verdict.ruling or "unmeasured" for verdict in judged)
    return JudgeReport(
        model=judge.name,
        prompt_digest=judge.prompt.digest,
        cases=cases,
        counts={name: counts[name] for name in _COUNTED},
        rate=_rate(counts),
        unreliable=unreliable(judged),
    )


def _rate(counts: Counter[Counted]) -> Score:
    """The supported among the measured; None where nothing was measured."""
    measured = counts.total() - counts["unmeasured"]
    return counts["supported"] / measured if measured else None


def unreliable(judged: Sequence[Judged]) -> str | None:
    """Why these verdicts say little of the whole; None where they do not."""
    missing = [verdict for verdict in judged if verdict.ruling is None]
    if not judged:
        return "there was nothing to judge"
    if len(missing) <= MOST_UNMEASURED * len(judged):
        return None
    kinds = ", ".join(
        f"{reason} {count}" for reason, count in Counter(verdict.reason for verdict in missing).most_common()
    )
    share = f"{len(missing)} of {len(judged)} are unmeasured, more than {MOST_UNMEASURED:.0%}"
    return f"{share}: {kinds}; the first: {missing[0].detail}"


def _case(scored: Scored, verdicts: Mapping[Claim, Judged]) -> CaseJudged:
    statements = (Statement(text=said.text, judged=verdicts[_claim(said)]) for said in scored.outcome.statements)
    return CaseJudged(case=scored.case.id, statements=tuple(statements))


def _claim(said: Said) -> Claim:
    return Claim(said.text, tuple(dict.fromkeys(citation.quote for citation in said.citations)))


def _heard(take: Take) -> Judged:
    if take.ruling is None:
        return Judged(reason="unparsable", detail=f"no verdict in {folded(take.reply)[:160]!r}")
    return Judged(ruling=take.ruling, detail=folded(take.reply))


async def _written(model: LanguageModel, prompt: Prompt) -> str:
    text = ""
    async with aclosing(model.write(prompt)) as pieces:
        async for piece in pieces:
            text += piece if isinstance(piece, str) else ""
            if len(text) >= _ENOUGH:
                break
    # JSON can name half a character, which no file takes.
    return text.encode("utf-8", "replace").decode("utf-8")
