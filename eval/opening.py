"""Open the target that the options of a command name, and close it again."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.errors import EvalError
from eval.remote import Command, DatelineServer, Endpoint
from eval.targets import InProcess, Target
from qa.settings import load
from qa.wiring import open_services

_FOLDERS = (Path(__file__).with_name("seeds"), Path(__file__).resolve().parents[1] / "seeds")
SEEDS = next((folder for folder in _FOLDERS if folder.is_dir()), _FOLDERS[0])
"""The articles of the shipped cases: in an installed package beside this module, in a checkout at its top."""
_NAMED = 3
"""Articles that cannot be read, of which an error tells."""


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """What is to be measured: at most one of `url`, `endpoint` and `command`, else our services in this process."""

    corpus: Sequence[Path] = ()
    """Files and folders of articles that were named for it: only this process can ingest any."""
    url: str | None = None
    endpoint: str | None = None
    command: str | None = None
    key: str = ""
    """What `url` or `endpoint` is shown."""


@contextmanager
def opened(options: TargetOptions, corpus: Sequence[Path]) -> Iterator[Target]:
    """The target while the context lasts; `corpus`: what this process ingests anew where it is the target.

    Raises:
        EvalError: several are wanted, or an article cannot be read.
    """
    remote = [address for address in (options.url, options.endpoint, options.command) if address]
    if len(remote) > 1 or (remote and options.corpus):
        raise EvalError("one target at a time: --url, --endpoint, --command, or --corpus in this process")
    if options.url:
        yield DatelineServer(options.url, options.key)
    elif options.endpoint:
        yield Endpoint(options.endpoint, options.key)
    elif options.command:
        yield Command(shlex.split(options.command))
    else:
        yield from _in_process(corpus)


def _in_process(corpus: Sequence[Path]) -> Iterator[Target]:
    with TemporaryDirectory(prefix="dateline-eval-") as folder:
        settings = load(Path(folder))
        with open_services(settings) as services:
            report = services.articles.ingest(corpus, started=lambda _: _unseen, limit=settings.max_file)
            if report.problems:
                raise EvalError("; ".join(f"{problem.path}: {problem.message}" for problem in report.problems[:_NAMED]))
            with closing(InProcess(services)) as target:
                yield target


def _unseen(_: int) -> None:
    """Ingesting a few articles takes a second or two: nobody needs a bar."""
