"""Keep the example questions up with the articles, behind what readers ask."""

import asyncio
import logging
from dataclasses import dataclass, replace
from time import monotonic

from qa.answer.examples.maker import RULES, ExampleMaker
from qa.api.admission_queue import AdmissionQueue
from qa.domain.answer import Answer, Inquiry
from qa.services import Services
from qa.telemetry import NO_TELEMETRY

_LOGGER = logging.getLogger(__name__)
_LOOK = 2.0
"""Seconds between two looks at the articles; they are left alone until they have not changed for as long."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Makes example questions anew after a change of the articles."""

    services: Services
    queue: AdmissionQueue
    look: float = _LOOK

    async def run(self) -> None:
        """Look after the examples until cancelled; what goes wrong with them is logged, and stops nothing else."""
        seen = await self._fingerprint()
        tried: str | None = None
        while True:
            leads = await asyncio.to_thread(self.services.peers.leads)
            if (
                leads
                and seen != tried
                and self.made_of(seen) != await asyncio.to_thread(self.services.library.examples_made_of)
            ):
                tried = seen
                await self._try(seen)
            await asyncio.sleep(self.look)
            before, seen = seen, await self._fingerprint()
            while before != seen:
                await asyncio.sleep(self.look)
                before, seen = seen, await self._fingerprint()

    async def _try(self, fingerprint: str) -> None:
        try:
            await self.make(fingerprint)
        except Exception:
            _LOGGER.exception("no example questions are made")

    async def make(self, fingerprint: str) -> None:
        """Make examples of the articles with this fingerprint; none are kept where they change meanwhile."""
        adapters, library = self.services.adapters, self.services.library
        maker = ExampleMaker(self._ask, library, adapters.is_usual)
        made = [example async for example in maker.make()]
        await asyncio.to_thread(library.keep_examples, made, fingerprint, self.made_of(fingerprint))

    def made_of(self, fingerprint: str) -> str:
        """Return what examples follow from: the articles, the rules that make questions, and what answers them."""
        return f"{fingerprint} {RULES} {self.services.answerer.ranker.name}"

    async def _fingerprint(self) -> str:
        return (await asyncio.to_thread(self.services.library.corpus)).fingerprint

    async def _ask(self, inquiry: Inquiry) -> Answer:
        """Ask when no reader does, and leave the processor alone for as long as the answer took."""
        await self.queue.idle.wait()
        # Nobody asked it: metrics and traces are of what readers ask.
        responder = replace(self.services.responder, telemetry=NO_TELEMETRY)
        async with self.queue.turn():
            began = monotonic()
            answer = await responder.ask(inquiry)
        await asyncio.sleep(monotonic() - began)
        return answer
