"""Build, calibrate and fuse a trained encoder into qa/weights and the numbers of `qa.answer.calibration`; choose thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import fmean

import numpy as np

from qa.adapters.onnx import CrossEncoder, OnnxEmbedder, OnnxEvidence, OnnxSupport
from qa.answer.calibration import MODEL_CASCADE
from qa.answer.evidence.features import Weights
from qa.answer.evidence.similarity import SimilarityModel
from qa.answer.odds import log_odds
from qa.ports import EvidenceModel, SupportModel
from training import evidence, fitting, heldaside, mine
from training.evidence import news_texts
from training.export import Tensors, calibrated, export
from training.heldaside import Held
from training.judged import Judged
from training.onnx_graph import INT8
from training.regression import Line, platt
from training.sources import Sources
from training.twins import pairs_of_twins
from training.wordnet import read_wordnet

_TWINS = 250
_BARS = (0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)


@dataclass(frozen=True, slots=True)
class ReleasePaths:
    """Where a release finds what it needs."""

    data: Path
    cache: Path
    wordnet: Path
    tokenizer: Path
    weights: Path
    """Where the finished model goes."""


def release(tensors: Tensors, paths: ReleasePaths) -> None:
    """Write the calibrated eight-bit model and print the fitted numbers, as `qa.answer.calibration` has them."""
    export(tensors, paths.tokenizer, paths.cache / "uncalibrated", INT8)
    raw = CrossEncoder(paths.cache / "uncalibrated")
    held = held_aside(paths)
    claims = fitting.support_set(paths.data, paths.wordnet)
    known = [question for questions in held.values() for question in questions]
    lines = {"evidence": _evidence_line(raw, known), "support": _support_line(OnnxSupport(raw), claims)}
    print(f"calibration: {lines}")
    export(calibrated(tensors, lines), paths.tokenizer, paths.weights, INT8)
    encoder = CrossEncoder(paths.weights)
    similarity = SimilarityModel(OnnxEmbedder(paths.weights))
    models: dict[str, EvidenceModel] = {"answer": OnnxEvidence(encoder), "similarity": similarity}
    scored = {name: heldaside.read(questions, models) for name, questions in held.items()}
    weights = fitting.reader_weights([question for questions in scored.values() for question in questions])
    print(f"READER weights: {weights}")
    _print_bars(scored, weights)
    print(f"SUPPORT: {fitting.support_rule(claims, OnnxSupport(encoder))}")


def held_aside(paths: ReleasePaths) -> dict[str, list[Held]]:
    """Everything that is held aside to fit the evidence rule: pages of SQuAD, quiz questions, twins of news questions."""
    sources = Sources(paths.data)
    articles = evidence.squad_articles(sources)
    raw = mine.paragraphs(articles)
    with mine.hybrid(raw, paths.cache / "squad") as miner:
        squad = list(heldaside.squad(miner, sources.squad("fit"), articles))
    rows = [
        row
        for row in sources.rows("news_train/articles.jsonl.gz")
        if row["text"].strip() and sources.news_part(row) == "fit"
    ]
    known_ids = {row["id"] for row in rows}
    quiz = [
        (row["question"], row["answers"])
        for row in sources.quiz("fit")
        if known_ids & set(row["articles_containing_answer"])
    ]
    news = [mine.raw_article(row["id"], row["text"], row["title"]) for row in rows]
    with mine.hybrid(news, paths.cache / "fit-news") as miner:
        quiz_questions = list(heldaside.quiz(miner, quiz))
        pairs = list(islice(pairs_of_twins(news_texts(rows), read_wordnet(paths.wordnet)), _TWINS))
        return {"squad": squad, "quiz": quiz_questions, "twins": list(heldaside.twins(miner, pairs))}


def tested(paths: ReleasePaths) -> list[Held]:
    """Pages of SQuAD on which nothing was trained or fitted."""
    sources = Sources(paths.data)
    articles = evidence.squad_articles(sources)
    with mine.hybrid(mine.paragraphs(articles), paths.cache / "squad") as miner:
        return list(heldaside.squad(miner, sources.squad("test"), articles))


def _evidence_line(raw: CrossEncoder, known: Sequence[Held]) -> Line:
    scored = heldaside.read(known, {"answer": OnnxEvidence(raw)})
    options = [option for question in scored for option in question.options]
    odds = np.array([option.features.odds for option in options])
    return platt(odds, np.array([option.right for option in options]))


def _support_line(raw: SupportModel, claims: Mapping[str, Sequence[Judged]]) -> Line:
    judged = [claim for of_set in claims.values() for claim in of_set]
    odds = np.array([log_odds(chance) for chance in raw.score([claim.claim for claim in judged])])
    return platt(odds, np.array([claim.follows for claim in judged]))


def _print_bars(scored: Mapping[str, Sequence[Held]], weights: Weights) -> None:
    """What each threshold does: answerable questions answered, others answered wrongly."""
    cascade = replace(MODEL_CASCADE, full=weights)
    print("threshold" + "".join(f"{name + ' answered':>18}{'wrongly':>9}" for name in scored))
    best = {
        name: [
            (question.answerable, float(heldaside.scores(question, cascade).max(initial=0.0))) for question in questions
        ]
        for name, questions in scored.items()
    }
    for bar in _BARS:
        print(
            f"{bar:9.2f}"
            + "".join(f"{_share(scores, bar, True):>18}{_share(scores, bar, False):>9}" for scores in best.values())
        )


def _share(best: Sequence[tuple[bool, float]], bar: float, answerable: bool) -> str:
    flags = [score >= bar for kind, score in best if kind is answerable]
    return f"{fmean(flags):.3f}" if flags else "-"
