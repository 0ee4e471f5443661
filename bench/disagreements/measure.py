"""How often answers tell both sides of what sources say differently, and leave alone what they do not."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.answers import shown
from bench.disagreements.asked import HALVES, asked
from bench.disagreements.made import OTHER, OWN, Made, made
from bench.paths import BenchPaths
from bench.strangers.figures import mean
from qa.domain.answer import Answer, Answered, Disagreement, Position, statements_of
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from qa.wiring import open_services

_SIZE = 200
"""Pairs, and as many controls, of each half."""


class Told(NamedTuple):
    """A pair or a control, and what was answered."""

    case: Made
    answer: Answer

    @property
    def is_pair(self) -> bool:
        return self.case.control is None

    @property
    def marked(self) -> tuple[Disagreement, ...]:
        """What is told as a disagreement; who speaks of different things does not disagree."""
        found = self.answer.disagreements if isinstance(self.answer, Answered) else ()
        return tuple(each for each in found if each.relation != "scope")

    @property
    def positions(self) -> tuple[Position, ...]:
        return tuple(position for each in self.marked for position in each.positions)

    def is_marked(self) -> bool:
        """Whether a disagreement is told."""
        return bool(self.marked)

    def found(self) -> float:
        """The share of the two positions that are told, each by its own article."""
        told = [{citation.article_id for citation in position.citations} for position in self.positions]
        return sum(any(name in names for names in told) for name in (OWN, OTHER)) / 2

    def false_consensus(self) -> bool:
        """Whether one side is told alone, as if nobody said otherwise."""
        cited = {citation.article_id for each in statements_of(self.answer) for citation in each.citations}
        return not self.marked and len(cited & {OWN, OTHER}) == 1

    def invented(self) -> int:
        """Values that do not stand in the quote that they are told of."""
        return sum(position.value not in position.citations[0].quote for position in self.positions)

    def beside(self) -> int:
        """Positions of articles that are no side of it."""
        return sum(position.citations[0].article_id not in {OWN, OTHER} for position in self.positions)


def disagreements(paths: BenchPaths) -> None:
    """Print both halves; targets: found .85, false consensus at most .08, controls marked at most .05, nothing invented."""
    for half in HALVES:
        pairs, controls = made(asked(paths.data, half), _SIZE, Random(0))  # noqa: S311 - the same ones every time
        with _library(paths) as services:
            told = [_told(services, case) for case in shown([*pairs, *controls])]
        print(f"\npages and weeks that the rules were {half} ({len(pairs)} pairs, {len(controls)} controls)")
        _print(told)
        if paths.verbose:
            _print_misses(told)


@contextmanager
def _library(paths: BenchPaths) -> Iterator[Services]:
    with (
        TemporaryDirectory(prefix="dateline-bench-") as folder,
        open_services(paths.settings(Path(folder))) as services,
    ):
        yield services


def _told(services: Services, case: Made) -> Told:
    """The answer over nothing but the articles of the case."""
    services.articles.store(case.articles, _unseen)
    answer = services.answerer.ask(case.question)
    services.articles.remove([_id(article) for article in case.articles])
    return Told(case, answer)


def _id(article: RawArticle) -> str:
    return article.id


def _unseen(_: int) -> None:
    """Progress that nobody watches."""


def _print(told: Sequence[Told]) -> None:
    pairs, controls = ([each for each in told if each.is_pair == is_pair] for is_pair in (True, False))
    answered = [each for each in pairs if isinstance(each.answer, Answered)]
    print(f"positions found            {mean(list(map(Told.found, pairs)))}")
    print(f"… where it is answered     {mean(list(map(Told.found, answered)))}  (n {len(answered)})")
    print(f"false consensus            {mean(list(map(Told.false_consensus, pairs)))}")
    print(f"controls marked            {mean(list(map(Told.is_marked, controls)))}")
    print(f"values invented            {sum(map(Told.invented, told))}")
    print(f"positions of no side       {sum(map(Told.beside, pairs))}")
    by_name: dict[str, list[Told]] = {}
    for each in told:
        by_name.setdefault(each.case.name, []).append(each)
    for name, part in by_name.items():
        _print_kind(name, part)


def _print_kind(name: str, part: Sequence[Told]) -> None:
    found = part[0].is_pair
    shares = [each.found() if found else each.is_marked() for each in part]
    print(f"  {name:10}{len(part):5}  {'found' if found else 'marked':8}{mean(shares)}")


def _print_misses(told: Sequence[Told]) -> None:
    for each in told:
        wrong = each.found() < 1 if each.is_pair else each.is_marked()
        if wrong:
            print(f"\n{each.case.name}: {each.case.question}  {' / '.join(each.case.answers)}")
            for statement in statements_of(each.answer):
                print(f"  said: {statement.text}")
            for position in each.positions:
                print(f"  position: {position.value}")
