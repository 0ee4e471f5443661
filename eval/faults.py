"""Plant known faults into right outcomes, to show which of them the gate sees and by which metric."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from eval.metrics.table import scores
from eval.record import Cited, Outcome, Presumed, Retrieved, Run, Said, Scored

_NUMBER = re.compile(r"\d+")
_NOT = re.compile(r"\b(?:not|never|no) |n['’]t\b")
_HELPER = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could)\b")
_BOILERPLATE = "Sign up for our newsletter to get the latest news."


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to be wrong, and the metrics of which at least one must say so."""

    plant: Callable[[Outcome], Outcome]
    seen_by: frozenset[str]


def planted(run: Run, fault: Fault, texts: Mapping[str, str]) -> Run:
    """The run as it would be if every outcome had the fault."""
    return run.model_copy(update={"scored": tuple(_planted(scored, fault, texts) for scored in run.scored)})


def _planted(scored: Scored, fault: Fault, texts: Mapping[str, str]) -> Scored:
    outcome = fault.plant(scored.outcome)
    return scored.model_copy(update={"outcome": outcome, "scores": scores(scored.case, outcome, texts)})


def _each_citation(outcome: Outcome, change: Callable[[Cited], Cited]) -> Outcome:
    statements = [
        statement.model_copy(update={"citations": tuple(map(change, statement.citations))})
        for statement in outcome.statements
    ]
    return outcome.model_copy(update={"statements": tuple(statements)})


def _each_text(outcome: Outcome, change: Callable[[str], str]) -> Outcome:
    statements = [statement.model_copy(update={"text": change(statement.text)}) for statement in outcome.statements]
    return outcome.model_copy(update={"statements": tuple(statements)})


def _shifted(outcome: Outcome) -> Outcome:
    return _each_citation(
        outcome, lambda citation: citation.model_copy(update={"start": citation.start + 1, "end": citation.end + 1})
    )


def _swapped(outcome: Outcome) -> Outcome:
    """Each statement cites another article's passage, to the letter."""
    used = {citation.article for said in outcome.statements for citation in said.citations}
    other = next((passage for passage in reversed(outcome.shown) if passage.article not in used), None)
    return outcome if other is None else _each_citation(outcome, lambda _: _opening(other))


def _opening(passage: Retrieved) -> Cited:
    quote = passage.text.split("\n", 1)[0]
    return Cited(article=passage.article, quote=quote, start=passage.start, end=passage.start + len(quote))


def _uncited(outcome: Outcome) -> Outcome:
    statements = [statement.model_copy(update={"citations": ()}) for statement in outcome.statements]
    return outcome.model_copy(update={"statements": tuple(statements)})


def _renumbered(outcome: Outcome) -> Outcome:
    return _each_text(outcome, lambda text: _NUMBER.sub(lambda match: str(int(match.group()) + 7), text))


def _denied(outcome: Outcome) -> Outcome:
    return _each_text(outcome, _toggled)


def _toggled(text: str) -> str:
    """A denial dropped where there is one, else put in."""
    return _NOT.sub("", text) if _NOT.search(text) else _HELPER.sub(lambda match: f"{match.group()} not", text, count=1)


def _invented(outcome: Outcome) -> Outcome:
    return _each_citation(
        outcome, lambda citation: citation.model_copy(update={"quote": f"Officials insisted: {citation.quote}"})
    )


def _boilerplate(outcome: Outcome) -> Outcome:
    return _each_citation(
        outcome,
        lambda citation: citation.model_copy(update={"quote": _BOILERPLATE, "end": citation.start + len(_BOILERPLATE)}),
    )


def _refused(outcome: Outcome) -> Outcome:
    return outcome.model_copy(
        update={
            "mode": "abstained",
            "verdict": None,
            "statements": (),
            "parts": (),
            "disagreements": (),
            "abstention": "insufficient",
        }
    )


def _answered(outcome: Outcome) -> Outcome:
    """What was refused is answered with the opening of the first passage."""
    if outcome.answered or not outcome.shown:
        return outcome
    said = _opening(outcome.shown[0])
    statement = Said(text=said.quote, citations=(said,))
    return outcome.model_copy(
        update={
            "mode": "extractive",
            "statements": (statement,),
            "abstention": None,
            "nearest": (),
            "missing": (),
            "premise": None,
        }
    )


def _yes(outcome: Outcome) -> Outcome:
    return outcome.model_copy(update={"verdict": "yes"})


def _padded(outcome: Outcome) -> Outcome:
    """Each answer goes on with the opening of the last passage."""
    if not outcome.answered or not outcome.shown:
        return outcome
    said = _opening(outcome.shown[-1])
    return outcome.model_copy(update={"statements": (*outcome.statements, Said(text=said.quote, citations=(said,)))})


def _presuming(outcome: Outcome) -> Outcome:
    """Each question is said to take something untrue for granted."""
    premise = Presumed(asked="it", stands="It is not so.", citations=())
    return _refused(outcome).model_copy(update={"premise": premise})


def _shuffled(outcome: Outcome) -> Outcome:
    return outcome.model_copy(update={"passages": tuple(reversed(outcome.shown))})


def _failed(_: Outcome) -> Outcome:
    return Outcome(mode="error", error="it broke")


def _fault(plant: Callable[[Outcome], Outcome], seen_by: Sequence[str]) -> Fault:
    return Fault(plant, frozenset(seen_by))


FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "off-by-one span": _fault(_shifted, ["citation_validity"]),
        "swapped citation": _fault(_swapped, ["names_in_quotes", "numbers_in_quotes"]),
        "no citation": _fault(_uncited, ["citation_validity", "citation_coverage"]),
        "wrong number": _fault(_renumbered, ["numbers_in_quotes"]),
        "denial changed": _fault(_denied, ["denials_in_quotes"]),
        "invented quote": _fault(_invented, ["citation_validity"]),
        "boilerplate quoted": _fault(_boilerplate, ["citation_validity"]),
        "always refuses": _fault(_refused, ["answered"]),
        "always answers": _fault(_answered, ["abstention"]),
        "always yes": _fault(_yes, ["no_wrong_verdict"]),
        "beside the point": _fault(_padded, ["to_the_point"]),
        "calls premises false": _fault(_presuming, ["premise_granted"]),
        "retrieval shuffled": _fault(_shuffled, ["quote_hit@5"]),
        "always fails": _fault(_failed, ["ran"]),
    }
)
