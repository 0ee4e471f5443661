"""Tell what each check of written sentences is worth: what it refuses, and what no other check would refuse in its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import libraries
from bench.paths import BenchPaths
from bench.retellings.tellings import Telling, tellings
from bench.strangers.support import claims_by_set
from bench.strangers.town_questions import TOWN
from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.generate.offered import offered
from qa.answer.generate.stream_parser import StreamParser
from qa.answer.verify.checks.table import CHECKS, check
from qa.answer.verify.draft import PromptPassage
from qa.answer.verify.verifier import Attempt, attempt
from qa.services import Services
from qa.wiring import open_services
from training.sources import Sources

ALL = frozenset(CHECKS)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence whose truth is known, and what the checks make of it."""

    name: str
    """The set that it is of."""
    follows: bool
    attempts: tuple[frozenset[str], ...]
    """The checks that object to it beside one choice of quotes, for each choice that is tried."""

    def refused_by(self, checks: frozenset[str]) -> bool:
        """Whether it would be refused if there were these checks alone: beside all quotes one of them objects."""
        return bool(self.attempts) and all(failed & checks for failed in self.attempts)

    def is_refused_with(self, name: str) -> bool:
        """Whether it is refused, and this check is among those that object to it."""
        return self.refused_by(ALL) and any(name in failed for failed in self.attempts)

    def refused_only_by(self, name: str) -> bool:
        """Whether it would be let through without this check."""
        return self.refused_by(ALL) and not self.refused_by(ALL - {name})


def people(paths: BenchPaths) -> None:
    """Print it for pairs that people wrote and judged."""
    _print_table(people_checked(Sources(paths.data)))


def retold(paths: BenchPaths) -> None:
    """Print it for the true and false retellings of the seeds and the town."""
    with (
        TemporaryDirectory(prefix="dateline-bench-") as folder,
        open_services(paths.settings(Path(folder))) as services,
    ):
        libraries.ingest_files(services, paths, paths.seeds, TOWN / "articles")
        _print_table([_retold(telling, services) for telling in tellings()])


def people_checked(sources: Sources) -> list[Checked]:
    """Every pair of the sets that are held aside."""
    return [
        Checked(name, claim.follows, (_failed(check(claim.claim.statement, claim.claim.quotes, dated=True)),))
        for name, claims in claims_by_set(sources).items()
        for claim in claims
    ]


def _retold(telling: Telling, services: Services) -> Checked:
    findings = services.answerer.find(telling.question)
    passages = offered(findings, SentenceCache()).passages
    attempts = [each for text in _sentences(telling) for each in _attempts(text, passages)]
    proved = any(each.proved() for each in attempts)
    return Checked(telling.kind, telling.honest, () if proved else tuple(_failed(it.checks) for it in attempts))


def _sentences(telling: Telling) -> Iterator[str]:
    """What a model's answer is cut into, without the sentence of a false one that is true."""
    parser = StreamParser()
    for draft in [*parser.feed(telling.text), *parser.finish()]:
        if draft.text != telling.stands:
            yield draft.text


def _attempts(text: str, passages: Sequence[PromptPassage]) -> list[Attempt]:
    """The sentence beside quotes of the first passage, and of all, as the verifier tries them."""
    return [made for made in (attempt(text, passages[:1]), attempt(text, passages)) if made.citations]


def _failed(checks: Mapping[str, bool]) -> frozenset[str]:
    return frozenset(name for name, holds in checks.items() if not holds)


def _print_table(checked: Sequence[Checked]) -> None:
    """Print a row a check, of all sets, and a row a set, of all checks."""
    print(f"{'of all sets':20}{'false refused':>16}{'… by it alone':>16}{'true refused':>16}{'… by it alone':>16}")
    for name in CHECKS:
        print(f"{name:20}" + "".join(f"{count:16}" for count in _counts(checked, name)))
    print(f"\n{'by all checks':20}{'false refused':>22}{'true refused':>22}")
    for group in (*dict.fromkeys(each.name for each in checked), "all sets"):
        part = [each for each in checked if group in {each.name, "all sets"}]
        print(f"{group:20}" + "".join(f"{_share(part, follows=follows):>22}" for follows in (False, True)), flush=True)


def _counts(checked: Sequence[Checked], name: str) -> Iterator[int]:
    """How many a check refuses, of the false ones and of the true ones, each with those that it alone refuses."""
    for follows in (False, True):
        yield sum(each.is_refused_with(name) for each in checked if each.follows is follows)
        yield alone(checked, name, follows=follows)


def refused(checked: Iterable[Checked], names: Iterable[str], *, follows: bool) -> int:
    """How many of the true or the false ones these checks refuse."""
    return sum(each.refused_by(frozenset(names)) for each in checked if each.follows is follows)


def alone(checked: Iterable[Checked], name: str, *, follows: bool) -> int:
    """How many of them no other check refuses."""
    return sum(each.refused_only_by(name) for each in checked if each.follows is follows)


def _share(checked: Sequence[Checked], *, follows: bool) -> str:
    count = sum(each.follows is follows for each in checked)
    if not count:
        return "-"
    lost = refused(checked, ALL, follows=follows)
    return f"{lost} of {count} ({lost / count:.1%})"
