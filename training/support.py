"""Examples for the support head: quotes, a statement, and whether it follows from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from qa.adapters.tokens import Pair
from qa.text.tokens import content
from training.examples import Example
from training.falsify import falsifications
from training.newstext import NewsText
from training.restate import Restatement, restatements
from training.sources import Sources
from training.wordnet import WordNet

Item = TypeVar("Item")

_INFERENCE = (
    "nli/mnli_dev.jsonl.gz",
    "nli/snli_dev.jsonl.gz",
    "nli/med_monotonicity.jsonl.gz",
    "nli/fracas_train.jsonl.gz",
)
_CONTRASTS = 1500
"""Contradictions of Breaking NLI that are taken, beside all its entailments: it has seven times as many."""
_AN_ARTICLE = 2
"""Sentences of an article that are restated and falsified."""


def inference(sources: Sources, random: Random) -> Iterator[Example]:
    """Premises and hypotheses that people wrote and judged; neutral and contradicted are one."""
    for name in _INFERENCE:
        for row in sources.rows(name):
            yield _judged(row["hypothesis"], row["premise"], follows=row["label"] == "entailment", origin=name[4:8])
    rows = list(sources.rows("nli/breaking_nli.jsonl.gz"))
    others = [row for row in rows if row["label"] != "entailment"]
    for row in (*[row for row in rows if row["label"] == "entailment"], *random.sample(others, _CONTRASTS)):
        yield _judged(row["hypothesis"], row["premise"], follows=row["label"] == "entailment", origin="brea")


def _judged(statement: str, quote: str, *, follows: bool, origin: str) -> Example:
    return Example("support", Pair(statement.strip(), quote.strip()), follows, origin)


@dataclass(frozen=True, slots=True)
class Writer:
    """Restates and falsifies sentences of articles."""

    wordnet: WordNet
    random: Random

    def examples(self, article: NewsText) -> Iterator[Example]:
        """For some sentences of the article: what follows from them, and what a changed word makes of it."""
        places = range(len(article.sentences))
        for at in self.random.sample(places, min(_AN_ARTICLE, len(places))):
            yield from self._of_sentence(article.sentences, at)

    def _of_sentence(self, sentences: Sequence[str], at: int) -> Iterator[Example]:
        others = [text for position, text in enumerate(sentences) if position != at]
        restated = restatements(sentences, at, self.wordnet, self.random)
        yield from self._restated(restated)
        whole = Restatement((sentences[at],), sentences[at], "verbatim")
        retold = self.random.choice(restated or [whole])
        yield from self._falsified(whole, others, 2)
        yield from self._falsified(retold, others, 1)
        yield from self._elsewhere(sentences[at], others)

    def _restated(self, restated: Sequence[Restatement]) -> Iterator[Example]:
        """Three true statements, one of them plain, and half of what a merged one needs."""
        plain = [statement for statement in restated if statement.kind in {"verbatim", "context"}]
        changed = [statement for statement in restated if statement not in plain]
        for true in (*self._some(plain, 1), *self._some(changed, 2)):
            yield _example(true.quotes, true.statement, follows=True, origin=f"true/{true.kind}")
            if len(true.quotes) > 1 and true.kind.startswith("merge"):
                # Half of a merged statement stands in no quote.
                yield _example((self.random.choice(true.quotes),), true.statement, follows=False, origin="false/half")

    def _falsified(self, true: Restatement, others: Sequence[str], most: int) -> Iterator[Example]:
        """A true statement with something changed."""
        for edit in self._some(falsifications(true.statement, others, self.wordnet, self.random), most):
            yield _example(true.quotes, edit.text, follows=False, origin=f"false/{edit.kind}")

    def _elsewhere(self, sentence: str, others: Sequence[str]) -> Iterator[Example]:
        """Now and then the sentence beside another one of its article, as if that were its quote."""
        if others and self.random.random() < _ELSEWHERE:
            near = max(others, key=lambda text: _shared(text, sentence))
            if _shared(near, sentence) < len(set(content(sentence))) / 2:
                yield _example((near,), sentence, follows=False, origin="false/elsewhere")

    def _some(self, items: Sequence[Item], most: int) -> list[Item]:
        return self.random.sample(list(items), min(most, len(items)))


_ELSEWHERE = 0.3
"""Share of the sentences that are also put beside another sentence of their article, as if it were their quote."""


def _shared(first: str, second: str) -> int:
    return len(set(content(first)) & set(content(second)))


def _example(quotes: Sequence[str], statement: str, *, follows: bool, origin: str) -> Example:
    return Example("support", Pair(statement, " ".join(quotes)), follows, origin)
