"""Give a yes or no only where reader, support model and the rules of denial agree on a quote: a wrong one is the worst answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.select import Selected
from qa.answer.question.parse import Question
from qa.answer.verify.checks.table import check
from qa.answer.verify.verdict import agreed
from qa.domain.answer import Claim, Ruling, YesNo
from qa.ports import SupportModel
from qa.text.negation import denied
from qa.text.tokens import tokens

_INVERTED = re.compile(
    r"(?:and |but |so )?(?:is it (?:true|right|correct) that|is|are|was|were|do|does|did|has|have|had|will|would|can|could"
    r"|should|may|might|must)\s+",
    re.IGNORECASE,
)
_OBJECTING = ("numbers", "dates", "names", "opposites", "counts", "roles", "scope")
"""Checks of which none may object to a yes."""


class VerdictNeeds(NamedTuple):
    """What a verdict needs, chosen on questions that were written to fit (docs/evaluation.md)."""

    reading: float
    """The least that the reader makes of the sentence, in its log odds."""
    supported: float
    """The least probability that the question, put as a statement, follows from the sentence, for a yes."""
    covered: float
    """The least share of the question's content words that the sentence has, for a no."""
    repeated: float
    """The same, for a yes."""


@dataclass(frozen=True, slots=True)
class VerdictRule:
    """Gives verdicts by a model and its needs."""

    support: SupportModel
    needs: VerdictNeeds

    def __call__(self, question: Question, selected: Sequence[Selected]) -> Ruling | None:
        """The verdict on the first sentence; disputed where another says the opposite; None where it is not sure."""
        if question.kind != "yes_no" or not (inverted := _INVERTED.match(question.text)):
            return None
        asked = question.text[inverted.end() :].rstrip("?!. ")
        said = [self._of(question, asked, choice.candidate) for choice in selected[:_LOOKED_AT]]
        if not said or said[0] is None:
            return None
        return "disputed" if {"yes", "no"} <= set(said) else said[0]

    def _of(self, question: Question, asked: str, candidate: Candidate) -> YesNo | None:
        if candidate.features.reading < self.needs.reading:
            return None
        quote = candidate.sentence.text
        affirmed = f"{asked[:1].upper()}{asked[1:]}."
        if _is_denied(asked, quote) and _coverage(asked, quote) >= self.needs.covered:
            return agreed("no", question.text, quote)
        if _coverage(asked, quote) < self.needs.repeated or agreed("yes", question.text, quote) is None:
            return None
        if not _holds(affirmed, quote):
            return None
        [supported] = self.support.score([Claim(affirmed, (quote,))])
        return "yes" if supported >= self.needs.supported else None


_LOOKED_AT = 3


def _holds(statement: str, quote: str) -> bool:
    results = check(statement, [quote], dated=True)
    return all(results[name] for name in _OBJECTING)


def _is_denied(asked: str, quote: str) -> bool:
    """Whether the quote denies a word of the question."""
    wanted = {token.lemma for token in tokens(asked) if token.content}
    said = tokens(quote)
    return any(said[place].lemma in wanted for each in denied(said) for place in {each.head, *each.reach})


def _coverage(asked: str, quote: str) -> float:
    quoted = {token.lemma for token in tokens(quote)}
    wanted = {token.lemma for token in tokens(asked) if token.content}
    return len(wanted & quoted) / max(1, len(wanted))
