"""Verify sentences that a model wrote: each becomes a statement on verbatim quotes, or a rejection with its reason."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.answer.evidence.injection import is_instruction
from qa.answer.verify.attribution import Attribution, attribute, distinct
from qa.answer.verify.checks.table import check
from qa.answer.verify.citation import CHECKS, cite
from qa.answer.verify.draft import Draft, PromptPassage
from qa.answer.verify.entailment import Entailment
from qa.domain.answer import Citation, Claim, Rejection, RejectionReason, Statement, Support, Verdict
from qa.domain.article import Article
from qa.text.tokens import Term, content, tokens

REASONS: Mapping[str, RejectionReason] = {
    "numbers": "number_mismatch",
    "dates": "date_mismatch",
    "names": "name_mismatch",
    "quotations": "invented_quotation",
    "speaker": "speaker_mismatch",
    "negation": "negation_mismatch",
    "modality": "modality_mismatch",
    "words": "not_in_quotes",
    "support": "not_supported",
}
"""What a failed check is called in `rejected`; the first that failed names the reason."""
_MASK = "…"
_SAFE_SIGNS = ",.;:-–—'’\"“”()%$€£"
"""Signs between words that a masked sentence shows; white space is shown as well."""
_FEWEST, _FEWEST_CONTENT = 4, 2
"""Words, and content words among them, of the shortest sentence that tells anything: "There are 900 troops."."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sentence beside the quotes that support it best, and what every check makes of it."""

    quotes: tuple[Citation, ...]
    checks: Mapping[str, bool]

    @property
    def holds(self) -> bool:
        return bool(self.quotes) and all(self.checks.values())


@dataclass(frozen=True, slots=True)
class Verifier:
    """Verify sentences; deterministic checks come first, and the support model reads what is left."""

    entailment: Entailment

    def verify(self, draft: Draft, offered: Sequence[PromptPassage], topic: frozenset[Term]) -> Statement | Rejection:
        """The statement with its quotes, or the rejection; `topic` is what the question and its evidence speak of.

        The cited passages are tried first, then all: a sentence that another passage supports, or one together with what
        was cited, is given to these.
        """
        fault = _fault(draft, topic)
        if fault:
            return Rejection("", fault)
        cited = [passage for passage in offered if passage.number in draft.cited]
        first = self._attempt(draft.text, cited)
        if first.holds:
            return _statement(draft.text, first, reattributed=False)
        second = self._attempt(draft.text, offered)
        if second.holds:
            return _statement(draft.text, second, reattributed=True)
        reason = _reason(draft, first if first.quotes else second)
        return Rejection(_masked(draft.text, offered, topic), reason)

    def _attempt(self, text: str, passages: Iterable[PromptPassage]) -> Attempt:
        """The sentence beside the quotes that support it best, of these passages."""
        contexts = (context for passage in passages for context in passage.sentences)
        quoted = list(_cited(distinct(attribute(text, contexts))))
        if not quoted:
            return Attempt((), {})
        citations = tuple(citation for _, citation in quoted)
        quotes = tuple(citation.quote for citation in citations)
        dated = all(article.metadata.published_at is not None for article, _ in quoted)
        checks = {**dict.fromkeys(CHECKS, True), **check(text, quotes, dated=dated)}
        if all(checks.values()):
            # The model is asked last: it costs most, and a changed figure needs no model.
            checks["support"] = _is_quoted(text, citations) or self.entailment.supports([Claim(text, quotes)])
        return Attempt(citations, checks)


def _cited(attributions: Iterable[Attribution]) -> Iterator[tuple[Article, Citation]]:
    """Those that can be cited, each with its article."""
    for attribution in attributions:
        citation = cite(attribution.article, attribution.span)
        if isinstance(citation, Citation):
            yield attribution.article, citation


def _masked(text: str, offered: Sequence[PromptPassage], topic: frozenset[Term]) -> str:
    """Untrusted: what a rejection shows of a sentence is made safe here: words that the articles have, "…" for all others.

    So a reader sees what was wrong ("about … troops"), and nothing that a model brought in is ever sent.
    """
    known = topic.union(*(context.sentence.terms for passage in offered for context in passage.sentences))
    shown, end = "", 0
    for token in tokens(text):
        between = "".join(c for c in text[end : token.start] if c.isspace() or c in _SAFE_SIGNS)
        shown += between + (token.text if token.term in known or not token.content else _MASK)
        end = token.span.end
    return re.sub(rf"{_MASK}(?:[\W_]*{_MASK})+", _MASK, shown).strip()


def _fault(draft: Draft, topic: frozenset[Term]) -> RejectionReason | None:
    if draft.fault:
        return draft.fault
    terms = content(draft.text)
    if len(draft.text.split()) < _FEWEST or len(terms) < _FEWEST_CONTENT or is_instruction(draft.text):
        return "says_nothing"
    return None if topic & set(terms) else "off_topic"


def _reason(draft: Draft, attempt: Attempt) -> RejectionReason:
    failed = [name for name, held in attempt.checks.items() if not held]
    if failed:
        return REASONS[failed[0]]
    return "not_in_quotes" if draft.cited else "no_citation"


def _is_quoted(text: str, citations: Iterable[Citation]) -> bool:
    """Whether it is a quoted sentence to the letter, white space aside."""
    return any(citation.quote.split() == text.split() for citation in citations)


def _statement(text: str, attempt: Attempt, *, reattributed: bool) -> Statement:
    verdict: Verdict = "verbatim" if _is_quoted(text, attempt.quotes) else "supported"
    return Statement(text, attempt.quotes, Support(verdict, attempt.checks, reattributed))
