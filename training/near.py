"""Read questions that were written to teach where an answer stops: of each article half are answered, and half only nearly.

A file has blocks, one an article: `# headline`, a line with date, outlet and place, numbered sentences, and questions; or, where
the article is one of the public news, `= id` and questions. A question tells the numbers of the sentences that answer it, each
alone, and the shortest words that do, or `-` where nothing answers it; one that its sentence settles has `yes` or `no`:

    Q Who paid for the new pier? > 4 | the harbour trust
    Q How long is the new pier? > -
    Q Did the council pay for it? > 4 | no
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from qa.errors import DatelineError
from qa.text.tokens import content
from training.human import Passage, rest_of, split, whole_window, window_of
from training.sources import Row
from training.windows import Window, part, stretch

FOLDER = Path(__file__).with_name("near")
ASIDE = ("daily", "swapped")
"""The files whose articles and questions are held aside to fit; their writers wrote none of the others."""
_VERDICTS = ("yes", "no")
FIRST_SENTENCES = 18
"""Of an article of the public news only so many were read by those who wrote the questions."""
_QUESTION = re.compile(r"Q (?P<question>.+?) > (?P<numbers>-|\d+(?:, ?\d+)*)(?: \| (?P<answer>.+))?")
_SENTENCE = re.compile(r"(?P<number>\d+) (?P<text>.+)")


class NearError(DatelineError):
    """A file of questions is not as it should be."""


@dataclass(slots=True)
class Article:
    """A block of a file."""

    title: str = ""
    id: str = ""
    """That of the public news; empty: the text is in the block."""
    sentences: list[str] = field(default_factory=list)
    questions: list[re.Match[str]] = field(default_factory=list)


def articles_in(path: Path) -> Iterator[Article]:
    """The blocks of a file.

    Raises:
        NearError: a line is none of those that a block has.
    """
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        article = Article()
        for line in block.splitlines():
            _take(line, article, path)
        yield article


def _take(line: str, article: Article, path: Path) -> None:
    if line.startswith("# "):
        article.title = line.removeprefix("# ")
    elif line.startswith("= "):
        article.id = line.removeprefix("= ")
    elif question := _QUESTION.fullmatch(line):
        article.questions.append(question)
    elif sentence := _SENTENCE.fullmatch(line):
        article.sentences.append(sentence["text"])
    elif not line.startswith("@"):
        raise NearError(f"{path}: {line!r} is no title, sentence or question")


def passages(news: Mapping[str, Row]) -> Iterator[Passage]:
    """All questions that teach, each with its article; `news` has the public articles by id.

    Raises:
        NearError: an article is not there, or a short answer does not stand in its sentence.
    """
    for path in sorted(FOLDER.glob("*.txt")):
        if path.stem not in ASIDE:
            for article in articles_in(path):
                yield from passages_of(article, news)


def passages_of(article: Article, news: Mapping[str, Row]) -> Iterator[Passage]:
    """The questions of one article; raises as `passages` does."""
    title, sentences, origin = article.title, article.sentences, "near"
    if article.id:
        if article.id not in news:
            raise NearError(f"there is no article {article.id!r} in the public news")
        row = news[article.id]
        title, sentences, origin = row["title"], split(row["text"])[:FIRST_SENTENCES], "near-news"
    for question in article.questions:
        yield _passage(question, title, sentences, origin)


def _passage(asked: re.Match[str], title: str, sentences: Sequence[str], origin: str) -> Passage:
    numbers = [] if asked["numbers"] == "-" else [int(number) - 1 for number in asked["numbers"].split(",")]
    answer = asked["answer"] if asked["answer"] not in _VERDICTS else None
    if answer and answer not in sentences[numbers[0]]:
        raise NearError(f"{title!r}: {answer!r} does not stand in sentence {numbers[0] + 1}")
    answers = (answer,) if answer else ()
    return Passage(
        asked["question"], title, tuple(sentences), frozenset(numbers), answers, bool(numbers), title, origin
    )


def windows(asked: Iterator[Passage], random: Random) -> Iterator[Window]:
    """Windows around answers, and around the sentence with most words of a question that nothing answers."""
    for passage in asked:
        whole = whole_window(passage, random)
        if not passage.answerable:
            yield _part_around(whole, passage.question, random)
            if random.random() < _AGAIN_UNANSWERED:
                yield window_of(whole, random)
            continue
        yield window_of(whole, random)
        if random.random() < _AGAIN:
            yield window_of(whole_window(passage, random), random)
        if random.random() < _REST and (rest := rest_of(whole, random)):
            yield rest


_AGAIN, _AGAIN_UNANSWERED, _REST = 0.35, 0.2, 0.1
"""Shares of the questions for which a second window is cut: so there are as many with an answer as without."""


def _part_around(whole: Window, question: str, random: Random) -> Window:
    terms = set(content(question))
    shared = [len(terms & set(content(sentence))) + random.random() / 2 for sentence in whole.sentences]
    nearest = max(range(len(shared)), key=shared.__getitem__)
    return part(whole, stretch(whole.sentences, nearest, random.randint(_SHORTEST, _LONGEST), random))


_SHORTEST, _LONGEST = 40, 130
