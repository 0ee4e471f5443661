"""Claims that teach what a quote supports: pairs that people wrote or judged, and some that rules made of news."""

from collections.abc import Iterator, Sequence
from random import Random

from qa.adapters.tokens import Pair
from training import mixture
from training.examples import Example
from training.newstext import news_texts
from training.sources import Row, Sources
from training.support import Writer, inference
from training.wordnet import WordNet

FILES: dict[str, tuple[int, float]] = {
    "paws_wiki": (0, 2.5),
    "ling_in_loop": (14_000, 1),
    "fever": (7_000, 0.7),
    "fool_me_twice": (5_500, 1.5),
    "cad_snli": (5_000, 0.7),
    "conjnli": (4_000, 0.7),
    "semi_automatic_nli_wiki": (4_000, 0.7),
    "factuality": (3_000, 2),
    "negation_nli": (0, 2),
    "climate_fever": (2_000, 0.5),
    "health_claims": (2_000, 0.5),
    "wiki_split": (2_000, 1),
    "wice_partial": (0, 2),
}
"""How many rows of each file are taken, 0: all; and how often a pass takes each: who hit whom is learnt slowly."""


def taught(sources: Sources, wordnet: WordNet, random: Random) -> Iterator[Example]:
    """What a pass takes of each file and of the older inference sets, and restated and falsified news."""
    articles = random.sample(mixture.news(sources), _ARTICLES)
    writer = Writer(wordnet, random)
    for text in news_texts(articles):
        if len(text.sentences) > _SHORT_ARTICLE:
            yield from writer.examples(text)
    yield from random.sample(list(inference(sources, random)), _INFERENCE)
    for name, (most, times) in FILES.items():
        rows = sources.claims(name, "train")
        chosen = random.sample(rows, min(most, len(rows))) if most else rows
        for row in repeated(chosen, times, random):
            yield example(row)


def repeated(rows: Sequence[Row], times: float, random: Random) -> list[Row]:
    """The rows so many times over; for a part of a time a sample of them."""
    whole, part = divmod(times, 1)
    return [*rows] * int(whole) + random.sample(rows, int(part * len(rows)))


_INFERENCE, _ARTICLES = 8_000, 1_200
_SHORT_ARTICLE = 5
"""Sentences: a shorter article gives an edit too little to swap with."""


def example(row: Row) -> Example:
    """A row of `support_more/`; contradicted and not supported are one."""
    return Example("support", Pair(row["hypothesis"], row["premise"]), row["label"] == "supported", row["source"])
