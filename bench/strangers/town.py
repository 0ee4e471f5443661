"""How the hundred questions and sixty twins about an invented town fare, end to end; `bench/town` has them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench import libraries
from bench.answers import FIRST, Ask, shown
from bench.paths import BenchPaths
from bench.strangers.figures import mean, token_f1
from bench.strangers.reading import PRODUCT
from bench.strangers.table import print_heading, print_miss, print_row
from bench.strangers.town_questions import TOWN, Marker, Pair, Question, Result, pairs, questions
from bench.strangers.ways import answerers, ways
from qa.answer.answerer import Answerer
from qa.wiring import open_services


class Twins(NamedTuple):
    """What came of a pair."""

    pair: Pair
    own: Result
    twin: Result


def town(paths: BenchPaths) -> None:
    """Print what is answered rightly and what refused, by kind of question, and of how many pairs of twins both are right."""
    with (
        TemporaryDirectory(prefix="dateline-bench-") as folder,
        open_services(paths.settings(Path(folder))) as services,
    ):
        libraries.ingest_files(services, paths, TOWN / "articles")
        all_ways = answerers(paths, services)
        asks, marker = ways(services, all_ways), Marker(services)
        results = {way: [marker.ask(ask, question) for question in shown(questions())] for way, ask in asks.items()}
        _print_ways(results)
        _print_kinds(results[PRODUCT])
        _print_short(results[PRODUCT], all_ways[PRODUCT])
        twins = {way: list(_twins(marker, ask)) for way, ask in asks.items()}
        _print_twins(twins)
    if paths.verbose:
        _print_misses([*results[PRODUCT], *(result for each in twins[PRODUCT] for result in (each.own, each.twin))])


def _print_ways(results: Mapping[str, Sequence[Result]]) -> None:
    print("right: a quote overlaps one that answers (± standard error)")
    print_heading(results)
    answerable = [[each for each in part if each.question.gold] for part in results.values()]
    for name, k in (("right first", 1), (f"right in the first {FIRST}", FIRST)):
        print_row(name, [[each.right_within(k) for each in part] for part in answerable])
    print_row("wrongly refused", _refusals(answerable))
    impossible = [[each for each in part if not each.question.gold] for part in results.values()]
    print_row("unanswerable: refused", _refusals(impossible))


def _refusals(parts: Sequence[Sequence[Result]]) -> list[list[bool]]:
    return [[not each.answered for each in part] for part in parts]


def _print_kinds(results: Sequence[Result]) -> None:
    print(f"\n{PRODUCT}, by kind{'':11}{'n':>4}{'right first':>14}{f'in the first {FIRST}':>16}{'refused':>10}")
    for kind in dict.fromkeys(each.question.kind for each in results):
        part = [each for each in results if each.question.kind == kind]
        first, three = (sum(each.right_within(k) for each in part) for k in (1, FIRST))
        print(f"  {kind:24}{len(part):4}{first:14}{three:16}{sum(not each.answered for each in part):10}")


def _print_short(results: Sequence[Result], answerer: Answerer) -> None:
    """Print how good the short answers are where the first statement is right."""
    right = [each.question for each in results if each.right_within(1)]
    f1 = [token_f1(_short(answerer, each), [gold.answer for gold in each.gold]) for each in right]
    print(f"short answer of a right first statement, token F1: {mean(f1)} (n {len(f1)})")


def _short(answerer: Answerer, question: Question) -> str:
    """The short answer in the first sentence that is selected."""
    candidate = answerer.find(question.text).selected[0].candidate
    return candidate.short_answer.of(candidate.article.clean) if candidate.short_answer else ""


def _twins(marker: Marker, ask: Ask) -> Iterator[Twins]:
    for pair in shown(pairs()):
        yield Twins(pair, marker.ask(ask, pair.question), marker.ask(ask, pair.twin))


def _print_twins(twins: Mapping[str, Sequence[Twins]]) -> None:
    print_heading(twins, "\ntwins")
    rows: dict[str, Callable[[Twins], bool]] = {
        "question answered": lambda each: each.own.answered,
        "… right first": lambda each: each.own.right_within(1),
        "twin refused": lambda each: not each.twin.answered,
        "answered, twin refused": lambda each: each.own.answered and not each.twin.answered,
        "right first, twin refused": lambda each: each.own.right_within(1) and not each.twin.answered,
    }
    for name, is_so in rows.items():
        print_row(name, [[is_so(each) for each in part] for part in twins.values()])


def _print_misses(results: Sequence[Result]) -> None:
    for each in results:
        gold = [f"{gold.answer} ({gold.article}: {gold.quote})" for gold in each.question.gold]
        if gold and not each.right_within(1):
            print_miss(f"missed ({each.question.kind})", each.question.text, gold, each.statements[:FIRST])
        if not gold and each.answered:
            print_miss(f"answered ({each.question.kind})", each.question.text, gold, each.statements[:FIRST])
