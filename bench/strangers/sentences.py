"""How often the right sentence of a text comes first, whether the text answers at all, and how good the short answers are."""

from collections.abc import Sequence

from bench import libraries
from bench.paths import BenchPaths
from bench.strangers.figures import area, gain, mean, token_f1
from bench.strangers.questions import PAGES, SQUAD, sets
from bench.strangers.reading import OVERLAP, PRODUCT, READER, WAYS, Asked, Readers
from qa.adapters.onnx import OnnxEmbedder
from qa.answer.evidence.similarity import SimilarityReader
from qa.wiring.adapters import WEIGHTS
from training.sources import Sources


def sentences(paths: BenchPaths) -> None:
    """Print the three tables; every question is put to all sentences of its own passage."""
    readers = Readers(SimilarityReader(OnnxEmbedder(WEIGHTS)), libraries.sentence_models(paths).reader)
    print("right sentence of the own passage first (± standard error)")
    print(
        f"{'':24}{'n':>6}"
        + "".join(f"{way:>15}" for way in WAYS)
        + f"{'reader - overlap':>18}{'product - overlap':>18}"
    )
    asked: dict[str, list[Asked]] = {}
    for name, passages in sets(Sources(paths.data)).items():
        asked[name] = readers.ask(passages)
        _print_first(name, [each for each in asked[name] if each.passage.right])
    _print_answerable(asked[SQUAD])
    print("\nshort answers, token F1 as in SQuAD's script (± standard error)")
    columns = ("reader's first", "product's first", "right sentence", "… said whole")
    print(f"{'':24}{'n':>6}" + "".join(f"{column:>17}" for column in columns))
    for name in (SQUAD, PAGES):
        _print_short(name, [each for each in asked[name] if each.passage.right])


def _print_first(name: str, asked: Sequence[Asked]) -> None:
    marks = {way: [each.right_first(way) for each in asked] for way in WAYS}
    cells = "".join(f"{mean(marks[way])!s:>15}" for way in WAYS)
    gains = "".join(f"{gain(marks[OVERLAP], marks[way])!s:>18}" for way in (READER, PRODUCT))
    print(f"{name:24}{len(asked):6}{cells}{gains}", flush=True)


def _print_answerable(asked: Sequence[Asked]) -> None:
    answerable = [each.passage.answerable for each in asked]
    print(
        f"\n{SQUAD}: answerable ({sum(answerable)}) or not ({len(asked) - sum(answerable)}) by the best sentence, AUC"
    )
    best = {way: [max(each.scores[way]) for each in asked] for way in WAYS}
    best["reader's windows"] = [max(each.windows) for each in asked]
    best["product, others refused"] = [_best_fitting(each) for each in asked]
    for way, scores in best.items():
        print(f"{way:24}{area(answerable, scores)!s:>15}")


def _best_fitting(asked: Asked) -> float:
    """The product's best score of a sentence that it does not find to answer another question."""
    scores = zip(asked.scores[PRODUCT], asked.refused, strict=True)
    return max((score for score, refused in scores if not refused), default=0.0)


def _print_short(name: str, asked: Sequence[Asked]) -> None:
    told = [[_told(each, each.first(way)) for each in asked] for way in (READER, PRODUCT)]
    given = [token_f1(each.short_answers[_right(each)], each.passage.answers) for each in asked]
    whole = [token_f1(each.passage.sentences[_right(each)], each.passage.answers) for each in asked]
    print(f"{name:24}{len(asked):6}" + "".join(f"{mean(values)!s:>17}" for values in (*told, given, whole)))


def _told(asked: Asked, place: int) -> float:
    """How good the short answer of a sentence is; none where the sentence is a wrong one."""
    right = place in (asked.passage.right or ())
    return token_f1(asked.short_answers[place], asked.passage.answers) if right else 0.0


def _right(asked: Asked) -> int:
    """The number of the right sentence that the reader likes best."""
    return max(sorted(asked.passage.right or ()), key=lambda place: asked.scores[READER][place])
