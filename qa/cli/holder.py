"""Open the data folder for a command, or find the server that holds it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from qa.client import LocalServer
from qa.errors import LibraryBusyError
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services, server_of


@contextmanager
def holder(
    settings: Settings, *, check_embedder: bool = True, recover: bool = True
) -> Iterator[Services | LocalServer]:
    """Yield the services on the folder, or the server on this machine that holds it; raises as `open_services` does."""
    with ExitStack() as stack:
        try:
            opening = open_services(settings, check_embedder=check_embedder, recover=recover)
            held: Services | LocalServer = stack.enter_context(opening)
        except LibraryBusyError:
            held = LocalServer(*server_of(settings))
        yield held
