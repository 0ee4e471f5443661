"""Turns questions, asked end to end, into how often the answer is right, refused or wrong."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from rich.console import Console
from rich.progress import track

from bench import corpora, libraries
from bench.corpora import Case, Item, Query
from bench.metrics import folded
from bench.nearest import nearest
from bench.places import BenchPaths
from qa.answer.answerer import Answerer
from qa.answer.extract.select import MOST, Thresholds
from qa.domain.answer import Answer, Statement, statements_of
from qa.services import Services

Told = Callable[[Statement, Query], bool]
"""Whether a statement answers a query."""
Ask = Callable[[str], Sequence[Statement]]

FIRST = 3
"""Statements that a reader takes in at a glance."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one case."""

    case: Case
    right: tuple[bool, ...]
    """Whether each statement cites a gold quote; empty where Dateline abstained."""

    @property
    def answered(self) -> bool:
        return bool(self.right)

    @property
    def first(self) -> bool:
        return self.right[:1] == (True,)


def seeds(places: BenchPaths) -> None:
    """Prints how our own questions on the seed articles fare; the target is .85 right first, 2 of 12 wrong."""
    with libraries.seeds(places) as services:
        for name, answerer in libraries.both(places, services).items():
            print(f"\n{name}")
            _print_cases(answerer, corpora.cases(places.cases))


def _print_cases(answerer: Answerer, cases: Sequence[Case]) -> None:
    verdicts = [Verdict(case, cites(answerer.ask(case.question), case.quotes)) for case in cases]
    answerable = [it for it in verdicts if it.case.answerable]
    unanswerable = [it for it in verdicts if not it.case.answerable]
    print(f"answerable questions ({len(answerable)})")
    print(f"{'':24}   n  right first  right anywhere  refused  statements")
    for name, part in _by_kind(answerable):
        print(f"{name:24}{len(part):4}  {_answerable(part)}")
    print(f"unanswerable questions ({len(unanswerable)})")
    for name, part in _by_kind(unanswerable):
        wrong = sum(it.answered for it in part)
        print(
            f"{name:24}{len(part):4}  answered, hence wrong: {wrong} of {len(part)} = {12 * wrong / len(part):.1f} of 12"
        )


def cites(answer: Answer, quotes: Iterable[str]) -> tuple[bool, ...]:
    """Whether each statement has a citation whose quote holds one of the quotes, white space aside."""
    gold = [folded(quote) for quote in quotes]
    return tuple(
        any(quote in folded(citation.quote) for citation in statement.citations for quote in gold)
        for statement in statements_of(answer)
    )


def _by_kind(verdicts: Sequence[Verdict]) -> list[tuple[str, list[Verdict]]]:
    kinds = sorted({it.case.kind for it in verdicts})
    return [
        ("all", list(verdicts)),
        *((f"  {kind}", [it for it in verdicts if it.case.kind == kind]) for kind in kinds),
    ]


def _answerable(part: Sequence[Verdict]) -> str:
    first, anywhere = (fmean(flags) for flags in ([it.first for it in part], [any(it.right) for it in part]))
    answered = [len(it.right) for it in part if it.answered]
    length = f"{fmean(answered):.2f}" if answered else "-"
    return f"{first:11.3f}  {anywhere:14.3f}  {1 - len(answered) / len(part):7.3f}  {length:>10}"


def news(places: BenchPaths) -> None:
    """Prints how often the answers hold the words that the news quiz counts as right."""
    collection = corpora.news(places.data)
    with libraries.cached(places, collection) as services:
        print(f"{len(collection.queries)} questions; the right answer's words in a statement from any article")
        _print_found(places, services, collection.queries, _tells)


def squad(places: BenchPaths) -> None:
    """Prints how SQuAD's questions fare; the target is .75 with the answer among the first three statements."""
    collection = corpora.squad(places.data)
    answerable = corpora.sample([query for query in collection.queries if query.answerable], places.limit)
    impossible = corpora.sample([query for query in collection.queries if not query.answerable], places.limit)
    with libraries.cached(places, collection) as services:
        print(
            f"{len(collection.articles)} paragraphs, each an article; {len(answerable)} questions, sampled with a fixed seed;"
        )
        print("an answer's words in a statement from the question's own paragraph")
        _print_found(places, services, answerable, _tells_from_its_own)
        for name, answerer in libraries.both(places, services).items():
            refused = sum(not statements_of(answerer.ask(query.text)) for query in shown(impossible))
            print(f"impossible, refused, {name}: {refused / len(impossible):.3f}  ({refused} of {len(impossible)})")


def _tells(statement: Statement, query: Query) -> bool:
    return query.answered_in(statement.text)


def _tells_from_its_own(statement: Statement, query: Query) -> bool:
    return _tells(statement, query) and any(citation.article_id in query.relevant for citation in statement.citations)


def shown(queries: Sequence[Item]) -> Iterable[Item]:
    """The questions, with a bar that tells how many have been taken where somebody is looking."""
    console = Console(stderr=True)
    return track(queries, "Asking", console=console, transient=True, disable=not console.is_terminal)


def _print_found(places: BenchPaths, services: Services, queries: Sequence[Query], told: Told) -> None:
    """A table of Dateline, for which an abstention is a miss, with models and without, with no threshold, and of the baseline."""
    answerers = libraries.both(places, services)
    bold = replace(answerers[libraries.MODELS], thresholds=Thresholds(answer=0.0, beside=0.0))
    plain = nearest(services)
    ways: Mapping[str, Ask] = {
        **{name: _statements_of(answerer) for name, answerer in answerers.items()},
        "no threshold": _statements_of(bold),
        "nearest": plain.answer,
    }
    found = {
        name: [[told(statement, query) for statement in ask(query.text)] for query in shown(queries)]
        for name, ask in ways.items()
    }
    _print_row("", list(ways))
    for name, k in (("first statement", 1), (f"first {FIRST}", FIRST), (f"first {MOST}", MOST)):
        _print_row(name, [fmean(any(each[:k]) for each in found[way]) for way in ways])
    _print_row("refused", [fmean(not each for each in found[way]) for way in ways])
    _print_row("statements per answer", [fmean(len(each) for each in found[way] if each) for way in ways])


def _statements_of(answerer: Answerer) -> Ask:
    return lambda question: statements_of(answerer.ask(question))


def _print_row(name: str, values: Sequence[float | str]) -> None:
    cells = (f"{value:>16}" if isinstance(value, str) else f"{value:16.3f}" for value in values)
    print(f"{name:24}{''.join(cells)}")
