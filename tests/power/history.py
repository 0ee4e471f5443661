"""Articles and keys that come and go, each step acknowledged; `python -m tests.power.history DATA ACKNOWLEDGED` runs it."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from qa.adapters.chroma import ChromaIndex
from qa.adapters.sqlite_answers import SqliteAnswers
from qa.adapters.sqlite_keys import SqliteKeys
from qa.adapters.sqlite_library import SqliteLibrary
from qa.domain.access import Key
from qa.domain.answer import KeptAnswer, KeptLimits
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from qa.settings import Settings
from qa.wiring import build_services
from tests.driving import COMMAND_LINE, in_memory

_STEPS = 75
_PARAGRAPHS = 40
"""Of an article: with all articles together Chroma has more than a thousand changes, after which it writes its graph anew."""
_DAY = datetime(2026, 11, 28, tzinfo=UTC)


@contextmanager
def opened(data: Path) -> Iterator[Services]:
    """Open the services on real stores with a quick embedder, and finish what was interrupted, as a start does."""
    with ExitStack() as stack:
        fakes = stack.enter_context(in_memory()).adapters
        keys = stack.enter_context(closing(SqliteKeys(data / "keys.db")))
        adapters = replace(
            fakes,
            library=stack.enter_context(closing(SqliteLibrary(data / "library.db"))),
            index=stack.enter_context(closing(ChromaIndex(data / "chroma", fakes.embedder.name))),
            keys=keys,
            disclosures=keys,
            answers=stack.enter_context(closing(SqliteAnswers(data / "answers.db", KeptLimits(100, timedelta())))),
        )
        services = build_services(Settings(data=data), adapters, COMMAND_LINE)
        services.articles.indexer.recover()
        yield services


@dataclass(frozen=True, slots=True)
class State:
    """What there is once some steps were acknowledged."""

    texts: dict[str, str] = field(default_factory=dict)
    keys: dict[str, bool] = field(default_factory=dict)
    """Whether each is still good."""
    answers: frozenset[str] = frozenset()


def expected() -> list[State]:
    """Return the state after no step, after the first, and so on."""
    states = [State()]
    for step in range(_STEPS):
        states.append(_after(states[-1], step))
    return states


def _after(state: State, step: int) -> State:
    article, key = f"a{step % 25}", f"key_{step // 5}"
    texts, keys, answers = dict(state.texts), dict(state.keys), state.answers
    match step % 5:
        case 0 | 1:
            texts[article] = _text(step)
        case 2:
            keys[key] = True
        case 3:
            texts.pop(f"a{(step + 2) % 25}", None)
            answers |= {f"ans_{step}"} if step < 20 else set()
        case 4:
            keys[key] = step % 2 == 0
    return State(texts, keys, answers)


def _do(services: Services, before: State, after: State) -> None:
    """Make the one change that leads from a state to the next."""
    for name in before.texts.keys() - after.texts.keys():
        services.articles.remove([name])
    for name, text in after.texts.items() - before.texts.items():
        services.articles.put(RawArticle(ArticleId(name), text, Metadata(), f"{name}.txt", stated_id=True))
    for name, good in after.keys.items() - before.keys.items():
        if good:
            services.adapters.keys.add(Key(name, name, "secret", "", (), _DAY))
        else:
            services.adapters.keys.revoke(name, _DAY)
    for name in after.answers - before.answers:
        services.answers.add(KeptAnswer(name, _DAY, (), name))


def state_of(services: Services, candidates: list[State]) -> State:
    """Return what the services have."""
    answers = {name for state in candidates for name in state.answers if services.answers.find(name)}
    return State(
        {article.id: article.raw for article in services.articles.all()},
        {key.id: key.revoked_at is None for key in services.adapters.keys.all()},
        frozenset(answers),
    )


def _text(step: int) -> str:
    return "\n\n".join(f"Ship {step} paid {step * 7 + part} crowns at berth {part}." for part in range(_PARAGRAPHS))


def main(data: Path, acknowledged: Path) -> None:
    states = expected()
    file = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with opened(data) as services:
        for before, after in pairwise(states):
            _do(services, before, after)
            os.write(file, b".")
    os.close(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
