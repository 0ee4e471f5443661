"""Check sentences that somebody wrote against the articles: which of them stand there, and where the others differ."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from qa.answer.evidence.article_sentences import LONGEST_SENTENCE, SentenceCache
from qa.answer.generate.prompt_passages import prompt_passages
from qa.answer.generate.second_opinion import SecondOpinion
from qa.answer.retrieval import Retriever
from qa.answer.scoped_library import ScopedLibrary
from qa.answer.verify.checks.differences import differences
from qa.answer.verify.draft import PromptPassage
from qa.answer.verify.verifier import Attempt, attempt
from qa.domain.answer import CheckedSentence, CheckVerdict, Degraded
from qa.domain.article import Article, Passage, Span
from qa.domain.scope import Scope
from qa.errors import LanguageModelError, QuestionError
from qa.ports import VersionedArticles
from qa.telemetry import NO_TELEMETRY, Telemetry, stepped
from qa.text.sentences import sentences

_LOGGER = logging.getLogger(__name__)

MOST_SENTENCES = 200
"""Sentences of a text that is checked."""
_AT_ONCE = 8
"""Sentences that are looked at at once."""
_PASSAGES = 6
"""Passages in which the quotes of a sentence are sought."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks texts, sentence by sentence."""

    library: VersionedArticles
    retriever: Retriever
    sentence_cache: SentenceCache
    opinion: SecondOpinion | None
    """None: what is neither a quote nor one cut short stays unproved."""
    deadline: float = 120.0
    """Seconds within which a whole text must be checked; who waits for it keeps them."""
    telemetry: Telemetry = NO_TELEMETRY

    def admitted(self, text: str) -> list[Span]:
        """Return the sentences of a text.

        Raises:
            QuestionError: there are none, too many, or one is too long.
        """
        spans = sentences(text, strict=True)
        if not spans:
            raise QuestionError("the text is empty; give a sentence to check")
        if len(spans) > MOST_SENTENCES:
            raise QuestionError(f"the text has {len(spans)} sentences; {MOST_SENTENCES} are checked at once")
        if any(span.end - span.start > LONGEST_SENTENCE for span in spans):
            raise QuestionError(f"a sentence is longer than {LONGEST_SENTENCE:,} characters; end it with a full stop")
        return spans

    @property
    def verifier(self) -> str | None:
        """The name of the model that gives second opinions."""
        return self.opinion.model.name if self.opinion is not None else None

    async def aclose(self) -> None:
        """Close the model's connections."""
        if self.opinion is not None:
            await self.opinion.model.aclose()

    def within(self, scope: Scope) -> "Checker":
        """Return the same for the articles of a scope."""
        if not scope.limited:
            return self
        return replace(self, library=ScopedLibrary(self.library, scope), retriever=replace(self.retriever, scope=scope))

    async def check(self, text: str, *, opinions: bool = True) -> AsyncGenerator[CheckedSentence | Degraded]:
        """Yield each sentence with its verdict, in order; last, why less was looked at than should be, where that is so.

        `opinions` False: none is asked for. Raises as `admitted` does, before the first sentence.
        """
        span = self.telemetry.tracer.begin("check", {"question": text})
        async with aclosing(stepped(span, self._results(text, self.opinion if opinions else None))) as results:
            async for result in results:
                yield result

    async def _results(self, text: str, opinion: SecondOpinion | None) -> AsyncGenerator[CheckedSentence | Degraded]:
        failed: Degraded | None = None
        # Untrusted: a long text takes a second to split, and the loop serves others meanwhile.
        admitted = await asyncio.to_thread(self.admitted, text)
        for start in range(0, len(admitted), _AT_ONCE):
            spans = admitted[start : start + _AT_ONCE]
            results = await asyncio.gather(*(self._checked(span, span.of(text), opinion) for span in spans))
            for sentence, degraded in results:
                failed = failed or degraded
                yield sentence
                if degraded is not None and degraded.reason == "verifier_unavailable":
                    # The rest is checked without, and the result says so.
                    opinion = None
        if failed is not None:
            yield failed

    async def _checked(
        self, span: Span, sentence: str, opinion: SecondOpinion | None
    ) -> tuple[CheckedSentence, Degraded | None]:
        """Return what the articles say to a sentence, and why less was looked at than should be."""
        tried, degraded = await asyncio.to_thread(self._attempt, sentence)
        verdict = _verdict(tried)
        if verdict != "unproved" or opinion is None:
            return _result(span, tried, verdict), degraded
        try:
            return _result(span, tried, await _asked(opinion, tried)), degraded
        except LanguageModelError as error:
            _LOGGER.warning("no second opinion (%s): %s", error.reason, error)
            return _result(span, tried, verdict), Degraded("verifier_unavailable", error.retry_after)

    def _attempt(self, sentence: str) -> tuple[Attempt, Degraded | None]:
        found, degraded = self.retriever.degrading(lambda retriever: retriever.retrieve(sentence, _PASSAGES))
        return attempt(sentence, self._prompt_passages(found)), degraded

    def _prompt_passages(self, found: Sequence[Passage]) -> list[PromptPassage]:
        ids = dict.fromkeys(passage.chunk.article_id for passage in found)
        stored = (self.library.article(name) for name in ids)
        articles = {article.id: article for article in stored if article is not None}
        # An article may have been changed since its passage was found.
        current = [it for it in found if _is_current(it.chunk.version, articles.get(it.chunk.article_id))]
        return prompt_passages(current, [], articles, self.sentence_cache)


def _is_current(version: str, article: Article | None) -> bool:
    return article is not None and article.version == version


def _verdict(tried: Attempt) -> CheckVerdict:
    """Return what the articles alone prove."""
    statement = tried.proved()
    if statement is not None:
        return "quoted" if statement.support.provenance == "quotation" else "compressed"
    return "unproved" if tried.near else "not_found"


async def _asked(opinion: SecondOpinion, tried: Attempt) -> CheckVerdict:
    """Return the verdict with a second opinion; what a check objects to is never supported."""
    said, _ = await opinion.on(tried.claim)
    if said == "contradicted":
        return "contradicted"
    return "supported" if said == "supported" and tried.holds else "unproved"


def _result(span: Span, tried: Attempt, verdict: CheckVerdict) -> CheckedSentence:
    statement = tried.proved()
    if statement is not None:
        return CheckedSentence(tried.text, span, verdict, statement.citations)
    if verdict == "not_found":
        return CheckedSentence(tried.text, span, verdict)
    found = () if verdict == "supported" else differences(tried.text, tried.claim.quotes)
    return CheckedSentence(tried.text, span, verdict, tried.citations, found)
