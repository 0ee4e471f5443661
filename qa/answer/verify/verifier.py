"""Verify sentences that a model wrote: each is a quote, a quote cut short, a claim that still needs a second opinion, or fails.

What does not get through loses its wording and nothing else: the quote that it was aligned to takes its place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.answer.evidence.injection import is_instruction
from qa.answer.verify.attribution import Attribution, adds_nothing, attribute, distinct
from qa.answer.verify.checks.table import check
from qa.answer.verify.citation import CHECKS, cite, verbatim
from qa.answer.verify.compression import is_compression
from qa.answer.verify.draft import Draft, PromptPassage
from qa.domain.answer import Citation, Claim, Provenance, Rejection, RejectionReason, Statement, Support
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
    "counts": "number_mismatch",
    "roles": "role_mismatch",
    "opposites": "opposite_mismatch",
    "scope": "scope_mismatch",
    "words": "not_in_quotes",
}
"""What a failed check is called in `rejected`; the first that failed names the reason."""

MESSAGES: Mapping[RejectionReason, str] = {
    "quote_verbatim": "The quote could not be found in the article as it is stored.",
    "raw_agrees": "The quote does not stand so in the article as it was delivered.",
    "outside_removed": "The quote touches text that is not part of the article.",
    "link": "It holds an address, which no written sentence may.",
    "markup": "It holds markup, which no written sentence may.",
    "too_long": "It is too long for one sentence.",
    "number_mismatch": "It has a number that the quotes do not have, or not of this.",
    "date_mismatch": "It has a date or a time that the quotes do not have.",
    "name_mismatch": "It has a name that the quotes do not have.",
    "invented_quotation": "It puts words in quotation marks that nobody said so.",
    "speaker_mismatch": "It gives words to somebody who did not say them.",
    "negation_mismatch": "It denies what the quotes say, or says what they deny.",
    "modality_mismatch": "It is surer than the quotes, or less sure.",
    "role_mismatch": "It tells of one what the quotes tell of another.",
    "opposite_mismatch": "It says the opposite of a word of the quotes.",
    "scope_mismatch": "It reaches further than the quotes, with an “only” or a superlative.",
    "not_in_quotes": "Hardly a word of it stands in the articles.",
    "not_supported": "The second opinion does not find it in the quotes.",
    "contradicted": "The second opinion finds that the quotes say otherwise.",
    "unconfirmed": "It is freely worded, and there was no second opinion that it follows from the quotes.",
    "no_citation": "No quote was found for it.",
    "off_topic": "It has nothing to do with the question.",
    "says_nothing": "It says nothing about the articles.",
}
"""What each reason means, for a reader."""
_MASK = "…"
_SAFE_SIGNS = ",.;:-–—'’\"“”()%$€£"
"""Signs between words that a masked sentence shows; white space is shown as well."""
_FEWEST, _FEWEST_CONTENT = 4, 2
"""Words, and content words among them, of the shortest sentence that tells anything: "There are 900 troops."."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What is shown of a draft, and why it is not its own wording; both where a quote takes its place."""

    statement: Statement | None
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True)
class Unproved:
    """A freely written sentence that no check objects to: only a second opinion can let it through."""

    statement: Statement
    """As it would be shown."""
    masked: str
    """As a rejection would tell of it."""

    @property
    def claim(self) -> Claim:
        """What the second opinion is asked on: the sentence and its quotes, and nothing else."""
        return Claim(self.statement.text, in_reading_order(self.statement.citations))

    def confirmed(self) -> Verified:
        """It is shown as it was written."""
        return Verified(self.statement)

    def refused(self, reason: RejectionReason) -> Verified:
        """Its first quote is shown in its place."""
        return Verified(verbatim(self.statement.citations[:1]), Rejection(self.masked, reason))


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sentence beside the quotes that hold most of it, best first, and what every check makes of it."""

    text: str
    citations: tuple[Citation, ...]
    checks: Mapping[str, bool]

    @property
    def holds(self) -> bool:
        """Whether it has quotes, and no check objects."""
        return bool(self.citations) and all(self.checks.values())

    def proved(self) -> Statement | None:
        """The statement, where it is a quote to the letter, white space aside, or one that is cut short."""
        for citation in self.citations:
            if citation.quote.split() == self.text.split():
                return self._statement("quotation", (citation,))
            if is_compression(self.text, citation.quote):
                return self._statement("compression", (citation,))
        return None

    @property
    def near(self) -> bool:
        """Whether the quotes have enough of its words to be about the same."""
        return self.checks.get("words", False)

    @property
    def claim(self) -> Claim:
        """The sentence and its quotes, and nothing else."""
        return Claim(self.text, in_reading_order(self.citations))

    def written(self, *, reattributed: bool) -> Statement:
        """The statement in its own words."""
        return Statement(self.text, self.citations, Support("written", self.checks, reattributed))

    def _statement(self, provenance: Provenance, citations: tuple[Citation, ...]) -> Statement:
        return Statement(self.text, citations, Support(provenance, dict.fromkeys(CHECKS, True)))


def verify(draft: Draft, offered: Sequence[PromptPassage], topic: frozenset[Term]) -> Verified | Unproved:
    """What becomes of a draft; `topic` is what the question and its likeliest sentences speak of.

    The cited passages are tried first, then all: a sentence that another passage supports, or one together with what was
    cited, is given to these.
    """
    fault = _fault(draft, topic)
    if fault:
        return Verified(None, Rejection("", fault))
    cited = [passage for passage in offered if passage.number in draft.cited]
    first = attempt(draft.text, cited)
    if statement := first.proved():
        return Verified(statement)
    second = attempt(draft.text, offered)
    if statement := second.proved():
        return Verified(_reattributed(statement))
    for tried, reattributed in ((first, False), (second, True)):
        if tried.holds:
            return Unproved(tried.written(reattributed=reattributed), _masked(draft.text, offered, topic))
    rejection = Rejection(_masked(draft.text, offered, topic), _reason(draft, first if first.citations else second))
    return Verified(_quoted_instead(second), rejection)


def attempt(text: str, passages: Iterable[PromptPassage]) -> Attempt:
    """The sentence beside the quotes that support it best, of these passages, and none that it holds without."""
    contexts = (context for passage in passages for context in passage.sentences)
    quoted = list(_cited(distinct(attribute(text, contexts))))
    made = _beside(text, quoted)
    return _needing_all(made, quoted) if made.holds else made


def _needing_all(made: Attempt, quoted: Sequence[tuple[Article, Citation]]) -> Attempt:
    """The attempt without the quotes that it holds without; those are tried first that were added last."""
    for dropped in reversed(quoted):
        rest = [each for each in quoted if each is not dropped]
        if rest and adds_nothing(made.text, dropped[1].quote, (citation.quote for _, citation in rest)):
            fewer = _beside(made.text, rest)
            if fewer.holds:
                return _needing_all(fewer, rest)
    return made


def _beside(text: str, quoted: Sequence[tuple[Article, Citation]]) -> Attempt:
    """The sentence beside these quotes, and what the checks make of it."""
    citations = tuple(citation for _, citation in quoted)
    quotes = in_reading_order(citations)
    dated = all(article.metadata.published_at is not None for article, _ in quoted)
    checks = {**dict.fromkeys(CHECKS, True), **check(text, quotes, dated=dated)} if quoted else {}
    return Attempt(text, citations, checks)


def in_reading_order(citations: Iterable[Citation]) -> tuple[str, ...]:
    """The quotes as they stand in their articles: who "he" is was said before."""
    return tuple(it.quote for it in sorted(citations, key=lambda it: (it.article_id, it.span)))


def _cited(attributions: Iterable[Attribution]) -> Iterator[tuple[Article, Citation]]:
    """Those that can be cited, each with its article."""
    for attribution in attributions:
        citation = cite(attribution.article, attribution.span)
        if isinstance(citation, Citation):
            yield attribution.article, citation


def _reattributed(statement: Statement) -> Statement:
    """The statement, on another passage than the one that the model named."""
    return replace(statement, support=replace(statement.support, reattributed=True))


def _quoted_instead(attempt: Attempt) -> Statement | None:
    """The quote that takes the place of a sentence; None where they have too little in common."""
    return verbatim(attempt.citations[:1]) if attempt.near else None


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
