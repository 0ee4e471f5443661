"""Tell whether two sentences say the same, so that an answer says it once and cites both."""

from dataclasses import dataclass

from qa.answer.evidence.ranker import Candidate
from qa.answer.verify.entailment import Entailment
from qa.domain.answer import Claim
from qa.text.names import is_proper

REPEATED, NEAR = 0.75, 0.35
"""Share of content words that near-identical sentences have in common, of the union; and the least that is worth a reading."""
SAME_FACT = 0.55
"""Share of the shorter sentence's content words beyond which it tells nothing new."""


@dataclass(frozen=True, slots=True)
class DuplicateCheck:
    """Whether two sentences say the same: by their words, and where these leave it open, by whether each entails the other."""

    entailment: Entailment | None = None
    """None: by their words alone."""

    def __call__(self, first: Candidate, second: Candidate) -> bool:
        """A differing number or name is never the same; `first` is what will be said, and `second` cited for it."""
        if not (_tells_no_more(first, second) and _tells_no_more(second, first)):
            return False
        overlap = _overlap(first, second)
        if overlap >= REPEATED or self.entailment is None or overlap < NEAR:
            return overlap >= REPEATED
        return self.entailment.supports([Claim(first.text, (second.text,)), Claim(second.text, (first.text,))])


def same_fact(first: Candidate, second: Candidate) -> bool:
    """Whether the second tells nothing that the first does not."""
    if first.span.overlaps(second.span) and first.article.id == second.article.id:
        return True
    if second.answer_terms and second.answer_terms <= first.answer_terms:
        return True
    ours, theirs = first.sentence.terms, second.sentence.terms
    shared = len(ours & theirs) / max(1, min(len(ours), len(theirs)))
    return shared >= SAME_FACT and _tells_no_more(second, first)


def _overlap(first: Candidate, second: Candidate) -> float:
    """Share of the content words that both have, of all that either has (Jaccard)."""
    ours, theirs = first.sentence.terms, second.sentence.terms
    return len(ours & theirs) / max(1, len(ours | theirs))


def _tells_no_more(first: Candidate, second: Candidate) -> bool:
    """Whether every number and name of the first stands in the second too."""
    telling = {token.term for token in first.sentence.words if token.numeric or is_proper(token)}
    return telling <= {token.term for token in second.sentence.words}
