"""How often an answer, asked for end to end, is right, refused or wrong."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from rich.console import Console
from rich.progress import track

from bench import corpora, libraries
from bench.corpora import Item, Query
from bench.nearest import nearest
from bench.paths import BenchPaths
from eval.cases import Case
from eval.metrics.citations import gold_quote
from eval.metrics.correctness import right_first
from eval.record import Outcome
from eval.targets import outcome_of
from qa.answer.answerer import Answerer
from qa.answer.extract.select import MOST, Thresholds
from qa.domain.answer import Statement, statements_of
from qa.services import Services

Rule = Callable[[Statement, Query], bool]
"""Whether a statement answers a query."""
Ask = Callable[[str], Sequence[Statement]]

FIRST = 3
"""Statements that a reader takes in at a glance."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case."""

    case: Case
    outcome: Outcome

    @property
    def right_first(self) -> bool:
        return right_first(self.case, self.outcome) == 1

    @property
    def right_anywhere(self) -> bool:
        return gold_quote(self.case, self.outcome) == 1


def seeds(paths: BenchPaths) -> None:
    """Print how our own questions on the seed articles fare; the target is .85 right first, 2 of 12 wrong."""
    cases = corpora.cases(paths.cases)
    with libraries.seeds(paths) as services:
        for name, answerer in libraries.both(paths, services).items():
            print(f"\n{name}")
            _print_cases([Result(case, outcome_of(answerer.ask(case.question), None)) for case in cases])


def _print_cases(results: Sequence[Result]) -> None:
    answerable = [result for result in results if result.case.answerable]
    unanswerable = [result for result in results if not result.case.answerable]
    print(f"answerable questions ({len(answerable)})")
    print(f"{'':24}   n  right first  right anywhere  refused  statements")
    for name, part in _by_kind(answerable):
        print(f"{name:24}{len(part):4}  {_answerable(part)}")
    print(f"unanswerable questions ({len(unanswerable)})")
    for name, part in _by_kind(unanswerable):
        wrong = sum(result.outcome.answered for result in part)
        print(
            f"{name:24}{len(part):4}  answered, hence wrong: {wrong} of {len(part)} = {12 * wrong / len(part):.1f} of 12"
        )


def _by_kind(results: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    kinds = sorted({result.case.kind for result in results})
    return [
        ("all", list(results)),
        *((f"  {kind}", [result for result in results if result.case.kind == kind]) for kind in kinds),
    ]


def _answerable(part: Sequence[Result]) -> str:
    first, anywhere = (
        fmean(result.right_first for result in part),
        fmean(result.right_anywhere for result in part),
    )
    lengths = [len(result.outcome.statements) for result in part if result.outcome.answered]
    mean_length = f"{fmean(lengths):.2f}" if lengths else "-"
    return f"{first:11.3f}  {anywhere:14.3f}  {1 - len(lengths) / len(part):7.3f}  {mean_length:>10}"


def news(paths: BenchPaths) -> None:
    """Print how often the answers hold the words that the news quiz counts as right."""
    collection = corpora.news(paths.data)
    with libraries.cached(paths, collection) as services:
        print(f"{len(collection.queries)} questions; the right answer's words in a statement from any article")
        _print_ways(paths, services, collection.queries, _says_answer)


def squad(paths: BenchPaths) -> None:
    """Print how SQuAD's questions fare; the target is .75 with the answer among the first three statements."""
    collection = corpora.squad(paths.data)
    answerable = corpora.sample([query for query in collection.queries if query.answerable], paths.limit)
    impossible = corpora.sample([query for query in collection.queries if not query.answerable], paths.limit)
    with libraries.cached(paths, collection) as services:
        print(
            f"{len(collection.articles)} paragraphs, each an article; {len(answerable)} questions, sampled with a fixed seed;"
        )
        print("an answer's words in a statement from the question's own paragraph")
        _print_ways(paths, services, answerable, _says_answer_from_its_own)
        for name, answerer in libraries.both(paths, services).items():
            refused = sum(not statements_of(answerer.ask(query.text)) for query in shown(impossible))
            print(f"impossible, refused, {name}: {refused / len(impossible):.3f}  ({refused} of {len(impossible)})")


def _says_answer(statement: Statement, query: Query) -> bool:
    return query.answered_in(statement.text)


def _says_answer_from_its_own(statement: Statement, query: Query) -> bool:
    return _says_answer(statement, query) and any(
        citation.article_id in query.relevant for citation in statement.citations
    )


def shown(queries: Sequence[Item]) -> Iterable[Item]:
    """The questions, with a bar that shows how many have been taken where somebody is looking."""
    console = Console(stderr=True)
    return track(queries, "Asking", console=console, transient=True, disable=not console.is_terminal)


def _print_ways(paths: BenchPaths, services: Services, queries: Sequence[Query], answers: Rule) -> None:
    """Print Dateline, for which an abstention is a miss, with and without models and threshold, beside the baseline."""
    columns = {
        name: [[answers(statement, query) for statement in ask(query.text)] for query in shown(queries)]
        for name, ask in _ways(paths, services).items()
    }
    _print_row("", list(columns))
    for name, k in (("first statement", 1), (f"first {FIRST}", FIRST), (f"first {MOST}", MOST)):
        _print_row(name, [_share_right(answered, k) for answered in columns.values()])
    _print_row("refused", [fmean(not marks for marks in answered) for answered in columns.values()])
    _print_row("statements per answer", [fmean(map(len, filter(None, answered))) for answered in columns.values()])


def _ways(paths: BenchPaths, services: Services) -> Mapping[str, Ask]:
    answerers = libraries.both(paths, services)
    bold = replace(answerers[libraries.MODELS], thresholds=Thresholds(answer=0.0, beside=0.0))
    return {
        **{name: _statements_of(answerer) for name, answerer in answerers.items()},
        "no threshold": _statements_of(bold),
        "nearest": nearest(services).answer,
    }


def _share_right(answered: Sequence[Sequence[bool]], k: int) -> float:
    """The share of answers with a right one among their first `k` statements."""
    return fmean(any(marks[:k]) for marks in answered)


def _statements_of(answerer: Answerer) -> Ask:
    return lambda question: statements_of(answerer.ask(question))


def _print_row(name: str, values: Sequence[float | str]) -> None:
    cells = (f"{value:>16}" if isinstance(value, str) else f"{value:16.3f}" for value in values)
    print(f"{name:24}{''.join(cells)}")
