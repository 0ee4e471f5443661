"""Time what hostile texts cost, each in a process of its own that is ended where it takes too long."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench import libraries
from bench.paths import BenchPaths
from qa.answer.generate.stream_parser import StreamParser
from qa.domain.answer import Inquiry, Turn
from qa.domain.article import ArticleId, Metadata
from qa.errors import QuestionError
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services

QUESTION = "How many homes were flooded in Tarn?"
_FACT = "In Tarn 340 homes were flooded by the Vell on Monday. "
_ROW = "Homes flooded in Tarn: 340.\n"
_NOTE = "Ann Lee is a reporter at the Tarn Herald.\n"
_CONTACT = "Please email ann@x.example with tips.\n"
_ENTITIES, _QUESTION_LENGTH, _TURN = 8_000, 2_000, 1_800
_LONGEST = 120.0
"""Seconds after which a text counts as one that never ends."""

ARTICLES: Mapping[str, str] = {
    "colons": ": " * 1_500 + _ROW,
    "rows": _ROW * 1_000,
    "notes": _FACT + "\n" + _NOTE * 1_000,
    "alternating": _FACT + "\n" + (_NOTE + _CONTACT) * 500,
    "sentence": "and Ann Lee " * 2_000,
}
"""Texts of articles that cost far more than their length, by name."""
QUESTIONS = (f"what is {'a' * (_QUESTION_LENGTH - 20)} of x",)
SENTENCES = (_FACT.rstrip(". ") + " and Ann Lee" * 1_000,)
"""To be checked."""

Work = Callable[[BenchPaths, Services, Path], None]


@dataclass(frozen=True, slots=True)
class Attack:
    """A text that costs far more than its length, and what is done with it."""

    name: str
    work: Work


def _asked(paths: BenchPaths, services: Services, folder: Path) -> None:
    """What the others are measured against."""
    del paths, folder
    _ask(services, QUESTION)


def _colons(paths: BenchPaths, services: Services, folder: Path) -> None:
    del paths, folder
    _put_and_ask(services, ARTICLES["colons"])


def _rows(paths: BenchPaths, services: Services, folder: Path) -> None:
    del paths, folder
    _put_and_ask(services, ARTICLES["rows"])


def _notes(paths: BenchPaths, services: Services, folder: Path) -> None:
    del paths, folder
    _put_and_ask(services, ARTICLES["notes"])


def _alternating(paths: BenchPaths, services: Services, folder: Path) -> None:
    del paths, folder
    _put_and_ask(services, ARTICLES["alternating"])


def _declared(paths: BenchPaths, services: Services, folder: Path) -> None:
    people = [{"@type": "Person", "@id": f"#{n}", "name": f"Ann Lee {n}"} for n in range(_ENTITIES)]
    authors = [{"@id": person["@id"]} for person in people]
    graph = {"@graph": [*people, {"@type": "NewsArticle", "headline": "Floods", "author": authors}]}
    page = folder / "page.html"
    script = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    page.write_text(f"<html>{script}<article><p>{_FACT * 5}</p></article></html>", encoding="utf-8")
    libraries.ingest_files(services, paths, page)


def _piece(paths: BenchPaths, services: Services, folder: Path) -> None:
    """No passage is needed: the parser is where a model's text is cut into sentences."""
    del paths, services, folder
    parser = StreamParser()
    parser.feed("a [1]. " * 3_000)
    parser.finish()


def _definition(paths: BenchPaths, services: Services, folder: Path) -> None:
    del paths, folder
    _ask(services, QUESTIONS[0])


def _turns(paths: BenchPaths, services: Services, folder: Path) -> None:
    del paths, folder
    marks = ". " * (_TURN // 2)
    turns = tuple(Turn(f"What about {marks[:-10]}{number}?", marks) for number in range(6))
    _ask(services, "And why did he do that?", turns)


def _sentence(paths: BenchPaths, services: Services, folder: Path) -> None:
    del paths, folder
    asyncio.run(_check(services, SENTENCES[0]))


def _article(paths: BenchPaths, services: Services, folder: Path) -> None:
    del paths, folder
    services.articles.put(RawArticle(ArticleId("hostile"), ARTICLES["sentence"], Metadata(), "bench"))
    asyncio.run(_check(services, "In Tarn 240 homes were flooded by the Vell, said Ines Duarte."))


ATTACKS = (
    Attack("a question, and no attack", _asked),
    Attack("an article with 1,500 colons before a row, and a question", _colons),
    Attack("an article of 1,000 equal short rows, and a question", _rows),
    Attack("an article with 1,000 author notes, and a question", _notes),
    Attack("an article with notes and contacts in turns, and a question", _alternating),
    Attack(f"a page that declares {_ENTITIES:,} authors", _declared),
    Attack("20 kB from a model in one piece", _piece),
    Attack('"what is aaaa… of x"', _definition),
    Attack("six turns of full stops before a question", _turns),
    Attack("a check of a sentence of 12 kB", _sentence),
    Attack("a check beside an article that is one sentence of 24 kB", _article),
)


def texts(paths: BenchPaths) -> None:
    """Print the seconds of each attack, after a question that has loaded the models."""
    for attack in ATTACKS:
        print(f"{attack.name:64}{seconds(attack, paths, _LONGEST)}", flush=True)


def seconds(attack: Attack, paths: BenchPaths, longest: float) -> str:
    """What an attack took, or that it was ended: an expression that backtracks can only be killed."""
    processes = get_context("spawn")
    receiving, sending = processes.Pipe(duplex=False)
    process = processes.Process(target=_timed, args=(attack, paths, sending), daemon=True)
    with receiving:
        process.start()
        sending.close()
        try:
            receiving.recv()  # all is loaded
            return f"{receiving.recv():.2f} s" if receiving.poll(longest) else f"not within {longest:.0f} s"
        finally:
            process.kill()
            process.join()


def _timed(attack: Attack, paths: BenchPaths, sending: Connection) -> None:
    with libraries.seeds(paths) as services, TemporaryDirectory(prefix="dateline-bench-") as folder:
        _ask(services, "How many US troops are in Iraq?")
        asyncio.run(_check(services, "About 2,500 troops are in Iraq."))
        sending.send(None)
        started = perf_counter()
        attack.work(paths, services, Path(folder))
        sending.send(perf_counter() - started)


def _put_and_ask(services: Services, text: str) -> None:
    services.articles.put(RawArticle(ArticleId("hostile"), text, Metadata(), "bench"))
    _ask(services, QUESTION)


def _ask(services: Services, question: str, turns: tuple[Turn, ...] = ()) -> None:
    asyncio.run(services.responder.ask(Inquiry(question, history=turns)))


async def _check(services: Services, text: str) -> None:
    with suppress(QuestionError):  # a sentence that is too long is refused
        async with aclosing(services.checker.check(text)) as sentences:
            async for _ in sentences:
                pass
