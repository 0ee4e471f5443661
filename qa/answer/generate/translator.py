"""Have a language model put a question of another language into English, which is what is searched for and shown beside it."""

import asyncio
import secrets
from contextlib import aclosing
from dataclasses import dataclass

from qa.answer.generate.rewriter import Standalone, is_plain
from qa.answer.question.contextualize import plain
from qa.domain.answer import Prompt, Usage
from qa.errors import LanguageModelError
from qa.ports import LanguageGuesser, LanguageModel
from qa.prompts import PromptFile
from qa.text.digits import digits
from qa.text.language import question_language


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates questions, and accepts a reply only if it is one plain English question with the same figures."""

    model: LanguageModel
    prompt: PromptFile
    guess_language: LanguageGuesser
    longest: int
    """Characters of a question."""
    patience: float = 15.0
    """Seconds for the reply: the reader's answer has not even begun."""

    async def english(self, question: str) -> Standalone:
        """Return the question in English; cancelling it ends the model's writing at once.

        Raises:
            LanguageModelError: the model fails, or `nothing_verified`: its reply will not do.
        """
        try:
            async with asyncio.timeout(self.patience):
                reply, usage = await self._reply(question)
        except TimeoutError:
            raise LanguageModelError("llm_timeout", f"no translation in {self.patience:g} s") from None
        if fault := await asyncio.to_thread(self._fault, reply, question):
            # The reply is not told: it may hold anything.
            raise LanguageModelError("nothing_verified", f"a translation is refused: {fault}")
        return Standalone(reply, usage)

    async def _reply(self, question: str) -> tuple[str, Usage | None]:
        reply, usage = "", None
        # New for every question, which is untrusted: it is data between marks, on one line.
        mark = f"=={secrets.token_hex(6)}=="
        async with aclosing(self.model.write(self._rendered(mark, question))) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    usage = piece
                elif len(reply := reply + piece) > 2 * self.longest:
                    break
        return reply.strip()[: self.longest + 1], usage

    def _rendered(self, mark: str, question: str) -> Prompt:
        return self.prompt.render({"mark": mark, "question": plain(question)})

    def _fault(self, reply: str, question: str) -> str:
        """Untrusted: return why the reply is refused; empty where it is accepted."""
        checks = (
            ("it is not one line", len(reply.splitlines()) == 1),
            ("it is too long", len(reply) <= self.longest),
            ("it is no plain sentence", reply == plain(reply) and is_plain(reply)),
            ("its figures are others", digits(reply) == digits(question)),
            ("it is not in English", question_language(reply, self.guess_language) is None),
        )
        return next((fault for fault, holds in checks if not holds), "")
