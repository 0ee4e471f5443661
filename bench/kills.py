"""Kill a process that changes a library at random moments, and look each time for what is lost or does not agree."""

import asyncio
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from traceback import format_exc
from typing import NamedTuple

from bench.paths import BenchPaths
from qa.api.bodies import new_identity
from qa.api.event_encoder import EventEncoder
from qa.api.kept_answers import Keeper
from qa.api.schemas.answers import AnswerBody
from qa.api.standing import Reviewer
from qa.domain.answer import Inquiry
from qa.domain.article import ArticleId, Metadata
from qa.domain.feed import Feed
from qa.ingest.readers.items import Item, identity_of
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services

KINDS = ("ingest", "update", "delete", "reindex", "poll")
"""What a process is killed at."""
REGISTER = "register"
"""What it is killed at beside them: articles that change and go under the answers that quote them."""
_POOL = 16
"""Articles that a history changes again and again."""
_STEPS, _SPAN, _START = 4, 0.4, 2.0
"""Steps that are acknowledged before a kill, at most, and the seconds within which it comes then, or after the process began."""
_AT_ONCE = 3
"""Histories that are gone through beside each other; most of their time they wait for the disk."""
_EARLY = 0.2
"""The share of kills that come while what the one before left is being finished, most of them."""
_REMOVED = {"update": 0.0, "delete": 0.5, "reindex": 0.2, REGISTER: 0.3}
"""The share of changes that remove an article."""
_ERASED = 0.5
"""The share of removals that take the answers along."""
_FRESH = 10
"""Kills after which the history begins on a new folder."""
_LONGEST = 120.0
"""Seconds that a process may take to open the folder."""
_SIZES = (48, 256)
"""Settings of `chunk_tokens` in turn, so that a reindex has chunks to replace."""

_ENGLISH = Metadata(language="en")
"""To guess it takes seconds in each process."""

Texts = Mapping[str, str | None]
"""Articles by id; None: not there."""
_NONE: Texts = {}


class Answered(NamedTuple):
    """An answer that was kept, and the articles that it quotes, each as it was."""

    id: str
    articles: Mapping[str, str]


class Step(NamedTuple):
    """A change that is begun: what is there when it is done, and what of it is an erasure, or an answer that is kept."""

    texts: Texts = _NONE
    erases: bool = False
    answer: Answered | None = None


class _Failure(NamedTuple):
    """What ended a process before it was killed."""

    trace: str


class Found(NamedTuple):
    """A folder after a start: what `qa doctor` finds, the articles, the folders of vectors, and how each kept answer stands."""

    findings: Sequence[str]
    texts: Mapping[str, str]
    folders: int
    answers: Mapping[str, str]


@dataclass(slots=True)
class History:
    """What was acknowledged on a folder, and what was begun last and may be done or not."""

    texts: dict[str, str | None] = field(default_factory=dict)
    answers: dict[str, Answered] = field(default_factory=dict)
    begun: Step | None = None
    acknowledged: int = 0

    def take(self, message: Step | None) -> None:
        """Note the beginning of a step, or its end."""
        if message is None and self.begun is not None:
            self.acknowledged += 1
            self.texts.update(self.begun.texts)
            if self.begun.erases:
                self._forget(self.begun.texts)
            if self.begun.answer:
                self.answers[self.begun.answer.id] = self.begun.answer
        self.begun = message

    def wrong(self, found: Found) -> list[str]:
        """Return what is not as it was acknowledged, and take what was found for what there is."""
        begun = self.begun or Step()
        wrong = [*found.findings, *([f"{found.folders} folders of vectors"] if found.folders > 1 else [])]
        for name in {*self.texts, *found.texts, *begun.texts}:
            allowed = {self.texts.get(name), *([begun.texts[name]] if name in begun.texts else [])}
            if found.texts.get(name) not in allowed:
                wrong.append(f"article {name!r} is not as it was acknowledged")
        wrong += self._wrong_answers(found, begun)
        self.texts = dict(found.texts)
        if begun.answer:
            self.answers[begun.answer.id] = begun.answer
        self.answers = {name: known for name, known in self.answers.items() if name in found.answers}
        self.begun = None
        return wrong

    def _wrong_answers(self, found: Found, begun: Step) -> Iterator[str]:
        erasing = set(begun.texts) if begun.erases else set[str]()
        for answer in self.answers.values():
            if told := self._wrong_answer(answer, found, erasing):
                yield f"answer {answer.id} {told}"
        known = {*self.answers, *([begun.answer.id] if begun.answer else [])}
        yield from (f"answer {name} came back" for name in found.answers if name not in known)

    def _wrong_answer(self, answer: Answered, found: Found, erasing: set[str]) -> str | None:
        if answer.id not in found.answers:
            # An erasure that was cut short has taken the answers first.
            return None if erasing & set(answer.articles) else "is lost"
        if any(name in erasing and name not in found.texts for name in answer.articles):
            return "outlived the erasure of its article"
        standing, expected = found.answers[answer.id], self._standing(answer, found.texts)
        return None if standing == expected else f"is {standing}, not {expected}"

    def _standing(self, answer: Answered, texts: Mapping[str, str]) -> str:
        if any(name not in texts for name in answer.articles):
            return "withdrawn"
        return "current" if all(texts[name] == text for name, text in answer.articles.items()) else "corrected"

    def _forget(self, names: Texts) -> None:
        self.answers = {key: it for key, it in self.answers.items() if not set(names) & set(it.articles)}


class Tally(NamedTuple):
    """How many changes were acknowledged, and what was wrong after a kill, a line each."""

    acknowledged: int
    wrong: list[str]


def kills(paths: BenchPaths) -> None:
    """Print, for each kind of change, how many kills left anything lost, half done or in disagreement: none may."""
    counts = {**dict.fromkeys(KINDS, paths.kills // len(KINDS)), REGISTER: paths.kills}
    acknowledged, done, wrong = Counter[str](), Counter[str](), list[str]()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        histories = {pool.submit(killed, *history): history for history in _histories(counts)}
        for ended in as_completed(histories):
            kind, many, seed = histories[ended]
            tally = ended.result()
            acknowledged[kind] += tally.acknowledged
            done[kind] += many
            wrong += [f"{kind}, history {seed}, {line}" for line in tally.wrong]
            print(f"{done.total()} of {sum(counts.values())} kills, {len(wrong)} wrong", file=sys.stderr, flush=True)
    for kind, many in counts.items():
        bad = sum(line.startswith(f"{kind},") for line in wrong)
        print(
            f"{kind:10}{many:5} kills in {acknowledged[kind]:6,} acknowledged changes, {bad} with anything lost or wrong"
        )
    print("\n".join(wrong))


def _histories(counts: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
    """Yield the kind, the kills and the number of each folder, the kinds in turn."""
    for seed in range(-(-max(counts.values()) // _FRESH)):
        for kind, many in counts.items():
            if (left := many - seed * _FRESH) > 0:
                yield kind, min(left, _FRESH), seed


def killed(kind: str, many: int, seed: int) -> Tally:
    """Kill so many processes at such changes of one folder, and look each time for what is wrong."""
    processes = get_context("forkserver")
    # What takes long to load is loaded once, and each process begins with it.
    processes.set_forkserver_preload(["bench.kills", "qa.adapters.chroma", "qa.adapters.llamaindex"])
    chance, history, wrong = random.Random(f"{seed} {kind}"), History(), list[str]()  # noqa: S311 no secret
    with TemporaryDirectory(prefix="dateline-kills-") as folder:
        data = Path(folder) / "data"
        for number in range(many):
            _kill(processes, _Life(kind, data, seed * _FRESH + number), history, chance)
            if lines := history.wrong(_found(processes, data)):
                wrong.append(f"kill {number}: {'; '.join(lines)}")
    return Tally(history.acknowledged, wrong)


class _Life(NamedTuple):
    """A process that changes a folder until it is killed."""

    kind: str
    data: Path
    number: int


def _kill(processes: ForkServerContext, life: _Life, history: History, chance: random.Random) -> None:
    """Start a process, kill it at a random moment of its work, or of its start, and note what it told until then."""
    receiving, sending = processes.Pipe(duplex=False)
    process = processes.Process(target=_live, args=(life, sending), daemon=True)
    process.start()
    sending.close()
    with receiving:
        early = chance.random() < _EARLY
        if not early:
            # That it is open, and then the beginning and the end of each step.
            for _ in range(1 + 2 * chance.randint(0, _STEPS)):
                if not receiving.poll(_LONGEST):
                    raise RuntimeError("a process does not go on")
                history.take(_told(receiving))
        sleep(chance.uniform(0, _START if early else _SPAN))
        process.kill()
        process.join()
        with suppress(EOFError):
            while True:
                history.take(_told(receiving))


def _told(receiving: Connection) -> Step | None:
    message: Step | _Failure | None = receiving.recv()
    if isinstance(message, _Failure):
        raise RuntimeError(f"a process that changes a library ended by itself:\n{message.trace}")  # noqa: TRY004 no wrong type
    return message


def _found(processes: ForkServerContext, data: Path) -> Found:
    receiving, sending = processes.Pipe(duplex=False)
    process = processes.Process(target=_examine, args=(data, sending), daemon=True)
    process.start()
    sending.close()
    with receiving:
        if not receiving.poll(_LONGEST):
            raise RuntimeError("a folder could not be opened after a kill")
        found: Found = receiving.recv()
    process.join()
    return found


def _settings(data: Path, number: int = 0) -> Settings:
    return Settings(data=data, models="none", chunk_tokens=_SIZES[number % len(_SIZES)])


def _examine(data: Path, sending: Connection) -> None:
    """Open the folder as the next command does, and send what is there."""
    _silence()
    with open_services(_settings(data)) as services:
        reviewer = Reviewer(services.library)
        kept = {it.id: it.document for name in _names() for it in services.answers.citing(name, None, 10_000)}
        answers = {
            name: str(reviewer.review(AnswerBody.model_validate_json(document)).standing)
            for name, document in kept.items()
        }
        texts = {str(article.id): article.raw for article in services.articles.all()}
        folders = len(list(data.glob("chroma*/")))
        sending.send(Found(services.articles.diagnose(), texts, folders, answers))


def _live(life: _Life, sending: Connection) -> None:
    """Do one step after the other, and tell of each that it begins, and that it is acknowledged."""
    _silence()
    try:
        with open_services(_settings(life.data, life.number)) as services:
            work = Work(services, life.data.with_name("feed.json"), life.number)
            sending.send(None)
            for step, act in work.steps(life.kind):
                sending.send(step)
                act()
                sending.send(None)
    except Exception:  # noqa: BLE001 whatever it is, it must not pass for a kill
        sending.send(_Failure(format_exc()))


def _silence() -> None:
    # What is mended at a start is said there each time.
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def _names() -> list[str]:
    return [f"flood-{number}" for number in range(_POOL)]


def _english(text: str) -> Mapping[str, float]:
    return {"en": 1.0 if text else 0.0}


async def _answer(services: Services, question: str) -> AnswerBody:
    """Return the answer as it goes over the wire."""
    encoder = EventEncoder(services.answerer.assembler, services.library.corpus(), new_identity("kills"))
    responder = replace(services.responder, answerer=replace(services.answerer, guess_language=_english))
    async with aclosing(responder.events(Inquiry(question))) as events:
        bodies = [body async for event in events if isinstance(body := encoder.encode(event), AnswerBody)]
    return bodies[-1]


Act = Callable[[], object]


@dataclass(slots=True)
class Work:
    """The steps of one process, each with what it acknowledges."""

    services: Services
    feed: Path
    """The file that is polled."""
    number: int
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.number)  # noqa: S311 no secret

    def steps(self, kind: str) -> Iterator[tuple[Step, Act]]:
        """Yield a step and what does it, without end."""
        if kind == "ingest":
            yield from self._ingests()
        elif kind == "poll":
            yield from self._polls()
        else:
            for turn in count():
                yield from self._filled()
                yield from self._turn(kind, turn)

    def _filled(self) -> Iterator[tuple[Step, Act]]:
        if not self.services.library.corpus().articles:
            texts = {name: self._text(number) for number, name in enumerate(_names())}
            yield Step(texts), partial(self._store, texts)

    def _turn(self, kind: str, turn: int) -> Iterator[tuple[Step, Act]]:
        if kind == "reindex":
            yield from self._reindexed(turn)
        elif kind == REGISTER and turn % 2:
            yield from self._answered()
        else:
            yield self._changed(_REMOVED[kind])

    def _ingests(self) -> Iterator[tuple[Step, Act]]:
        for batch in count():
            texts = {f"new-{self.number}-{batch}-{n}": self._text(n) for n in range(5)}
            yield Step(texts), partial(self._store, texts)

    def _changed(self, removing: float) -> tuple[Step, Act]:
        """Put an article, new or changed, or remove one, at times with the answers that quote it."""
        number = self.chance.randrange(_POOL)
        name = _names()[number]
        if self.chance.random() < removing and self.services.library.article(ArticleId(name)):
            erase = self.chance.random() < _ERASED
            return Step({name: None}, erases=erase), partial(self.services.articles.remove, [name], erase=erase)
        texts = {name: self._text(number)}
        return Step(texts), partial(self._store, texts)

    def _reindexed(self, turn: int) -> Iterator[tuple[Step, Act]]:
        """Reindex alone, or as a server does it, with changes meanwhile."""
        yield self._changed(_REMOVED["reindex"])
        if turn % 2:
            yield Step(), lambda: self.services.articles.reindex(lambda _: lambda _: None)
            return
        rebuild = self.services.articles.rebuild()
        while rebuild.step(6):
            yield self._changed(_REMOVED["reindex"])
        yield Step(), rebuild.finish

    def _polls(self) -> Iterator[tuple[Step, Act]]:
        self.feed.touch()
        feed = self.services.feeds.add(str(self.feed), None, timedelta(hours=1))
        for _ in count():
            texts = {f"item-{n}": self._text(n) for n in self.chance.sample(range(_POOL), 5)}
            named = {identity_of(Item(name, text, {}), feed.source): text for name, text in texts.items()}
            yield Step({str(name): text for name, text in named.items()}), partial(self._poll, feed, texts)

    def _poll(self, feed: Feed, texts: Mapping[str, str]) -> None:
        items = [{"id": name, "content_text": text} for name, text in texts.items()]
        document = {"version": "https://jsonfeed.org/version/1.1", "title": "Tarn", "language": "en", "items": items}
        self.feed.write_text(json.dumps(document), encoding="utf-8")
        polled = self.services.poller.poll(feed)
        if polled.outcome != "read" or polled.report.problems:
            raise RuntimeError(str(polled))

    def _answered(self) -> Iterator[tuple[Step, Act]]:
        number = self.chance.randrange(_POOL)
        body = asyncio.run(_answer(self.services, f"How many homes were flooded in Tarn {number}?"))
        quoted = {source.article_id for source in body.sources}
        stored = {name: self.services.library.article(ArticleId(name)) for name in quoted}
        articles = {name: article.raw for name, article in stored.items() if article}
        if articles:
            keeper = Keeper(self.services.answers, self.services.library)
            yield Step(answer=Answered(body.id, articles)), partial(keeper, body)

    def _store(self, texts: Texts) -> None:
        articles = [
            RawArticle(ArticleId(name), text, _ENGLISH, f"{name}.txt", stated_id=True)
            for name, text in texts.items()
            if text is not None
        ]
        report = self.services.articles.store(articles, lambda _: None)
        if report.problems:
            raise RuntimeError(str(report.problems))

    def _text(self, number: int) -> str:
        homes = self.chance.randrange(100, 10_000)
        more = (
            f"Street {self.chance.randrange(1_000)} of Tarn {number} was closed until day {day}." for day in range(8)
        )
        return "\n\n".join([f"In Tarn {number} {homes} homes were flooded by the Vell on Monday.", *more])
