"""Let questions pass before a piece of work in the background, but not for ever."""

import asyncio

from qa.api.admission_queue import AdmissionQueue

_PATIENCE = 3.0
"""Seconds for which a piece of work waits while questions are answered; then it is done beside them."""
_LOOK = 0.05
"""Seconds between two looks whether questions are answered."""


class BackgroundTurns:
    """Tells work in the background when its next piece may begin."""

    def __init__(self, queue: AdmissionQueue) -> None:
        self._queue = queue
        self.closing = False
        """Whether nothing is waited for any more, since the server stops."""

    async def quiet(self) -> bool:
        """Wait while questions are answered; return whether none were, so that the next piece may be a larger one."""
        if not self._queue.busy:
            return True
        for _ in range(int(_PATIENCE / _LOOK)):
            if self.closing or not self._queue.busy:
                break
            await asyncio.sleep(_LOOK)
        return False
