"""How follow-up questions fare, end to end, and whether the turns before it spoil a question that needs none of them.

`bench/dialogues` has dialogues of three turns: of the second and third some change the subject, and the others lean on what
was said. Each turn is asked twice: after what people say that was answered, and after what Dateline itself answered.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Literal

import yaml

from bench import corpora, libraries
from bench.answers import FIRST, shown
from bench.paths import ROOT, BenchPaths
from bench.strangers.figures import mean
from eval.cases import Before, Case, Gold
from eval.metrics.citations import is_gold
from eval.metrics.summary import percentile
from eval.record import Outcome
from eval.targets import outcome_of
from qa.domain.answer import Inquiry, Turn
from qa.services import Services
from qa.wiring import open_services

DIALOGUES = ROOT / "bench" / "dialogues"
FOLLOW_UPS = ROOT / "eval" / "cases" / "seeds-follow-ups.jsonl"
TURNS = 6
"""The turns that a client sends at most."""

Role = Literal["opening", "follow-up", "new subject"]
"""The part that a turn plays in its dialogue."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question after some turns, and what came of it."""

    case: Case
    outcome: Outcome
    standalone: str
    """What was searched for."""

    @property
    def right(self) -> bool:
        """Whether it is right first, or rightly refused."""
        return self.right_within(1) if self.case.answerable else not self.outcome.answered

    def right_within(self, k: int) -> bool:
        """Whether one of the first `k` statements quotes what answers."""
        return any(is_gold(cited, self.case) for said in self.outcome.statements[:k] for cited in said.citations)


Dialogue = Sequence[Case]
"""Its turns in order; the `kind` of each is its role, and its `history` has the answers that people gave."""


@dataclass(frozen=True, slots=True)
class Chat:
    """Asks the services as a chat does."""

    services: Services
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def ask(self, case: Case, history: Sequence[Turn]) -> Asked:
        """Ask the question of a case after these turns, whichever its own are."""
        started = perf_counter()
        answer = self.runner.run(self.services.responder.ask(Inquiry(case.question, history=tuple(history))))
        outcome = outcome_of(answer, None, (perf_counter() - started) * 1000)
        return Asked(case, outcome, answer.standalone or case.question)

    def close(self) -> None:
        """End the event loop."""
        self.runner.close()


def follow_ups(paths: BenchPaths) -> None:
    """Print how dialogues fare on the seeds and on an invented town, and how questions do that need no turns."""
    cases = corpora.cases(FOLLOW_UPS)
    with libraries.seeds(paths) as services, closing(Chat(services)) as chat:
        _print_set("the 20 follow-ups of the gold cases", [_told(chat, case) for case in cases], paths)
        _print_dialogues("seeds", dialogues("seeds"), chat, paths)
        _print_spoilt(chat, corpora.cases(paths.cases), cases, paths)
    with _harbour(paths) as services, closing(Chat(services)) as chat:
        _print_dialogues("harbour", dialogues("harbour"), chat, paths)


@contextmanager
def _harbour(paths: BenchPaths) -> Iterator[Services]:
    with (
        TemporaryDirectory(prefix="dateline-bench-") as folder,
        open_services(paths.settings(Path(folder))) as services,
    ):
        libraries.ingest_files(services, paths, ROOT / "eval" / "corpora" / "skerrin" / "articles")
        yield services


def dialogues(name: str) -> list[Dialogue]:
    """The dialogues of a file."""
    rows: list[dict[str, Any]] = yaml.safe_load((DIALOGUES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [list(_turns(f"{name}-{number:02}", row["turns"])) for number, row in enumerate(rows, start=1)]


def _turns(name: str, rows: Sequence[dict[str, Any]]) -> Iterator[Case]:
    history: tuple[Before, ...] = ()
    for number, row in enumerate(rows, start=1):
        gold = tuple(Gold(**each) for each in row.get("gold", ()))
        yield Case(
            id=f"{name}.{number}",
            question=row["question"],
            history=history,
            kind=_role(number, row.get("note", "")),
            answerable=bool(gold),
            answers=tuple(row.get("answers") or (each.quote for each in gold)),
            gold=gold,
        )
        answer = f"{gold[0].quote} [1]" if gold else ""
        history = (*history, Before(question=row["question"], answer=answer))


def _role(number: int, note: str) -> Role:
    if number == 1:
        return "opening"
    return "new subject" if "changes the subject" in note else "follow-up"


def _told(chat: Chat, case: Case, history: Sequence[Before] | None = None) -> Asked:
    """Ask a question after the turns of its case, or after others."""
    before = case.history if history is None else history
    return chat.ask(case, [Turn(turn.question, turn.answer) for turn in before])


def _live(chat: Chat, dialogue: Dialogue) -> Iterator[Asked]:
    """Ask a dialogue as the chat does: each turn is what was searched for and what was said."""
    history: list[Turn] = []
    for case in dialogue:
        asked = chat.ask(case, history[-TURNS:])
        yield asked
        history.append(Turn(asked.standalone, asked.outcome.text))


def _print_dialogues(name: str, all_dialogues: Sequence[Dialogue], chat: Chat, paths: BenchPaths) -> None:
    told = [_told(chat, case) for dialogue in shown(all_dialogues) for case in dialogue]
    live = [asked for dialogue in shown(all_dialogues) for asked in _live(chat, dialogue)]
    _print_set(f"{name}, opening", _of_role(told, "opening"), paths)
    roles: tuple[Role, ...] = ("follow-up", "new subject")
    for role in roles:
        _print_set(f"{name}, {role}", _of_role(told, role), paths)
        _print_set(f"{name}, {role}, after our own answers", _of_role(live, role), paths)


def _of_role(results: Sequence[Asked], role: Role) -> list[Asked]:
    return [asked for asked in results if asked.case.kind == role]


def _print_set(name: str, results: Sequence[Asked], paths: BenchPaths) -> None:
    """Print a table of one set, and what went wrong where that is asked for."""
    answerable = [asked for asked in results if asked.case.answerable]
    print(f"\n{name}")
    _print_share("right first", [asked.right_within(1) for asked in answerable])
    _print_share(f"right in the first {FIRST}", [asked.right_within(FIRST) for asked in answerable])
    _print_share("wrongly refused", _refusals(answerable))
    _print_share("unanswerable: refused", _refusals([asked for asked in results if not asked.case.answerable]))
    times = [asked.outcome.milliseconds for asked in results]
    print(f"  {'milliseconds':26}p50 {percentile(times, 50):.0f}, p95 {percentile(times, 95):.0f}", flush=True)
    if paths.verbose:
        _print_misses(results)


def _print_share(label: str, values: Sequence[bool]) -> None:
    print(f"  {label:26}{sum(values):4} of {len(values):3}  {mean(values) if values else ''}")


def _refusals(results: Sequence[Asked]) -> list[bool]:
    return [not asked.outcome.answered for asked in results]


def _print_misses(results: Sequence[Asked]) -> None:
    for asked in results:
        if not asked.right:
            before = " / ".join(turn.question for turn in asked.case.history)
            print(f"\n    {before} / {asked.case.question}\n    searched for: {asked.standalone}")
            print(f"    gold: {' | '.join(gold.quote for gold in asked.case.gold) or 'nothing'}")
            for said in asked.outcome.statements[:FIRST] or ():
                print(f"    said: {said.text}")


def _print_spoilt(chat: Chat, cases: Sequence[Case], turns: Sequence[Case], paths: BenchPaths) -> None:
    """Print how questions that need no turns fare alone, after a turn on the same subject, and after one on another."""
    whole = [case for case in cases if not case.history]
    histories: dict[str, Callable[[int], tuple[Before, ...]]] = {
        "alone": lambda _: (),
        "after the question before it": lambda at: _turn_of(whole[at - 1]),
        "after a follow-up's turns": lambda at: turns[at % len(turns)].history,
    }
    for name, history in histories.items():
        results = [_told(chat, case, history(at)) for at, case in enumerate(shown(whole))]
        _print_set(f"questions that stand alone, {name}", results, paths)


def _turn_of(case: Case) -> tuple[Before, ...]:
    answer = " ".join(f"{gold.quote} [1]" for gold in islice(case.gold, 1))
    return (Before(question=case.question, answer=answer),)
