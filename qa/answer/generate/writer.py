"""Let a language model write an answer, and show of it what is proved or confirmed, and quotes in place of the rest."""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from qa.answer.assemble import Writing
from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.findings import Findings
from qa.answer.generate.chooser import Chooser
from qa.answer.generate.offered import Offered, offered
from qa.answer.generate.review import Review
from qa.answer.generate.second_opinion import SecondOpinion
from qa.answer.generate.stream_parser import LONGEST, StreamParser
from qa.answer.verify.draft import Draft
from qa.domain.answer import Degraded, Prompt, Rejection, Statement, Usage, total_usage
from qa.errors import LanguageModelError
from qa.ports import LanguageModel
from qa.prompts import PromptFile
from qa.telemetry import NO_TELEMETRY, Telemetry

_LOGGER = logging.getLogger(__name__)

_MOST_READ = 40_000
"""Characters of a model's text: many times an answer."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Prompts the model, and has what it writes reviewed; where nothing of it is shown, the model chooses sentences."""

    model: LanguageModel
    prompt: PromptFile
    opinion: SecondOpinion | None
    """None: what is freely worded is never shown."""
    chooser: Chooser
    sentence_cache: SentenceCache
    telemetry: Telemetry = NO_TELEMETRY

    @property
    def verifier(self) -> str | None:
        """The name of the model that gives second opinions."""
        return self.opinion.model.name if self.opinion is not None else None

    async def write(self, findings: Findings) -> AsyncGenerator[Statement | Rejection | Writing]:
        """Yield statements and rejections in the order of writing, each as soon as it is decided; last, all of them.

        That the model cannot write, or broke off, is no error: the last item says why.
        """
        shown = offered(findings, self.sentence_cache)
        review = Review(shown, self.opinion, self.telemetry)
        degraded = None
        try:
            async with aclosing(review.results(self._drafts(self._prompt(shown)))) as results:
                async for result in results:
                    if isinstance(result, Statement):
                        findings.watch.first("first_statement")
                    yield result
        except LanguageModelError as error:
            # The answer gives the reason; what to mend (a key, an address) is only for the log.
            _LOGGER.warning("no written answer (%s): %s", error.reason, error)
            degraded = Degraded(error.reason, error.retry_after)
        if degraded is None and review.unconfirmed is not None:
            degraded = Degraded("verifier_unavailable", review.unconfirmed.retry_after)
        written = Writing(
            self.model.name,
            self.prompt.digest,
            tuple(review.statements),
            tuple(review.rejections),
            degraded,
            total_usage(review.usages),
            self.verifier,
        )
        if written.statements or degraded is not None:
            yield written
            return
        async with aclosing(self.chooser.write(findings)) as choices:
            async for choice in choices:
                yield _after(written, choice) if isinstance(choice, Writing) else choice

    async def aclose(self) -> None:
        """Close the models' connections."""
        try:
            await self.model.aclose()
        finally:
            if self.opinion is not None:
                await self.opinion.model.aclose()

    async def _drafts(self, prompt: Prompt) -> AsyncGenerator[Draft | Usage]:
        parser, room = StreamParser(), _MOST_READ
        async with aclosing(self.model.write(prompt)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    yield piece
                    continue
                # Untrusted: made safe here. A server may send a book in one piece, or never end.
                read = piece[:room]
                for draft in parser.feed(read) if len(read) < LONGEST else await asyncio.to_thread(parser.feed, read):
                    yield draft
                room -= len(piece)
                if room < 0:
                    raise LanguageModelError(
                        "llm_cut", f"{self.model.name!r} wrote more than {_MOST_READ:,} characters"
                    )
        for draft in parser.finish():
            yield draft

    def _prompt(self, shown: Offered) -> Prompt:
        # New for every question: no article can have been written with it.
        mark = f"=={secrets.token_hex(6)}=="
        return self.prompt.render(
            {
                "mark": mark,
                "passages": shown.passages,
                "question": shown.question,
                "kind": shown.kind,
                "wording": shown.wording,
            }
        )


def _after(written: Writing, choice: Writing) -> Writing:
    """Return what was chosen after nothing was shown of what was written."""
    usages = [usage for usage in (written.usage, choice.usage) if usage is not None]
    return replace(choice, rejections=written.rejections, usage=total_usage(usages), verifier=written.verifier)
