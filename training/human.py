"""Windows of people's questions: where a sentence is marked as the answer, and where the nearest text does not answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from eval.metrics.text import contains
from qa.text.sentences import sentences
from training.reworded import keywords
from training.sources import Row
from training.windows import Place, Window, part, stretch

_SHORTEST, _LONGEST = 40, 130
"""Words of a window; each has its own length, so that a reader knows them all."""
_TITLED = 0.7
"""Share of the windows that show a title where one is known: some articles have none."""
_TYPED, _SPOKEN, _CARELESS = 0.06, 0.05, 0.05
"""Shares of the questions that are asked as the words for a search box; with a polite opening; without capitals and mark."""
_OPENINGS = ("Could you tell me", "I'd like to know", "Do you know", "Please tell me", "Can you say", "Any idea")
_NEAR = 8
"""Texts with most words in common that are looked through for one without the answer."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in sentences, with a question put to it."""

    question: str
    title: str
    sentences: tuple[str, ...]
    right: frozenset[int] | None
    """Numbers of the sentences that answer; None where nobody marked one."""
    answers: tuple[str, ...]
    answerable: bool
    group: str
    origin: str


def passages(rows: Iterable[Row]) -> Iterator[Passage]:
    """The rows of a file of `questions/` as passages."""
    for row in rows:
        texts = tuple(row["sentences"] or split(row["passage"]))
        marked = row["answer_sentence"]
        right = frozenset(marked) if marked is not None else None if row["answerable"] else frozenset[int]()
        yield Passage(
            row["question"],
            _title(row),
            texts,
            right,
            tuple(row["answer"]),
            row["answerable"],
            row["group"],
            row["source"],
        )


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [span.of(text) for span in sentences(text)]


def _title(row: Row) -> str:
    """The page's name, where the group is a page."""
    page = row["source"] in {"squad1-train", "squad2-train", "selqa"} or row["source"].endswith("new_wiki")
    named = page and not row["group"].startswith(("reqa-", "flan-"))
    return row["group"].replace("_", " ") if named and "%" not in row["group"] else ""


def squad_passages(rows: Iterable[Row]) -> Iterator[Passage]:
    """The rows of SQuAD 2's development set."""
    for row in rows:
        texts = tuple(split(row["context"]))
        answers = () if row["is_impossible"] else tuple(row["answers"])
        right = frozenset({sentence_at(row["context"], texts, answers[0])}) if answers else frozenset[int]()
        yield Passage(
            row["question"],
            row["title"].replace("_", " "),
            texts,
            right,
            answers,
            bool(answers),
            row["title"],
            "squad2-dev",
        )


def sentence_at(text: str, texts: Sequence[str], answer: str) -> int:
    """The number of the sentence in which an answer's first occurrence begins."""
    place, end = max(0, text.find(answer)), 0
    for number, sentence in enumerate(texts):
        end = text.index(sentence, end) + len(sentence)
        if place < end:
            return number
    return len(texts) - 1


def windows(asked: Sequence[Passage], random: Random, *, elsewhere: float, without: float) -> Iterator[Window]:
    """A window a passage, around the answer where there is one; and for some of the questions one that does not answer.

    `elsewhere` is the share of questions that are also put to the text with most words in common that lacks the answer,
    of the same group where there is one; `without` the share that is also put to the rest of its own text.
    """
    others = Nearest(asked)
    for number, passage in enumerate(asked):
        whole = whole_window(passage, random)
        yield window_of(whole, random)
        if not passage.answerable:
            continue
        if random.random() < elsewhere and (other := others.without_answer(number)):
            yield window_of(unanswering(passage, other, random), random)
        if passage.right and random.random() < without and (rest := rest_of(whole, random)):
            yield rest


def whole_window(passage: Passage, random: Random) -> Window:
    """The whole passage as one window."""
    places = range(len(passage.sentences))
    labels = tuple(None if passage.right is None else place in passage.right for place in places)
    title = passage.title if random.random() < _TITLED else ""
    question = _asked(passage.question, random)
    return Window(question, title, passage.sentences, labels, passage.answerable, _place(passage), passage.origin)


def _asked(question: str, random: Random) -> str:
    """The question as it is, or as people put it who do not write for an exam."""
    chance = random.random()
    if chance < _TYPED:
        return keywords(question)
    if chance < _TYPED + _SPOKEN:
        return f"{random.choice(_OPENINGS)} {question[0].lower()}{question[1:]}"
    return question.lower().rstrip("?") if chance < _TYPED + _SPOKEN + _CARELESS else question


def _place(passage: Passage) -> Place | None:
    for number in sorted(passage.right or ()):
        sentence = passage.sentences[number]
        for answer in passage.answers:
            start = sentence.find(answer)
            if start >= 0 and len(answer) < _WHOLE * len(sentence):
                return Place(number, start, start + len(answer))
    return None


_WHOLE = 0.9
"""An answer that is nearly the whole sentence marks no short one."""


def window_of(whole: Window, random: Random) -> Window:
    """A stretch of the text of random length, around the answer or, where there is none, around any sentence."""
    right = [place for place, label in enumerate(whole.labels) if label]
    around = random.choice(right) if right else random.randrange(len(whole.sentences))
    places = stretch(whole.sentences, around, random.randint(_SHORTEST, _LONGEST), random)
    return part(whole, places)


def unanswering(passage: Passage, other: Passage, random: Random) -> Window:
    """The question put to a text that does not answer it."""
    title = other.title if random.random() < _TITLED else ""
    labels = (False,) * len(other.sentences)
    return Window(passage.question, title, other.sentences, labels, False, None, f"{passage.origin}-elsewhere")


def rest_of(whole: Window, random: Random) -> Window | None:
    """The longer of both sides of the text around its answers."""
    right = [place for place, label in enumerate(whole.labels) if label]
    sides = (range(right[0]), range(right[-1] + 1, len(whole.sentences)))
    longer = max(sides, key=len)
    if len(longer) < _FEWEST:
        return None
    rest = window_of(part(whole, longer), random)
    return Window(rest.question, rest.title, rest.sentences, rest.labels, False, None, f"{rest.origin}-rest")


_FEWEST = 2


class Nearest:
    """For each question the texts with most words in common."""

    def __init__(self, asked: Sequence[Passage]) -> None:
        self._asked = asked
        texts: dict[str, int] = {}
        for number, passage in enumerate(asked):
            texts.setdefault(" ".join(passage.sentences), number)
        self._owners = np.array(list(texts.values()))
        groups = np.array([passage.group for passage in asked])
        vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        stored = vectorizer.fit_transform(texts)
        questions = vectorizer.transform([passage.question for passage in asked])
        self._near = np.zeros((len(asked), min(_NEAR, len(texts))), int)
        for start in range(0, len(asked), _ROWS):
            scores = (questions[start : start + _ROWS] @ stored.T).toarray()
            # Another text of the same page comes before any of another page.
            scores += 1.0 * (groups[start : start + _ROWS, None] == groups[self._owners][None, :])
            self._near[start : start + _ROWS] = np.argsort(-scores, axis=1)[:, : self._near.shape[1]]

    def without_answer(self, number: int) -> Passage | None:
        """The nearest other text that does not hold the answer's words."""
        own = self._asked[number]
        for row in self._near[number]:
            other: Passage = self._asked[self._owners[row]]
            if other.sentences != own.sentences and not contains(" ".join(other.sentences), own.answers):
                return other
        return None


_ROWS = 256
