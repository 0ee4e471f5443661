"""How well answers are found, and twins told from them, on questions that no model was trained or fitted on."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from statistics import fmean

import numpy as np
from sklearn.metrics import roc_auc_score

from bench import corpora, libraries
from bench.answers import shown
from bench.paths import BenchPaths
from qa.answer.answerer import Answerer
from qa.answer.calibration import MODEL_CASCADE, RULES_CASCADE
from qa.answer.evidence.features import Weights
from qa.answer.evidence.ranker import Cascade
from qa.domain.answer import statements_of
from training import evidence, heldaside
from training.evidence import news_texts
from training.heldaside import Held
from training.mine import Miner
from training.sources import SQUAD_PARTS, Sources
from training.twins import Twins, pairs_of_twins
from training.wordnet import read_wordnet

_FIRST = 3
_TWINS = 300


def squad(paths: BenchPaths) -> None:
    """Print how often the sentence with the answer comes first; the targets are .84, .95 in the first three, and AUC .78."""
    sources = Sources(paths.data)
    rows = sources.squad("test")
    pages = sorted(name for name, part in SQUAD_PARTS.items() if part == "test")
    collection = corpora.squad(paths.data)
    with libraries.cached(paths, collection) as services:
        answerers = libraries.both(paths, services)
        miner = Miner(services.library, services.answerer.retriever, services.answerer.ranker)
        held = list(heldaside.squad(miner, rows, evidence.squad_articles(sources)))
        print(f"{len(held)} questions on {', '.join(pages)}; candidates: the own paragraph's sentences and ten others")
        print(f"{'':28} first  first three  AUC of answerable against not")
        scored = heldaside.read(held, answerers[libraries.MODELS].ranker.models)
        _print_order("rules and cosine", scored, RULES_CASCADE)
        _print_order("evidence model alone", scored, replace(MODEL_CASCADE, full=Weights(0.0, {"odds": 1.0})))
        _print_order("both, as fused", scored, MODEL_CASCADE)


def _print_order(name: str, held: Sequence[Held], cascade: Cascade) -> None:
    scored = [np.array([cascade.full.probability(option.features) for option in each.options]) for each in held]
    ranked = [
        each.right()[np.argsort(-chances, kind="stable")]
        for each, chances in zip(held, scored, strict=True)
        if each.answerable
    ]
    best = [float(chances.max(initial=0.0)) for chances in scored]
    first, three = fmean(marks[0] for marks in ranked), fmean(marks[:_FIRST].any() for marks in ranked)
    print(f"{name:28}{first:6.3f}{three:13.3f}{roc_auc_score([each.answerable for each in held], best):12.3f}")


def twins(paths: BenchPaths) -> None:
    """Print how often questions made from news articles are answered and their twins refused; both targets are .90."""
    collection = corpora.news(paths.data)
    texts = news_texts(
        {"id": article.id, "title": article.metadata.title or "", "text": article.raw}
        for article in collection.articles
    )
    pairs = list(islice(pairs_of_twins(texts, read_wordnet(paths.wordnet)), _TWINS))
    with libraries.cached(paths, collection) as services:
        print(f"{len(pairs)} questions made of sentences of the news collection, and a twin of each, one word apart")
        print(f"{'':24} answered  with the sentence  twins refused")
        for name, answerer in libraries.both(paths, services).items():
            _print_twins(name, answerer, pairs)


def _print_twins(name: str, answerer: Answerer, pairs: Sequence[Twins]) -> None:
    said = [[statement.text for statement in statements_of(answerer.ask(pair.question))] for pair in shown(pairs)]
    right = [
        any(pair.sentence in text or text in pair.sentence for text in texts)
        for pair, texts in zip(pairs, said, strict=True)
    ]
    refused = [not statements_of(answerer.ask(pair.twin)) for pair in shown(pairs)]
    print(f"{name:24}{fmean(map(bool, said)):9.3f}{fmean(right):19.3f}{fmean(refused):15.3f}")
