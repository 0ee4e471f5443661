"""Build the services from settings and adapters, and close them: the only package that knows every adapter."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

from qa.access.credentials import make_token
from qa.adapters.backup import restore_backup as restore_backup
from qa.adapters.backup import write_backup as write_backup
from qa.adapters.lock import owned, owner_of
from qa.errors import LibraryBusyError
from qa.ingest.article_service import ArticleService
from qa.ingest.feed_poller import Poller
from qa.ingest.feed_register import FeedRegister
from qa.ingest.index import Indexer
from qa.services import Adapters, Services
from qa.settings import Settings
from qa.wiring.adapters import make_fetcher, open_adapters, open_feed_store
from qa.wiring.adapters import metrics_exposed as metrics_exposed
from qa.wiring.adapters import named_reader as named_reader
from qa.wiring.adapters import page_extractors as page_extractors
from qa.wiring.adapters import put_keys_aside as put_keys_aside
from qa.wiring.answering import current_index, daily_tokens, make_checker, make_responder
from qa.wiring.gate import make_gate
from qa.wiring.gate import trusted_proxies as trusted_proxies
from qa.wiring.move import move as move
from qa.wiring.stores import open_keys as open_keys

_TURN_SECONDS = 60.0
"""For which a change waits for those of other processes; each batch of an ingest is one."""


@contextmanager
def open_services(
    settings: Settings,
    *,
    url: str | None = None,
    check_embedder: bool = True,
    recover: bool = True,
    reread: Callable[[], Settings] | None = None,
) -> Iterator[Services]:
    """Open the services on the settings' stores; a data folder no other process may use meanwhile.

    What a crash interrupted is finished first, and what the vectors have lost is made again; without `recover` that is left
    for whoever looks for damage, unless a change is unfinished. `url` is where this process serves, if it does; `reread` as with
    `open_adapters`.

    Raises:
        LibraryBusyError: another process uses the folder.
        SettingsError: settings that do not go together; and whatever `open_adapters` raises.
        IndexMismatchError: the vectors were made by another embedder, and `check_embedder` is set.
    """
    # Admits the command line on the same folder, in place of a key: whoever may read the folder may ask.
    token = make_token()
    with (
        _owned(settings, url, token),
        open_adapters(settings, same_embedder=check_embedder, reread=reread) as adapters,
    ):
        services = build_services(settings, adapters, token)
        # What `qa reindex` makes anew need not be mended first.
        if check_embedder and (recover or services.library.pending()):
            with services.articles.turn():
                services.articles.indexer.recover()
            services.articles.release_and_expire()
        yield services


def _owned(settings: Settings, url: str | None, token: str) -> AbstractContextManager[None]:
    """Hold the data folder; a database is for any number of processes, each change of which waits for the others'."""
    return nullcontext() if settings.store.get_secret_value() else owned(settings.data, url, token)


def build_services(settings: Settings, adapters: Adapters, token: str) -> Services:
    """Build the services on open adapters; the gate admits whoever shows `token`.

    Raises:
        SettingsError: a language model is set and nothing that could check it, or a network is none.
    """
    current = current_index(adapters)
    indexer = Indexer(adapters.library, current, together=adapters.together)
    tokens = daily_tokens(settings, adapters)
    articles = ArticleService(
        indexer,
        adapters.extractors,
        adapters.answers,
        adapters.guess_language,
        adapters.keys,
        adapters.jobs,
        adapters.generations,
        turn=partial(adapters.peers.turn, _TURN_SECONDS),
    )
    register = FeedRegister(adapters.feeds)
    return Services(
        adapters,
        articles,
        register,
        Poller(register, articles, make_fetcher(settings), settings.feeds.articles),
        make_responder(settings, adapters, tokens, current),
        make_checker(settings, adapters, tokens, current),
        make_gate(settings, adapters, token),
        settings.public_url,
    )


@contextmanager
def open_feeds(settings: Settings) -> Iterator[FeedRegister]:
    """Open the register of feeds alone, which other processes may use meanwhile; raises as `open_adapters` does."""
    with open_feed_store(settings) as feeds:
        yield FeedRegister(feeds)


def server_of(settings: Settings) -> tuple[str, str]:
    """Return the address that the owner of the data folder serves, and the token that it admits.

    Raises:
        LibraryBusyError: it does not serve, or is this process.
    """
    owner = owner_of(settings.data)
    if owner is not None and owner.url is None and owner.pid == os.getpid():
        raise LibraryBusyError(
            f"{str(settings.data)!r} is open in this program already; close it there, or wait until it has finished"
        )
    if owner is None or owner.url is None:
        raise LibraryBusyError(f"another process is using {str(settings.data)!r}; wait until it has finished")
    return owner.url, owner.token
