"""Write the windows that teach to read, one file a maker, and say how many of each a pass takes."""

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from eval.metrics.text import contains
from qa.text.tokens import content
from training import near
from training.human import Passage, passages, split, squad_passages, whole_window, window_of, windows
from training.newstext import NewsText, news_texts
from training.questions import questions
from training.reworded import reworded
from training.sources import Row, Sources
from training.twins import twins_of
from training.vague import vaguely
from training.windows import Window, part, stretch
from training.wordnet import WordNet

FILES: dict[str, tuple[int, float, float]] = {
    "squad_train_part": (0, 0.4, 0.3),
    "squadshifts_new_wiki": (0, 0.4, 0.3),
    "squadshifts_reddit": (0, 0.3, 0.3),
    "squadshifts_amazon": (3000, 0.3, 0.3),
    "fairytaleqa": (0, 0.3, 0.3),
    "multirc": (0, 0.3, 0.3),
    "quoref_part": (0, 0.3, 0.5),
    "nq_part": (0, 1.0, 0.5),
    "hotpotqa_part": (0, 0.5, 0.0),
    "covidqa": (800, 0.5, 0.3),
    "qamr": (3000, 0.5, 0.0),
    "qadiscourse": (2000, 0.7, 0.3),
    "boolq_part": (2500, 0.5, 0.0),
}
"""For each file of people's questions how many are taken (0: all), and of them the shares that are also put to another text
and to the rest of their own."""
_IMPOSSIBLE = 3
"""Times that a question is taken which people wrote so that its text does not answer it: there are few, and they teach most."""


def people(sources: Sources, name: str, random: Random) -> Iterator[Window]:
    """The windows of one file of people's questions."""
    most, elsewhere, without = FILES[name]
    asked = [passage for passage in passages(sources.people(name, "train")) if _taught(passage)]
    aside = _sentences_aside(sources)
    asked = [passage for passage in asked if not aside & set(passage.sentences)]
    if most:
        asked = random.sample(asked, most)
    asked += (_IMPOSSIBLE - 1) * [passage for passage in asked if not passage.answerable]
    yield from windows(asked, random, elsewhere=elsewhere, without=without)


def _taught(passage: Passage) -> bool:
    """Not the rows whose answer nobody located, but for yes/no questions, of which none has a marked sentence."""
    return passage.right is not None or passage.origin == "boolq"


def _sentences_aside(sources: Sources) -> set[str]:
    """Sentences of the pages that are held aside: other files and groups hold rows of the same pages."""
    rows = [
        row
        for name in ("squad_train_part", "squadshifts_new_wiki")
        for part_ in ("fit", "test")
        for row in sources.people(name, part_)
    ]
    return {sentence for row in rows for sentence in row["sentences"] if len(sentence) > _SHORT}


_SHORT = 30


def squad(sources: Sources, random: Random) -> Iterator[Window]:
    """SQuAD 2's pages that teach, with the impossible questions several times."""
    asked = list(squad_passages(sources.squad("train")))
    asked += (_IMPOSSIBLE - 1) * [passage for passage in asked if not passage.answerable]
    yield from windows(asked, random, elsewhere=0.4, without=0.3)


def clapnq(sources: Sources, random: Random) -> Iterator[Window]:
    """Long-form questions of real searches, half of them without an answer in their passage."""
    for name in ("squad/clapnq_answerable.jsonl.gz", "squad/clapnq_unanswerable.jsonl.gz"):
        for row in sources.rows(name):
            passage = _clapnq_passage(row)
            for _ in range(_IMPOSSIBLE):
                yield window_of(whole_window(passage, random), random)


def _clapnq_passage(row: Row) -> Passage:
    text = row["passages"][0]
    chosen = {sentence for output in row["output"] for sentence in output["selected_sentences"]}
    said = tuple(sentence for sentence in text["sentences"] if sentence.strip())
    right = frozenset(number for number, sentence in enumerate(said) if sentence in chosen)
    return Passage(row["input"], text["title"], said, right, (), bool(right), text["title"], "clapnq")


def quiz(sources: Sources, random: Random) -> Iterator[Window]:
    """News quiz questions with stretches of the articles that hold the answer, and of the nearest that do not."""
    articles = {row["id"]: row for row in news(sources)}
    stretches = _Stretches(list(articles.values()))
    rows = sources.quiz("train")
    for _ in range(_QUIZ_TIMES):
        for row in rows:
            yield from _quiz_right(row, articles, random)
            yield from _quiz_wrong(row, stretches, random)


_QUIZ_TIMES, _QUIZ_RIGHT, _QUIZ_WRONG = 3, 2, 1
"""Passes over the quiz, and windows a question of each kind: it is the only set of people's questions asked of whole news.

A third of the questions has a window with its answer. With three wrong windows a question, eight times as many as right ones,
the reader learnt that news does not answer (`training/LOG.md`, 6)."""
_SURE, _NEAR = 0.5, 0.34
"""Share of the known evidence, or of the question, that a sentence with the answer's words covers if it answers."""


def _quiz_right(row: Row, articles: dict[str, Row], random: Random) -> Iterator[Window]:
    found = [
        (article, said, right)
        for name in row["articles_containing_answer"]
        if (article := articles.get(name))
        for said in [split(article["text"])]
        if (right := _answering(row, said))
    ]
    for article, said, right in random.sample(found, min(_QUIZ_RIGHT, len(found))):
        passage = Passage(
            row["question"], article["title"], tuple(said), frozenset(right), tuple(row["answers"]), True, "", "quiz"
        )
        whole = whole_window(passage, random)
        # Another sentence of the article may answer as well, where it holds the answer's words.
        unsure = tuple(
            None if not label and contains(text, row["answers"]) else label
            for text, label in zip(said, whole.labels, strict=True)
        )
        places = stretch(said, random.choice(right), random.randint(40, 125), random)
        near = part(Window(whole.question, whole.title, whole.sentences, unsure, True, whole.answer, "quiz"), places)
        yield Window(near.question, near.title, near.sentences, near.labels, True, near.answer, "quiz")


def _answering(row: Row, said: Sequence[str]) -> list[int]:
    """The sentences with the answer's words that are near the known evidence or the question; the three nearest."""
    evidence, asked = set(content(row["evidence_text"] or "")), set(content(row["question"]))
    scored = []
    for number, text in enumerate(said):
        if contains(text, row["answers"]):
            terms = set(content(text))
            near = len(evidence & terms) / max(1, len(evidence)) / _SURE
            alike = len(asked & terms) / max(1, len(asked)) / _NEAR
            scored.append((max(near, alike), number))
    return [number for score, number in sorted(scored, reverse=True)[:3] if score >= 1]


def _quiz_wrong(row: Row, stretches: "_Stretches", random: Random) -> Iterator[Window]:
    near = [
        (title, texts)
        for title, texts in stretches.nearest(row["question"])
        if not contains(" ".join(texts), row["answers"])
    ]
    for title, texts in random.sample(near, min(_QUIZ_WRONG, len(near))):
        labels = (False,) * len(texts)
        yield Window(row["question"], title, tuple(texts), labels, False, None, "quiz-elsewhere")


def news(sources: Sources) -> list[Row]:
    """The news articles that teach."""
    rows = sources.rows("news_train/articles.jsonl.gz")
    return [row for row in rows if row["text"].strip() and sources.news_part(row) == "train"]


class _Stretches:
    """Stretches of all articles, found by the words of a question: what a search would put before a reader."""

    def __init__(self, articles: Sequence[Row]) -> None:
        self._stretches = [(row["title"], texts) for row in articles for texts in _cut(split(row["text"]))]
        self._vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        texts = [f"{title} {' '.join(texts)}" for title, texts in self._stretches]
        self._stored = self._vectorizer.fit_transform(texts).T.tocsr()

    def nearest(self, question: str) -> list[tuple[str, list[str]]]:
        scores = (self._vectorizer.transform([question]) @ self._stored).toarray()[0]
        return [self._stretches[row] for row in np.argsort(-scores)[:_READ]]


_READ, _STRETCH = 10, 100


def _cut(texts: Sequence[str]) -> Iterator[list[str]]:
    """Neighbouring sentences of about a hundred words."""
    taken: list[str] = []
    for text in texts:
        taken.append(text)
        if sum(one.count(" ") + 1 for one in taken) >= _STRETCH:
            yield taken
            taken = []
    if taken:
        yield taken


def changed(sources: Sources, wordnet: WordNet, random: Random) -> Iterator[Window]:
    """People's questions with one name, date, number or word changed, put to the text that answered the question itself.

    What such a question asks about is not what the text is about, which no question put to another text teaches: there, hardly
    a word is shared.
    """
    aside = _sentences_aside(sources)
    for name in CHANGED:
        for passage in passages(sources.people(name, "train")):
            if passage.right and not aside & set(passage.sentences):
                yield from _changed(passage, wordnet, random)


CHANGED = ("squad_train_part", "squadshifts_new_wiki", "nq_part", "quoref_part")


def _changed(passage: Passage, wordnet: WordNet, random: Random) -> Iterator[Window]:
    others = [text for place, text in enumerate(passage.sentences) if place not in (passage.right or ())]
    for twin in twins_of(passage.question, others or passage.sentences, wordnet, random)[:1]:
        near = window_of(whole_window(passage, random), random)
        yield Window(twin, near.title, near.sentences, (False,) * len(near.labels), False, None, "changed")


def near_misses(sources: Sources, random: Random) -> Iterator[Window]:
    """Questions that were written for training on news, as many that the text all but answers as those that it answers."""
    yield from near.windows(near.passages({row["id"]: row for row in news(sources)}), random)


def vague(sources: Sources, random: Random) -> Iterator[Window]:
    """People's questions put to their text with the answer said vaguely: it tells of the thing, and not what is asked."""
    aside = _sentences_aside(sources)
    for name in CHANGED:
        for passage in passages(sources.people(name, "train")):
            if passage.right and not aside & set(passage.sentences):
                yield from _vague(whole_window(passage, random), random)


def _vague(whole: Window, random: Random) -> Iterator[Window]:
    if whole.answer is None:
        return
    place, start, end = whole.answer
    if text := vaguely(whole.sentences[place], start, end, random):
        said = (*whole.sentences[:place], text[0].upper() + text[1:], *whole.sentences[place + 1 :])
        near = window_of(Window(whole.question, whole.title, said, whole.labels, True, whole.answer, "vague"), random)
        if not contains(" ".join(near.sentences), [whole.sentences[place][start:end]]):
            yield Window(near.question, near.title, near.sentences, (False,) * len(near.labels), False, None, "vague")


def twins(sources: Sources, wordnet: WordNet, random: Random) -> Iterator[Window]:
    """Questions made of news sentences by rules, in their stretch of the article, each with a twin that it does not answer."""
    rows = news(sources)
    for row in random.sample(rows, min(_TWIN_ARTICLES, len(rows))):
        for text in news_texts([row]):
            yield from _twins_of_article(text, split(row["text"]), wordnet, random)


_TWIN_ARTICLES = 4500


_REWORDED = 0.6
"""Share of the generated questions that are put in other words, or as the words of a search."""


def _askable(text: NewsText, said: Sequence[str], random: Random) -> Iterator[tuple[str, str]]:
    """The sentences that questions can be made of, each with one of its questions."""
    for sentence in text.sentences:
        if sentence in said:
            for question in questions(sentence, random):
                yield sentence, question


def _twins_of_article(text: NewsText, said: Sequence[str], wordnet: WordNet, random: Random) -> Iterator[Window]:
    told = list(_askable(text, said, random))
    if not told:
        return
    sentence, question = random.choice(told)
    near = tuple(said[place] for place in stretch(said, said.index(sentence), random.randint(40, 125), random))
    # Worded like the sentence they would teach to look for its words.
    asked = reworded(question, wordnet, random) if random.random() < _REWORDED else question
    yield Window(asked, text.title, near, tuple(one == sentence for one in near), True, None, "generated")
    others = [one for one in said if one != sentence]
    for twin in twins_of(question, others, wordnet, random)[:1]:
        yield Window(twin, text.title, near, (False,) * len(near), False, None, "twin")
