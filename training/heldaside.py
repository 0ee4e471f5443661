"""Questions held aside for fitting and measuring, with their candidates and all that is known of each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from eval.metrics.text import contains
from qa.answer.calibration import CHEAP
from qa.answer.evidence.answerability import Mismatch
from qa.answer.evidence.context import quote_span
from qa.answer.evidence.features import Features
from qa.answer.evidence.ranker import Cascade, ShortlistedSentence, reworded
from qa.domain.answer import Quote
from qa.domain.article import ArticleId, Passage
from qa.ports import EvidenceModel
from training.mine import Miner
from training.regression import Flags, Numbers
from training.sources import Row
from training.twins import Twins

NAMES = (*(field.name for field in fields(Features) if field.name != "answer"), "odds")
"""What a fused rule may weigh."""
_OTHERS = 10
"""Sentences of other paragraphs that stand beside those of the own one."""
_DEEP, _PRODUCT = 50, 10
"""Passages that are looked through for others; and that the product reads."""
_MOST = 24


@dataclass(frozen=True, slots=True)
class Option:
    """A sentence that may be said."""

    features: Features
    quote: Quote
    mismatch: Mismatch | None
    right: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A question with its candidates, those first that the cheap features put first."""

    question: str
    answerable: bool
    options: tuple[Option, ...]

    def numbers(self) -> Numbers:
        """Shape (options, names)."""
        return np.array([[float(getattr(option.features, name)) for name in NAMES] for option in self.options])

    def right(self) -> Flags:
        """Shape (options,)."""
        return np.array([option.right for option in self.options], bool)


def squad(miner: Miner, rows: Sequence[Row], articles: dict[str, tuple[ArticleId, str]]) -> Iterator[Held]:
    """SQuAD's questions with all sentences of the own paragraph and the ten nearest others; right is where the answer starts."""
    for row in rows:
        own = articles[row["context"]][0]
        sentences = miner.shortlist(row["question"], _around(miner, row["question"], own))
        ours = [sentence for sentence in sentences if _article(sentence) == own]
        others = [sentence for sentence in sentences if _article(sentence) != own][:_OTHERS]
        gold = None if row["is_impossible"] else _holding(ours, _answer(miner, own, row))
        ranked = sorted((*ours, *others), key=lambda sentence: -CHEAP.probability(sentence.features))
        options = tuple(_option(sentence, right=sentence is gold) for sentence in ranked)
        yield Held(row["question"], gold is not None, options)


def _holding(sentences: Sequence[ShortlistedSentence], place: int) -> ShortlistedSentence | None:
    """The last sentence that starts at or before a place."""
    before = (sentence for sentence in sentences if _start(sentence) <= place)
    return max(before, key=_start, default=None)


def _around(miner: Miner, question: str, own: ArticleId) -> list[Passage]:
    """The own paragraph's passages, found or not, and the best of others."""
    passages = miner.retriever.retrieve(question, _DEEP)
    scores = {passage.chunk.id: passage for passage in passages}
    ours = [scores.get(chunk.id) or Passage(chunk, None, None, 0.0) for chunk in miner.chunks(own)]
    return [*ours, *[passage for passage in passages if passage.chunk.article_id != own][:_PRODUCT]]


def _answer(miner: Miner, own: ArticleId, row: Row) -> int:
    article = miner.library.article(own)
    return max(0, article.clean.find(row["answers"][0])) if article else 0


def quiz(miner: Miner, rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Held]:
    """Questions and their answers' words, with the candidates of the product; right is a sentence with these words."""
    for question, answers in rows:

        def tells(measured: ShortlistedSentence, answers: Sequence[str] = answers) -> bool:
            return contains(measured.context.sentence.text, answers)

        yield asked(miner, question, tells)


def twins(miner: Miner, pairs: Iterable[Twins]) -> Iterator[Held]:
    """Each question, which the sentence that it was made of answers, and its twin, which nothing answers."""
    for pair in pairs:

        def is_source(measured: ShortlistedSentence, sentence: str = pair.sentence) -> bool:
            return measured.context.sentence.text in sentence or sentence in measured.context.sentence.text

        yield asked(miner, pair.question, is_source)
        yield asked(miner, pair.twin, None)


def asked(miner: Miner, question: str, right: Callable[[ShortlistedSentence], bool] | None) -> Held:
    """A question with the candidates of the product; None: nothing answers it."""
    sentences = miner.shortlist(question, miner.retriever.retrieve(question, _PRODUCT))[:_MOST]
    options = tuple(_option(sentence, right=right is not None and right(sentence)) for sentence in sentences)
    return Held(question, right is not None, options)


def read(held: Sequence[Held], models: Mapping[str, EvidenceModel]) -> list[Held]:
    """The same with what the models make of every candidate, by the feature that each fills."""
    return [_read(question, models) for question in held]


def _read(held: Held, models: Mapping[str, EvidenceModel]) -> Held:
    quotes = [option.quote for option in held.options]
    by_feature = {feature: model.score(held.question, quotes) for feature, model in models.items()}
    options = [
        replace(
            option, features=replace(option.features, **{feature: by_feature[feature][place] for feature in by_feature})
        )
        for place, option in enumerate(held.options)
    ]
    return replace(held, options=tuple(options))


def scores(held: Held, cascade: Cascade, *, refuse: bool = True) -> Numbers:
    """What the fused rule makes of each candidate, shape (options,); 0 where it answers another question and is refused."""
    fits = [
        not refuse or (option.mismatch is None and not reworded(option.features, cascade)) for option in held.options
    ]
    return np.array(
        [cascade.full.probability(option.features) * fit for option, fit in zip(held.options, fits, strict=True)]
    )


def _option(measured: ShortlistedSentence, *, right: bool) -> Option:
    article = measured.context.section.article
    quote = Quote(quote_span(measured.context).of(article.clean), article.metadata.title or "")
    return Option(measured.features, quote, measured.mismatch, right)


def _article(measured: ShortlistedSentence) -> ArticleId:
    return measured.context.section.article.id


def _start(measured: ShortlistedSentence) -> int:
    return measured.context.sentence.span.start
