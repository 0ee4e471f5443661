"""Rewrite a follow-up question by a language model, or by rules where its reply is refused."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import NamedTuple

from qa.answer.generate.stream_parser import StreamParser
from qa.answer.question.contextualize import (
    LONGEST,
    OPENING_OF_ANSWER,
    brings_in,
    contextualize,
    known_terms,
    needs_context,
    plain,
    telling,
)
from qa.answer.verify.draft import Draft
from qa.domain.answer import Prompt, Turn, Usage
from qa.errors import LanguageModelError
from qa.ports import LanguageModel
from qa.prompts import PromptFile
from qa.text.tokens import tokens

_LOGGER = logging.getLogger(__name__)


class Standalone(NamedTuple):
    """A question that stands on its own, and the usage of the model that rewrote it, if any."""

    text: str
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Lets the model rewrite a follow-up, and accepts the result only if it adds nothing."""

    model: LanguageModel
    prompt: PromptFile
    longest: int
    """Characters of a question."""
    patience: float = 15.0
    """Seconds for the reply: the reader's answer has not even begun."""

    async def standalone(self, question: str, history: Sequence[Turn]) -> Standalone:
        """Return the question to search for; the one of the rules where the model fails or its reply is refused.

        Cancelling it ends the model's writing at once.
        """
        if not await asyncio.to_thread(needs_context, question, history):
            return Standalone(question)
        usage, reply, reason = None, "", ""
        try:
            async with asyncio.timeout(self.patience):
                reply, usage = await self._reply(self._prompt(question, history))
            reason = await asyncio.to_thread(self._fault, reply, question, history)
        except LanguageModelError as error:
            reason = f"{error.reason}: {error}"
        except TimeoutError:
            reason = f"no reply in {self.patience} seconds"
        if reason:
            # The reply is not logged: it may hold anything.
            _LOGGER.warning("a follow-up question is completed by rules (%s)", reason)
            reply = await asyncio.to_thread(contextualize, question, history, self.longest)
        return Standalone(reply, usage)

    async def _reply(self, prompt: Prompt) -> tuple[str, Usage | None]:
        """Return what the model writes, up to a little more than a question may have, and its usage."""
        reply, usage = "", None
        async with aclosing(self.model.write(prompt)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    usage = piece
                    continue
                reply += piece
                if len(reply.strip()) > self.longest:
                    break
        return reply.strip()[: self.longest + 1], usage

    def _fault(self, reply: str, question: str, history: Sequence[Turn]) -> str:
        """Untrusted: return why the reply is refused; empty where it is accepted."""
        checks = (
            ("it is not one line", len(reply.splitlines()) == 1),
            ("it is too long", len(reply) <= self.longest),
            ("it is no question", reply.endswith("?") and reply == plain(reply)),
            ("it has a link or markup", is_plain(reply)),
            ("it names what nobody named", not brings_in(reply, known_terms(question, history))),
            ("it leaves out what the reader named", telling(question) <= {word.term for word in tokens(reply)}),
            ("it cannot be understood alone", not needs_context(reply, history)),
        )
        return next((fault for fault, holds in checks if not holds), "")

    def _prompt(self, question: str, history: Sequence[Turn]) -> Prompt:
        # Untrusted: the turns are data between marks that are new for each question, on one line each and of a set length.
        turns = [Turn(plain(turn.question)[:LONGEST], plain(turn.answer)[:OPENING_OF_ANSWER]) for turn in history]
        mark = f"=={secrets.token_hex(6)}=="
        return self.prompt.render({"mark": mark, "turns": turns, "question": plain(question)})


def is_plain(reply: str) -> bool:
    """Return whether the reply is one sentence as it was written, without anything that could load, link or format."""
    sentences = StreamParser()
    drafts: list[Draft] = [*sentences.feed(reply), *sentences.finish()]
    return len(drafts) == 1 and drafts[0].fault is None and not drafts[0].cited and drafts[0].text == reply
