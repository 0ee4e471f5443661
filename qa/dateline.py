"""The Python interface: open a data folder, ingest into it, ask, stream, check and search, in sync and async code."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Generator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from threading import Event
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, Self, TypeVar, cast

from qa import client
from qa.answer.question.stated_scope import read_scope
from qa.api.bodies import new_identity, turn_of, turns
from qa.api.checking import checked
from qa.api.event_encoder import EventEncoder
from qa.api.reading import read_article
from qa.api.schemas.answers import AnswerBody, TurnBody
from qa.api.schemas.articles import ArticleBody
from qa.api.schemas.checks import CheckBody
from qa.api.schemas.events import StreamEvent
from qa.api.schemas.scope import AskedScope
from qa.api.schemas.search import SearchBody
from qa.api.schemas.timelines import TimelineBody
from qa.api.searching import searched
from qa.api.timelines import told_in_order
from qa.client import EVERYTHING
from qa.domain.answer import Inquiry
from qa.domain.scope import Scope
from qa.errors import InputError, LibraryBusyError
from qa.ingest.article_service import ArticleService
from qa.ingest.report import IngestReport, Progress
from qa.loop_thread import LoopThread
from qa.ports import DocumentReader
from qa.served_articles import ServedArticles
from qa.services import Services
from qa.settings import Settings, load
from qa.wiring import named_reader, open_services, page_extractors, server_of

TURNS = 6
"""The last turns that go with a question; a server takes no more."""
MOST_PASSAGES = 50
_CALLER = "local"
"""In place of the id of a request, which a question from this machine's own folder has none of."""

_NONE: Mapping[str, object] = MappingProxyType({})

_Result = TypeVar("_Result")
Show = Callable[[StreamEvent], None]
History = Sequence[AnswerBody | TurnBody]


class Dateline:
    """A data folder with articles, to be asked.

    Each method has a twin for asynchronous code, with an `a` before its name. All may be called from any thread and any event
    loop, a notebook's too. What is returned has the fields that docs/http.md shows; an abstention is a result and no error.

    While a server holds the folder, the server is asked, and stores what is ingested.
    """

    def __init__(self, data: str | PathLike[str] | Settings | None = None) -> None:
        """Name the folder, or all settings; None: as `QA_DATA` or qa.toml say, and `data` where they do not.

        Nothing is opened before `open`, `aopen`, or the block of a `with` or `async with`.
        """
        self._data = data
        self._loop: LoopThread[_Folder] | None = None

    def open(self) -> Self:
        """Open the folder, which is made where it is not there; `with` does it, and closes it again.

        Raises:
            SettingsError: a setting is wrong, or two do not go together.
            LibraryBusyError: another process uses the folder and does not serve, or this one has it open already.
            StoreError, ModelMissingError, ModelFileError, IndexMismatchError: a file is damaged, or does not go with the others.
        """
        if self._loop is not None:
            raise InputError("this Dateline is open already; close it first")
        settings = self._data if isinstance(self._data, Settings) else load(Path(self._data) if self._data else None)
        self._loop = LoopThread(_opened(settings))
        return self

    async def aopen(self) -> Self:
        """Open the folder, as `open` does."""
        return await asyncio.to_thread(self.open)

    def close(self) -> None:
        """Close the folder, which may be opened again; what is being done is cancelled, and raises CancelledError there."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.close()

    async def aclose(self) -> None:
        """Close the folder, as `close` does."""
        await asyncio.to_thread(self.close)

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return await self.aopen()

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def ingest(
        self, *paths: str | PathLike[str], reader: str | None = None, arguments: Mapping[str, object] = _NONE
    ) -> IngestReport:
        """Read articles from files and folders; the same file again is a no-op, a changed one replaces its old version.

        `reader` names one of LlamaIndex's as `module:Class`, which loads each path, or what its `arguments` say; it is code
        that is run. What cannot be read is named in the report's `problems`, and the rest goes in.

        Raises:
            InputError: there is no such reader, or it cannot be made with the arguments.
            IngestStoppedError: the folder, its server or the embedding failed; its report says how far it came.
        """
        return self._wait(self._open.held.ingest([Path(path) for path in paths], _reader(reader, arguments)))

    async def aingest(
        self, *paths: str | PathLike[str], reader: str | None = None, arguments: Mapping[str, object] = _NONE
    ) -> IngestReport:
        """Read articles, as `ingest` does."""
        made = await asyncio.to_thread(_reader, reader, arguments)
        return await self._awaited(self._open.held.ingest([Path(path) for path in paths], made))

    def ask(self, question: str, history: History = (), scope: AskedScope = EVERYTHING) -> AnswerBody:
        """Return the answer, or an abstention; `history` has the answers before it, oldest first, and the last six count.

        It is drawn from the articles of the scope alone, such as `AskedScope(as_of="2024-01-26", outlets=["The Herald"])`.

        Raises:
            QuestionError: the question is empty or too long.
            InvalidScopeError: a moment, a zone or an outlet of the scope is none.
            EmptyLibraryError: nothing has been ingested yet.
            EmbeddingError: the embedding that the settings name fails.
            ServerError: a server holds the folder and does not answer.
        """
        return self._wait(self._open.held.answer(_Asked(question, _turns(history), scope), _nobody))

    async def aask(self, question: str, history: History = (), scope: AskedScope = EVERYTHING) -> AnswerBody:
        """Return the answer, as `ask` does; to cancel it ends a model's writing."""
        return await self._awaited(self._open.held.answer(_Asked(question, _turns(history), scope), _nobody))

    def stream(self, question: str, history: History = (), scope: AskedScope = EVERYTHING) -> Generator[StreamEvent]:
        """Yield what happens on the way to the answer, and last the answer; each statement comes when it is verified.

        To close the generator ends a model's writing. Raises as `ask` does.
        """
        loop, events = self._open, asyncio.Queue[StreamEvent | None]()
        telling = loop.start(_told(loop.held, _Asked(question, _turns(history), scope), events))
        try:
            while (event := loop.wait(events.get())) is not None:
                yield event
            telling.result()
        finally:
            telling.cancel()

    async def astream(
        self, question: str, history: History = (), scope: AskedScope = EVERYTHING
    ) -> AsyncGenerator[StreamEvent]:
        """Yield what happens on the way to the answer, as `stream` does."""
        loop, events = self._open, asyncio.Queue[StreamEvent | None]()
        telling = loop.start(_told(loop.held, _Asked(question, _turns(history), scope), events))
        try:
            while (event := await asyncio.wrap_future(loop.start(events.get()))) is not None:
                yield event
            await asyncio.wrap_future(telling)
        finally:
            telling.cancel()

    def check(self, text: str, scope: AskedScope = EVERYTHING) -> CheckBody:
        """Return what the articles say to each sentence of a text.

        Raises:
            QuestionError: the text has no sentence, too many, or one that is too long.
            EmptyLibraryError, ServerError: as `ask` does.
        """
        return self._wait(self._open.held.check(text, scope))

    async def acheck(self, text: str, scope: AskedScope = EVERYTHING) -> CheckBody:
        """Return what the articles say to a text, as `check` does."""
        return await self._awaited(self._open.held.check(text, scope))

    def search(self, query: str, limit: int = 10, scope: AskedScope = EVERYTHING) -> SearchBody:
        """Return the best passages, 1 to 50 of them; raises as `ask` does."""
        return self._wait(self._open.held.search(query, _admitted(limit), scope))

    async def asearch(self, query: str, limit: int = 10, scope: AskedScope = EVERYTHING) -> SearchBody:
        """Return the best passages, as `search` does."""
        return await self._awaited(self._open.held.search(query, _admitted(limit), scope))

    def timeline(self, topic: str, limit: int = 20, scope: AskedScope = EVERYTHING) -> TimelineBody:
        """Return what happened on a topic in 1 to 50 verbatim sentences, the earliest first; raises as `ask` does."""
        return self._wait(self._open.held.timeline(topic, _admitted(limit), scope))

    async def atimeline(self, topic: str, limit: int = 20, scope: AskedScope = EVERYTHING) -> TimelineBody:
        """Return what happened on a topic, as `timeline` does."""
        return await self._awaited(self._open.held.timeline(topic, _admitted(limit), scope))

    def article(self, article_id: str, version: str | None = None) -> ArticleBody:
        """Return an article with its clean and raw text, into which spans point; with a citation's `version` as it was then.

        Raises:
            InputError: there is none with this id, or it has no such version.
            ServerError: as `ask` does.
        """
        return self._wait(self._open.held.article(article_id, version))

    async def aarticle(self, article_id: str, version: str | None = None) -> ArticleBody:
        """Return an article, as `article` does."""
        return await self._awaited(self._open.held.article(article_id, version))

    @property
    def _open(self) -> "LoopThread[_Folder]":
        if self._loop is None:
            raise InputError(
                "this Dateline is not open; use it in `with Dateline(…) as dateline:`, or call open() first"
            )
        return self._loop

    def _wait(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return self._open.wait(work)

    async def _awaited(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        return await asyncio.wrap_future(self._open.start(work))


class _Asked(NamedTuple):
    """A question with what goes with it."""

    question: str
    history: Sequence[TurnBody]
    scope: AskedScope


class _Folder(Protocol):
    """What can be done with a data folder, by whoever holds it; `show` is called on any thread."""

    async def ingest(self, paths: Sequence[Path], reader: DocumentReader | None) -> IngestReport: ...

    async def answer(self, asked: _Asked, show: Show) -> AnswerBody: ...

    async def check(self, text: str, scope: AskedScope) -> CheckBody: ...

    async def search(self, query: str, limit: int, scope: AskedScope) -> SearchBody: ...

    async def timeline(self, topic: str, limit: int, scope: AskedScope) -> TimelineBody: ...

    async def article(self, article_id: str, version: str | None) -> ArticleBody: ...


@dataclass(frozen=True, slots=True)
class _OwnFolder:
    """The folder in the hands of this process."""

    services: Services
    max_file: int

    async def _keep_time(self) -> None:
        """Let in and take out what is due: no task of this process does it as time goes by."""
        await asyncio.to_thread(self.services.articles.release_and_expire)

    async def ingest(self, paths: Sequence[Path], reader: DocumentReader | None) -> IngestReport:
        return await _ingested(self.services.articles, paths, reader, self.max_file)

    async def answer(self, asked: _Asked, show: Show) -> AnswerBody:
        await self._keep_time()
        corpus = await asyncio.to_thread(self.services.library.corpus)
        inquiry = Inquiry(asked.question, history=turns(asked.history), scope=_read(asked.scope))
        assembler = self.services.answerer.within(inquiry.scope).assembler
        encoder = EventEncoder(assembler, corpus, new_identity(_CALLER))
        async with aclosing(self.services.responder.events(inquiry)) as events:
            async for event in events:
                body = encoder.encode(event)
                show(body)
        return cast("AnswerBody", body)

    async def check(self, text: str, scope: AskedScope) -> CheckBody:
        await self._keep_time()
        async with aclosing(checked(self.services.within(_read(scope)), text, _CALLER)) as bodies:
            async for body in bodies:
                last = body
        return cast("CheckBody", last)

    async def search(self, query: str, limit: int, scope: AskedScope) -> SearchBody:
        await self._keep_time()
        return await asyncio.to_thread(searched, self.services.within(_read(scope)), query, limit, _CALLER)

    async def timeline(self, topic: str, limit: int, scope: AskedScope) -> TimelineBody:
        return await asyncio.to_thread(told_in_order, self.services.within(_read(scope)), topic, limit, _CALLER)

    async def article(self, article_id: str, version: str | None) -> ArticleBody:
        await self._keep_time()
        return await asyncio.to_thread(read_article, self.services, article_id, version)


@dataclass(frozen=True, slots=True)
class _ServedFolder:
    """The folder in the hands of a server on this machine, which is asked."""

    server: client.LocalServer
    max_file: int
    max_batch: int

    async def ingest(self, paths: Sequence[Path], reader: DocumentReader | None) -> IngestReport:
        return await _ingested(
            ServedArticles(self.server, page_extractors(), self.max_batch), paths, reader, self.max_file
        )

    async def answer(self, asked: _Asked, show: Show) -> AnswerBody:
        left = Event()

        def tell(event: StreamEvent) -> None:
            # Whoever asked is gone: breaking off closes the connection, and the server stops its work.
            if left.is_set():
                raise LibraryBusyError("nobody waits for the answer any more")
            show(event)

        try:
            return await asyncio.to_thread(client.ask, self.server, asked.question, tell, asked.history, asked.scope)
        finally:
            left.set()

    async def check(self, text: str, scope: AskedScope) -> CheckBody:
        return await asyncio.to_thread(client.check, self.server, text, scope)

    async def search(self, query: str, limit: int, scope: AskedScope) -> SearchBody:
        return await asyncio.to_thread(client.search, self.server, query, limit, scope)

    async def timeline(self, topic: str, limit: int, scope: AskedScope) -> TimelineBody:
        return await asyncio.to_thread(client.timeline, self.server, topic, limit, scope)

    async def article(self, article_id: str, version: str | None) -> ArticleBody:
        return await asyncio.to_thread(client.article, self.server, article_id, version)


async def _ingested(
    articles: ArticleService | ServedArticles, paths: Sequence[Path], reader: DocumentReader | None, limit: int
) -> IngestReport:
    if reader is not None:
        return await asyncio.to_thread(articles.ingest_documents, reader, paths, limit)
    return await asyncio.to_thread(articles.ingest, paths, started=_unreported, limit=limit)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[_Folder]:
    """Open the folder, or find the server that holds it; raises as `Dateline.open` does."""
    async with AsyncExitStack() as stack:
        yield _folder(settings, stack)


def _folder(settings: Settings, stack: AsyncExitStack) -> _Folder:
    """Return the folder, which the stack closes."""
    try:
        services = stack.enter_context(open_services(settings))
    except LibraryBusyError:
        return _ServedFolder(client.LocalServer(*server_of(settings)), settings.max_file, settings.max_batch)
    stack.push_async_callback(services.responder.aclose)
    stack.push_async_callback(services.checker.aclose)
    return _OwnFolder(services, settings.max_file)


async def _told(folder: _Folder, asked: _Asked, events: asyncio.Queue[StreamEvent | None]) -> None:
    """Put each event into the queue, and None behind the last; raises what ends the answer."""
    loop = asyncio.get_running_loop()
    try:
        await folder.answer(asked, lambda event: _put(loop, events, event))
    finally:
        _put(loop, events, None)


def _put(loop: asyncio.AbstractEventLoop, events: asyncio.Queue[StreamEvent | None], event: StreamEvent | None) -> None:
    loop.call_soon_threadsafe(events.put_nowait, event)


def _turns(history: History) -> list[TurnBody]:
    return [turn_of(it) if isinstance(it, AnswerBody) else it for it in history[-TURNS:]]


def _reader(name: str | None, arguments: Mapping[str, object]) -> DocumentReader | None:
    if name is None and arguments:
        raise InputError("arguments are those of a reader; name it as well")
    return None if name is None else named_reader(name, arguments)


def _read(scope: AskedScope) -> Scope:
    return read_scope(scope.stated(), datetime.now(UTC))


def _admitted(limit: int) -> int:
    if not 1 <= limit <= MOST_PASSAGES:
        raise InputError(f"limit is {limit}; it may be 1 to {MOST_PASSAGES}")
    return limit


def _nobody(_: StreamEvent) -> None:
    """Show an event to nobody."""


def _unreported(_: int) -> Progress:
    return lambda _: None
