"""Verify what is written in another language than its quotes: no rule for English can compare them.

A quote to the letter stays one. Of all else the figures are compared, which every language writes alike, and what these do not
refute only a second opinion can let through.
"""

from collections.abc import Iterator, Sequence

from qa.answer.evidence.context import SentenceContext, quote_span
from qa.answer.evidence.injection import is_instruction
from qa.answer.verify.citation import CHECKS, cite, verbatim
from qa.answer.verify.draft import Draft, PromptPassage
from qa.answer.verify.verifier import Unproved, Verified
from qa.domain.answer import Citation, Rejection, Statement, Support
from qa.text.digits import digits
from qa.text.language import speaks_english
from qa.text.tokens import content

MOST_QUOTES = 4
"""Sentences of the cited passages that a written one is held to, and shown on."""
_MASK = "…"


def is_across(draft: Draft, offered: Sequence[PromptPassage], wording: str) -> bool:
    """Return whether a draft cannot be compared with its quotes: they are foreign, or it answers in the reader's own language."""
    cited = (passage for passage in offered if passage.number in draft.cited)
    return any(passage.foreign for passage in cited) or (wording != "" and not speaks_english(draft.text))


def verify_across(draft: Draft, offered: Sequence[PromptPassage]) -> Verified | Unproved:
    """What becomes of a draft in another language than its quotes.

    Untrusted: a rejection tells nothing of its wording, for nothing of that could be compared.
    """
    if fault := draft.fault or ("says_nothing" if is_instruction(draft.text) else None):
        return Verified(None, Rejection("", fault))
    if citation := _repeated(draft.text, offered):
        return Verified(verbatim((citation,)))
    contexts = [context for it in offered if it.number in draft.cited for context in it.sentences]
    return _held_to(draft.text, tuple(_citations(_likest(draft.text, contexts))))


def _repeated(text: str, offered: Sequence[PromptPassage]) -> Citation | None:
    """The sentence of the passages that a text is to the letter."""
    citations = _citations([context for passage in offered for context in passage.sentences])
    return next((citation for citation in citations if citation.quote.split() == text.split()), None)


def _held_to(text: str, quoted: tuple[Citation, ...]) -> Verified | Unproved:
    if not quoted:
        return Verified(None, Rejection(_MASK, "no_citation"))
    if not digits(text) <= digits(" ".join(citation.quote for citation in quoted)):
        return Verified(verbatim(quoted[:1]), Rejection(_MASK, "number_mismatch"))
    checks = {**dict.fromkeys(CHECKS, True), "numbers": True}
    return Unproved(Statement(text, quoted, Support("written", checks)), _MASK)


def _likest(text: str, contexts: Sequence[SentenceContext]) -> list[SentenceContext]:
    """The sentences with most of the figures and names of a text, best first; of equals the first."""
    figures, terms = digits(text), frozenset(content(text))

    def likeness(context: SentenceContext) -> int:
        return 2 * len(figures & digits(context.sentence.text)) + len(terms & context.sentence.terms)

    return sorted(contexts, key=likeness, reverse=True)[:MOST_QUOTES]


def _citations(contexts: Sequence[SentenceContext]) -> Iterator[Citation]:
    results = dict.fromkeys(cite(it.section.article, quote_span(it)) for it in contexts)
    return (result for result in results if isinstance(result, Citation))
