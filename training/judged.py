"""Claims with verdicts: public sets that people judged, and true and falsified news sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from qa.domain.answer import Claim
from qa.text.sentences import sentences
from qa.text.tokens import content
from training.falsify import falsifications
from training.newstext import news_texts
from training.restate import restatements
from training.sources import Part, Row, Sources, bucket
from training.wordnet import WordNet

_QUOTED = 3
"""Sentences of a long source that are taken as quotes: those that share most words with the statement."""
_WHOLE = 3
"""A source of so many sentences is quoted whole."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim and whether its statement follows from its quotes; `kind` names the set, or how it was changed."""

    claim: Claim
    follows: bool
    kind: str
    part: Part


def wice(sources: Sources) -> Iterator[Judged]:
    """Claims of Wikipedia against what they cite (https://arxiv.org/abs/2303.01432); supported in part counts as not."""
    for row in sources.rows("support/wice_claim_dev.jsonl.gz"):
        claim = closest(row["claim"], row["evidence"])
        yield Judged(claim, row["label"] == "supported", "wice", _half(row["meta"]["claim_title"]))


def attribution(sources: Sources) -> Iterator[Judged]:
    """Statements of answer engines against what they cite (https://arxiv.org/abs/2402.15089)."""
    for row in sources.rows("support/attributionbench_dev.jsonl.gz"):
        claim = closest(row["claim"], [line for text in row["references"] for line in split(text)])
        yield Judged(claim, row["attribution_label"] == "attributable", "attributionbench", _half(row["question"]))


def summaries(sources: Sources) -> Iterator[Judged]:
    """Inconsistent one-sentence summaries of news (AggreFact, https://arxiv.org/abs/2205.12854); those with their article.

    Only three of this part are consistent, so that it tells how many errors are caught, and nothing of false alarms.
    """
    for row in sources.rows("support/aggrefact_val.jsonl.gz"):
        if row.get("doc") and not int(row["label"]):
            yield Judged(closest(row["summ"], split(row["doc"])), follows=False, kind="aggrefact", part="test")


def inference(sources: Sources) -> Iterator[Judged]:
    """RTE 1 to 3: pairs from news that people wrote and judged; their development parts are fitted on, the others not."""
    for row in sources.rows("nli/rte123_nltk.jsonl.gz"):
        part: Part = "fit" if "dev" in row["file"] else "test"
        claim = Claim(row["hypothesis"].strip(), tuple(split(row["premise"])))
        yield Judged(claim, row["label"] == "entailment", "rte", part)


def edited(rows: Sequence[Row], part: Part, wordnet: WordNet, most: int) -> Iterator[Judged]:
    """Sentences of news articles that were never trained on: each restated truly, and with one word made false."""
    random = Random(1)
    for article in islice(news_texts(rows), most):
        at = random.randrange(len(article.sentences))
        others = [text for place, text in enumerate(article.sentences) if place != at]
        for true in restatements(article.sentences, at, wordnet, random):
            if true.kind not in {"verbatim", "context"}:
                yield Judged(Claim(true.statement, true.quotes), follows=True, kind=f"true/{true.kind}", part=part)
        for false in falsifications(article.sentences[at], others, wordnet, random):
            yield Judged(
                Claim(false.text, (article.sentences[at],)), follows=False, kind=f"false/{false.kind}", part=part
            )


def everything(sources: Sources, part: Part, edits: Sequence[Judged]) -> dict[str, list[Judged]]:
    """All sets' claims of a part by the set's name, news edits among them."""
    sets = {"wice": wice, "attributionbench": attribution, "rte": inference, "aggrefact": summaries}
    claims_of = {name: [claim for claim in maker(sources) if claim.part == part] for name, maker in sets.items()}
    return {"news edits": list(edits), **{name: claims for name, claims in claims_of.items() if claims}}


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [span.of(text) for span in sentences(text)]


def closest(statement: str, lines: Sequence[str]) -> Claim:
    """The statement with the few sentences that share most of its words, in reading order."""
    words = set(content(statement))
    shared = {place: len(words & set(content(text))) for place, text in enumerate(lines)}
    best = sorted(shared, key=lambda place: -shared[place])[: _QUOTED if len(lines) > _WHOLE else None]
    return Claim(statement, tuple(lines[place] for place in sorted(best)))


def _half(name: str) -> Part:
    return "fit" if bucket(name, 2) else "test"
