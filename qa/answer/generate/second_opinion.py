"""Ask a language model whether a sentence follows from its quotes: it sees these alone, and answers with one of three words."""

import asyncio
import json
import re
import secrets
from collections import OrderedDict
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import get_args

from qa.answer.generate.prompt_passages import sanitize
from qa.domain.answer import Claim, Opinion, Prompt, Usage
from qa.errors import LanguageModelError
from qa.ports import LanguageModel
from qa.prompts import PromptFile
from qa.telemetry import NO_TELEMETRY, Telemetry

CHOICES: tuple[Opinion, ...] = get_args(Opinion)
_LONGEST = 200
"""Characters of a reply that are read: one word, or that word in JSON."""
_WORD = re.compile(r"[\W_]*([A-Za-z]+(?:[ _]STATED)?)\b", re.IGNORECASE)


@dataclass(slots=True)
class SecondOpinion:
    """Asks the model, and remembers what it said of the same sentence and quotes."""

    model: LanguageModel
    prompt: PromptFile
    patience: float
    """Seconds for a reply."""
    capacity: int = 2048
    """Opinions that are remembered."""
    telemetry: Telemetry = NO_TELEMETRY
    _known: OrderedDict[tuple[str, str, Claim], Opinion] = field(default_factory=OrderedDict)

    async def on(self, claim: Claim) -> tuple[Opinion, Usage | None]:
        """Return the opinion, and what it took: None where it was known.

        Raises:
            LanguageModelError: the model cannot be asked, takes too long, or answers with none of the words.
        """
        key = (self.model.name, self.prompt.digest, claim)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key], None
        try:
            async with asyncio.timeout(self.patience):
                reply, usage = await self._reply(self._prompt(claim))
        except TimeoutError:
            self.telemetry.metrics.model_failed("llm_timeout")
            raise LanguageModelError("llm_timeout", f"no second opinion in {self.patience:g} s") from None
        opinion = opinion_in(reply)
        if opinion is None:
            self.telemetry.metrics.model_failed("llm_unavailable")
            # The reply is not told: it may hold anything.
            raise LanguageModelError(
                "llm_unavailable", f"{self.model.name!r} answered with none of {', '.join(CHOICES)}"
            )
        self._known[key] = opinion
        while len(self._known) > self.capacity:
            self._known.popitem(last=False)
        return opinion, usage

    async def _reply(self, prompt: Prompt) -> tuple[str, Usage | None]:
        reply, usage = "", None
        async with aclosing(self.model.write(prompt)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    usage = piece
                elif len(reply := reply + piece) > _LONGEST:
                    break
        return reply[:_LONGEST], usage

    def _prompt(self, claim: Claim) -> Prompt:
        # New for every claim: no article can have been written with it.
        mark = f"=={secrets.token_hex(6)}=="
        quotes = [sanitize(quote) for quote in claim.quotes]
        values = {"mark": mark, "quotes": quotes, "statement": sanitize(claim.statement)}
        return self.prompt.render(values)._replace(choices=CHOICES)


def opinion_in(reply: str) -> Opinion | None:
    """Return the opinion that a reply gives in JSON (`{"choice": "supported"}`) or as its first word; None: it gives none.

    Untrusted: whatever else the model wrote is not used.
    """
    try:
        said = json.loads(reply)
    except ValueError:
        word = _WORD.match(reply)
        said = word[1] if word else None
    if isinstance(said, dict):
        said = said.get("choice")
    normal = re.sub(r"\s", "_", said.strip().lower()) if isinstance(said, str) else ""
    return next((choice for choice in CHOICES if choice == normal), None)
