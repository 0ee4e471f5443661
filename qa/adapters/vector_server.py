"""Say of a server that keeps the vectors what is wrong with it, and what to check."""

from dataclasses import dataclass, field
from time import monotonic

from qa.errors import StoreDeniedError, StoreUnavailableError, StoreVersionError

_LONGEST = 200
"""Characters of what a server, or the network, says of an error; untrusted, and shown to the operator alone."""


_REST = 5.0
"""Seconds for which nobody waits again for a server that has let somebody wait in vain."""


class Outage:
    """Remembers that a server did not answer in time, so that not every question waits for it as long."""

    def __init__(self) -> None:
        self._told = ""
        self._ends = 0.0

    def begin(self, error: StoreUnavailableError) -> None:
        self._told, self._ends = str(error), monotonic() + _REST

    def check(self) -> None:
        """Refuse while the server is left alone.

        Raises:
            StoreUnavailableError: it is.
        """
        if monotonic() < self._ends:
            raise StoreUnavailableError(self._told)


@dataclass(frozen=True, slots=True)
class VectorServer:
    """A server of vectors, as the settings name it."""

    vendor: str
    """As people write it."""
    host: str
    port: int
    https: bool = False
    key: str = field(default="", repr=False)
    """Empty: none is shown."""
    outage: Outage = field(default_factory=Outage, repr=False, compare=False)

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.https else 'http'}://{host}:{self.port}"

    def unavailable(self, error: object, *, late: bool = False) -> StoreUnavailableError:
        """Return the error of a server that does not answer; `late`: for which it was waited in vain."""
        unavailable = StoreUnavailableError(
            f"the {self.vendor} server at {self.url}, which keeps the vectors, does not answer ({_told(error)}); the articles are"
            " safe. Start it, or check QA_VECTORS and the network in between; what it has missed follows by itself"
        )
        if late:
            self.outage.begin(unavailable)
        return unavailable

    def denied(self) -> StoreDeniedError:
        """Return the error of a server that wants a key, or another one."""
        return StoreDeniedError(
            f"the {self.vendor} server at {self.url} refuses {'the key in' if self.key else 'to be used without a key: set'} "
            "QA_VECTORS_KEY; nothing was changed"
        )

    def strange(self, version: str, wanted: str) -> StoreVersionError:
        """Return the error of a server of another version."""
        return StoreVersionError(
            f"the server at {self.url} {version}, and this Dateline speaks with {wanted}; nothing was changed. "
            "Run such a server, or name another one in QA_VECTORS"
        )

    def lost(self) -> StoreUnavailableError:
        """Return the error of a server that had vectors, and has them no more."""
        return StoreUnavailableError(
            f"the {self.vendor} server at {self.url} has lost the vectors of this library; the articles are safe, and the next "
            "start makes them again"
        )

    def failed(self, error: object) -> StoreUnavailableError:
        """Return the error of a server that answers, and cannot do what it is asked."""
        return StoreUnavailableError(
            f"the {self.vendor} server at {self.url}, which keeps the vectors, fails ({_told(error)}); the articles are safe, "
            "and its log may say why"
        )


def _told(error: object) -> str:
    return (str(error).partition("\n")[0] or type(error).__name__)[:_LONGEST]
