"""Make questions that news articles answer, and twins that they do not: one name, date, number or word apart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from training.falsify import falsifications
from training.newstext import NewsText
from training.questions import questions
from training.wordnet import WordNet

_KINDS = frozenset("number unit date name place antonym sibling quantifier roles speaker".split())
"""Kinds of edits that make another question of a question."""


@dataclass(frozen=True, slots=True)
class Twins:
    """A question, the sentence that it was made of, and a question that this sentence no longer answers."""

    question: str
    sentence: str
    twin: str


def twins_of(question: str, others: Sequence[str], wordnet: WordNet, random: Random) -> list[str]:
    """Questions that differ from this one in a name, place, date, number or word, in random order."""
    stated = question[0].upper() + question[1:].rstrip("?") + "."
    edits = [edit.text for edit in falsifications(stated, others, wordnet, random) if edit.kind in _KINDS]
    twins = [text.rstrip(".") + "?" * question.endswith("?") for text in edits]
    return [text if question[0].isupper() else text[0].lower() + text[1:] for text in random.sample(twins, len(twins))]


def pairs_of_twins(articles: Iterable[NewsText], wordnet: WordNet) -> Iterator[Twins]:
    """One question and one twin an article, where the rules find any; only questions of one article alone make sense."""
    random = Random(2)
    for article in articles:
        pairs = [(text, question) for text in article.sentences for question in questions(text, random)]
        for text, question in random.sample(pairs, len(pairs)):
            others = [sentence for sentence in article.sentences if sentence != text]
            if _tells_which(question) and (twins := twins_of(question, others, wordnet, random)):
                yield Twins(question, text, twins[0])
                break


def _tells_which(question: str) -> bool:
    """Whether it names something or somebody, so that among many articles it asks about one."""
    return any(word[0].isupper() for word in question.split()[1:])
