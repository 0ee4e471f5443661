"""How long answers, start and help take, and how much memory serving takes."""

import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench import corpora, libraries, server
from bench.large import large
from bench.paths import ROOT, BenchPaths
from bench.server import Reply, RunningServer
from eval.metrics.summary import percentile
from qa.wiring import open_services

_WARM_UP, _ASKED = 20, 200
_TRIES = 7


def seeds(paths: BenchPaths) -> None:
    """Print start, answers and memory on the seed articles; the targets are 5 s, p50 150 ms (rules alone 40 ms), 500 MB."""
    questions = [case.question for case in corpora.cases(paths.cases)]
    with TemporaryDirectory(prefix="dateline-bench-") as folder:
        with open_services(paths.settings(Path(folder))) as services:
            libraries.ingest_files(services, paths, paths.seeds)
            print(f"{services.library.corpus().articles} articles, {len(services.library.chunk_ids())} chunks")
        _start(Path(folder))
        _both(Path(folder), list(islice(cycle(questions), _WARM_UP + _ASKED)))


def many(paths: BenchPaths) -> None:
    """Print the same with 20,000 chunks; the target is p50 200 ms (rules alone 80 ms)."""
    folder = large(paths)
    with open_services(paths.settings(folder)) as services:
        made_up = sum(article.id.startswith(corpora.MORE) for article in services.articles.all())
        print(
            f"{services.library.corpus().articles} articles, {len(services.library.chunk_ids()):,} chunks of real texts;"
        )
        print(
            f"the vectors of {made_up} articles, about half, are real ones of others with noise: only speed is measured here"
        )
    questions = [case.question for case in corpora.cases(paths.cases)] + [
        query.text for query in corpora.news(paths.data).queries
    ]
    _both(folder, corpora.sample(questions, _WARM_UP + _ASKED))


def _both(folder: Path, questions: Sequence[str]) -> None:
    """The same questions with the models and by rules alone."""
    for models in ("builtin", "none"):
        with server.running(folder, models) as running:
            print(f"\nQA_MODELS={models}; server start to ready: {running.seconds:.2f} s")
            _answers(running, questions)


def command_line(_: BenchPaths) -> None:
    """Print how busy the machine is, and how long `qa --help` takes; the target is .3 s."""
    print(f"{os.cpu_count()} processors; load average of the last minute before measuring: {os.getloadavg()[0]:.1f}")
    command = [str(Path(sys.executable).with_name("qa")), "--help"]
    best = min(_seconds(command) for _ in range(_TRIES))
    print(f"qa --help: {best:.3f} s, the best of {_TRIES}")


def _seconds(command: Sequence[str]) -> float:
    started = perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - every word of it is ours
    return perf_counter() - started


def _start(folder: Path) -> None:
    """The better of two starts: one before them reads files that the system does not have in memory yet."""
    taken = []
    for _ in range(3):
        with server.running(folder) as running:
            taken.append(running.seconds)
    print(f"server start to ready: {min(taken[1:]):.2f} s; the first time {taken[0]:.2f} s")


def _answers(running: RunningServer, questions: Sequence[str]) -> None:
    """Ask some to warm up, then the others, and then these again: by now the server has read what they need."""
    server.ask(running, questions[:_WARM_UP])
    for name in ("answers over HTTP", "the same questions again"):
        before = server.processor_seconds(running.pid)
        replies = server.ask(running, questions[_WARM_UP:])
        _print_times(name, replies)
        after = server.processor_seconds(running.pid)
        if before is not None and after is not None:
            print(f"{'':26}processor time {(after - before) * 1000 / len(replies):.1f} ms an answer")
    if held := server.memory(running.pid):
        print(f"memory of the server: {held.now:.0f} MB, at most {held.peak:.0f} MB")


def _print_times(name: str, replies: Sequence[Reply]) -> None:
    times = [reply.taken for reply in replies]
    print(f"{name:26}p50 {percentile(times, 50):6.1f} ms  p95 {percentile(times, 95):6.1f} ms  ({len(times)} asked)")
    medians = {stage: median(reply.stages[stage] for reply in replies) for stage in replies[0].stages}
    print(f"{'':26}medians of its stages: " + ", ".join(f"{stage} {value:.1f}" for stage, value in medians.items()))
