"""Claims that teach what a quote supports: pairs that people wrote or judged, and some that rules made of news."""

from collections.abc import Iterator
from random import Random

from qa.adapters.tokens import Pair
from training import mixture
from training.examples import Example
from training.newstext import news_texts
from training.sources import Row, Sources
from training.support import Writer, inference
from training.wordnet import WordNet

FILES: dict[str, int] = {
    "paws_wiki": 0,
    "ling_in_loop": 14_000,
    "fever": 7_000,
    "fool_me_twice": 5_500,
    "cad_snli": 5_000,
    "conjnli": 4_000,
    "semi_automatic_nli_wiki": 4_000,
    "factuality": 3_000,
    "negation_nli": 0,
    "climate_fever": 2_000,
    "health_claims": 2_000,
    "wiki_split": 2_000,
    "wice_partial": 0,
}
"""How many of each file a pass takes, 0: all."""


def taught(sources: Sources, wordnet: WordNet, random: Random) -> Iterator[Example]:
    """What a pass takes of each file and of the older inference sets, and restated and falsified news."""
    articles = random.sample(mixture.news(sources), _ARTICLES)
    writer = Writer(wordnet, random)
    for text in news_texts(articles):
        if len(text.sentences) > _SHORT_ARTICLE:
            yield from writer.examples(text)
    yield from random.sample(list(inference(sources, random)), _INFERENCE)
    for name, most in FILES.items():
        rows = sources.claims(name, "train")
        for row in random.sample(rows, min(most, len(rows))) if most else rows:
            yield example(row)


_INFERENCE, _ARTICLES = 8_000, 1_200
_SHORT_ARTICLE = 5
"""Sentences: a shorter article gives an edit too little to swap with."""


def example(row: Row) -> Example:
    """A row of `support_more/`; contradicted and not supported are one."""
    return Example("support", Pair(row["hypothesis"], row["premise"]), row["label"] == "supported", row["source"])
