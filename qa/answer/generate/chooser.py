"""Let a language model answer by choosing sentences of the articles: whatever it chooses is shown to the letter."""

import logging
import re
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from qa.answer.assemble import Writing
from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.evidence.context import SentenceContext, quote_span
from qa.answer.findings import Findings
from qa.answer.generate.offered import Offered, offered
from qa.answer.generate.prompt_passages import sanitize
from qa.answer.verify.citation import cite, verbatim
from qa.answer.verify.verdict import agreed, verdict_in
from qa.domain.answer import Citation, Degraded, Prompt, Statement, Usage
from qa.errors import LanguageModelError
from qa.ports import LanguageModel
from qa.prompts import PromptFile

_LOGGER = logging.getLogger(__name__)

MOST = 5
"""Sentences that are shown of a choice."""
_LONGEST = 400
"""Characters of a reply that are read."""
_LIST = re.compile(r"\W*\d{1,3}(?:(?:[\s,;.&\[\]()*]|and)+\d{1,3})*\W*\Z", re.ASCII)
_MARKS = re.compile(r"\[(\d{1,3})\]", re.ASCII)
_NONE = re.compile(r"\W*none\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as the model sees it."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage as the model sees it."""

    title: str
    published: str
    sentences: tuple[_Sentence, ...]


@dataclass(frozen=True, slots=True)
class Chooser:
    """Shows the model numbered sentences, and quotes those that it names, in its order."""

    model: LanguageModel
    prompt: PromptFile
    sentence_cache: SentenceCache

    @property
    def verifier(self) -> None:
        """What is quoted to the letter needs no second opinion."""
        return

    async def write(self, findings: Findings) -> AsyncGenerator[Statement | Writing]:
        """Yield the chosen sentences as statements; last, all of them, or why there is none: that is no error."""
        shown = offered(findings, self.sentence_cache)
        statements: list[Statement] = []
        usage, degraded, verdict = None, None, None
        try:
            reply, usage = await self._reply(shown)
            said, named = verdict_in(reply) if shown.kind == "yes_no" else (None, reply)
            statements = _statements(chosen_numbers(named), shown)
            if said and statements:
                verdict = agreed(said, shown.question, statements[0].text)
            degraded = None if statements else Degraded("nothing_verified")
        except LanguageModelError as error:
            _LOGGER.warning("no chosen answer (%s): %s", error.reason, error)
            degraded = Degraded(error.reason, error.retry_after)
        for statement in statements:
            findings.watch.first("first_statement")
            yield statement
        yield Writing(self.model.name, self.prompt.digest, tuple(statements), (), degraded, usage, verdict=verdict)

    async def aclose(self) -> None:
        """Close the model's connections."""
        await self.model.aclose()

    async def _reply(self, shown: Offered) -> tuple[str, Usage | None]:
        """Return what the model replied, as far as it is read, and what it took."""
        reply, usage = "", None
        async with aclosing(self.model.write(self._prompt(shown))) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    usage = piece
                elif len(reply := reply + piece) > _LONGEST:
                    break
        if _NONE.match(reply):
            raise LanguageModelError("llm_declined", "the model found no answer in the sentences")
        return reply, usage

    def _prompt(self, shown: Offered) -> Prompt:
        # New for every question: no article can have been written with it.
        mark = f"=={secrets.token_hex(6)}=="
        values = {"mark": mark, "passages": _numbered(shown), "question": shown.question, "kind": shown.kind}
        return self.prompt.render(values)


def chosen_numbers(reply: str) -> list[int]:
    """Return the numbers that a reply names: of its first line that is nothing else, or those in square brackets.

    Untrusted: a number in a sentence ("2,500 troops") names nothing.
    """
    lines = (line for line in reply[:_LONGEST].splitlines() if line.strip())
    first = next((line for line in lines if _LIST.match(line)), None)
    found = re.findall(r"[0-9]+", first) if first is not None else _MARKS.findall(reply[:_LONGEST])
    return list(dict.fromkeys(int(number) for number in found))


def _contexts(shown: Offered) -> list[SentenceContext]:
    """Return the sentences in the order in which they are numbered, from 1."""
    return [context for passage in shown.passages for context in passage.sentences]


def _numbered(shown: Offered) -> list[_Passage]:
    passages, number = [], 0
    for passage in shown.passages:
        sentences = []
        for context in passage.sentences:
            number += 1
            # On one line: no sentence can begin another's.
            sentences.append(_Sentence(number, " ".join(sanitize(quote_text(context)).split())))
        passages.append(_Passage(passage.title, passage.published, tuple(sentences)))
    return passages


def quote_text(context: SentenceContext) -> str:
    """Return what is quoted of a sentence."""
    return quote_span(context).of(context.section.article.clean)


def _statements(numbers: Sequence[int], shown: Offered) -> list[Statement]:
    """Return the sentences of the numbers, of which some may name none, each once."""
    contexts = _contexts(shown)
    named = [contexts[number - 1] for number in numbers if 0 < number <= len(contexts)]
    # Untrusted: an article may have ordered the model to show another sentence of it.
    chosen = [context for context in named if context.sentence.terms & shown.topic]
    results = dict.fromkeys(cite(context.section.article, quote_span(context)) for context in chosen)
    citations = [result for result in results if isinstance(result, Citation)]
    return [shown.marked(verbatim((citation,))) for citation in citations[:MOST]]
