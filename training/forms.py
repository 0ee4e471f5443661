"""Compare what a reader may see of a text at once, and its depth: the same questions teach all, and all read the same texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import get_args

from qa.adapters.onnx import OnnxEncoder, OnnxReader
from qa.adapters.tokens import Tokens
from qa.domain import answer
from qa.ports import Reader
from training import learn
from training.encoder import named, resumed
from training.export import export
from training.human import passages, whole_window
from training.learn import Recipe, Target
from training.onnx_graph import INT8
from training.sources import Sources
from training.windows import Form, Window, in_form

FORMS: tuple[Form, ...] = get_args(Form)
DEPTHS = (6, 4)
"""Layers: all of MiniLM, and its first four."""
_WRONG = 2
"""Wrong sentences that a form of single sentences is taught beside each right one."""
_READ = 300
"""Passages that are read to measure."""


@dataclass(frozen=True, slots=True)
class Point:
    """How good a form is at a depth, and what it costs."""

    form: Form
    layers: int
    questions: int
    """Windows that taught it, before they were put into its form."""
    tokens: int
    """What they came to in its form."""
    first: float
    """The share of the passages whose best sentence answers."""
    milliseconds: float
    """What a passage took on one thread, in the median."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What all forms are taught with and measured on."""

    published: Path
    """Folder with MiniLM's model.safetensors and tokenizer.json."""
    start: Path
    """The released reader that all go on from."""
    recipe: Recipe
    taught: Sequence[Window]
    read: Sequence[Window]

    def point(self, form: Form, layers: int) -> Point:
        """Teach a reader and measure it."""
        tokens = Tokens(self.published / "tokenizer.json")
        targets = list(_targets(self.taught, form, tokens))
        encoder = resumed(self.published / "model.safetensors", self.start, layers)
        with TemporaryDirectory(prefix="dateline-training-") as folder:
            weights = Path(folder)
            learn.train(encoder, targets, self.recipe, weights / "checkpoint.pt", lambda line: print(line, flush=True))
            export(named(encoder), self.published / "tokenizer.json", weights, INT8)
            first, milliseconds = measured(OnnxReader(OnnxEncoder(weights, threads=1)), self.read, form)
        length = sum(len(target.ids) for target in targets)
        return Point(form, layers, len(self.taught), length, first, milliseconds)


def _targets(windows: Sequence[Window], form: Form, tokens: Tokens) -> Iterator[Target]:
    random = Random(0)
    for window in windows:
        yield from learn.window_targets(in_form(window, form, _WRONG, random), tokens)


def passages_to_read(sources: Sources) -> list[Window]:
    """Whole passages of pages that nothing was taught on, with a sentence that answers and one that does not."""
    rows = [row for name in ("squad_train_part", "squadshifts_new_wiki") for row in sources.people(name, "fit")]
    random = Random(0)
    whole = [whole_window(passage, random) for passage in passages(rows) if passage.right]
    mixed = [window for window in whole if not all(window.labels)]
    return random.sample(mixed, min(_READ, len(mixed)))


def measured(reader: Reader, windows: Sequence[Window], form: Form) -> tuple[float, float]:
    """The share of the windows whose best sentence answers, and the milliseconds of a window in the median."""
    right, took = [], []
    for window in windows:
        started = perf_counter()
        scores = _scores(reader, window, form)
        took.append(perf_counter() - started)
        right.append(bool(window.labels[scores.index(max(scores))]))
    return fmean(right), 1000 * median(took)


def _scores(reader: Reader, window: Window, form: Form) -> list[float]:
    """What a reader of the form makes of each sentence."""
    seen = in_form(window, form, len(window.sentences), Random(0))
    readings = reader.read(window.question, [answer.Window(part.title, part.sentences) for part in seen])
    if form == "passage":
        return [sentence.answers for sentence in readings[0].sentences]
    # Only the sentence that a part is about has a label.
    places = [next(at for at, label in enumerate(part.labels) if label is not None) for part in seen]
    return [reading.sentences[place].answers for reading, place in zip(readings, places, strict=True)]
