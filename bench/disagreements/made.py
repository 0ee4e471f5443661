"""Make pairs of texts that disagree, and pairs that do not, out of people's questions and the passages that answer them.

RAMDocs does so (Wang et al. 2025): in a second text, shortened and worded otherwise, the answer is another of its kind.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Literal

from bench.disagreements.replaced import Kind, another, kind_of
from qa.answer.question.parse import Question, read_question
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from qa.text.dates import is_year
from qa.text.tokens import Token, tokens
from training.human import Passage
from training.restate_clauses import cores
from training.restate_says import attributed, refigured, voiced

Control = Literal["same", "page", "year", "subject"]
"""Why nothing disagrees: the same answer in other words; other passages of the page; another year; another bearer of the name."""

OWN, OTHER = ArticleId("own"), ArticleId("other")
_OUTLETS = ("Northern Post", "Daily Courier")
_ASIDES = 3
"""Passages of the page that stand in the library as well."""
_FEWEST_LETTERS = 2
_OF_PASSAGE = 2
"""Questions of one passage."""
_SCOPED = 0.6
"""Share of the controls that are made one on another scope, where that can be done."""


@dataclass(frozen=True, slots=True)
class Made:
    """A question, the articles that it is put to, and the answers of the two that differ; one: they do not."""

    question: str
    kind: Kind
    control: Control | None
    articles: tuple[RawArticle, ...]
    answers: tuple[str, str]
    """That of `OWN`, and that of `OTHER`, which is the same in a control that tells the same."""
    group: str

    @property
    def name(self) -> str:
        return self.control or self.kind


@dataclass(frozen=True, slots=True)
class _Plan:
    """What both texts are made of."""

    passage: Passage
    question: Question
    kind: Kind
    at: int
    """The number of the sentence that answers."""
    answer: str
    others: tuple[str, ...]
    """Answers to the page's other questions of this type."""
    aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the passage that answers it, and wrong answers of the same kind where people wrote some."""

    passage: Passage
    choices: tuple[str, ...] = ()


def made(asked: Iterable[Asked], size: int, random: Random) -> tuple[list[Made], list[Made]]:
    """Return `size` pairs that disagree and as many controls, fewer where there are not so many.

    No passage has more than two questions of it asked.
    """
    plans = list(_plans(asked, random))
    pairs: list[Made] = []
    controls: list[Made] = []
    for plan in plans:
        row = pairs if len(pairs) <= len(controls) else controls
        if len(row) == size:
            break
        case = _pair(plan, random) if row is pairs else _control(plan, random)
        if case is not None:
            row.append(case)
    return pairs, controls


def _plans(asked: Iterable[Asked], random: Random) -> Iterator[_Plan]:
    """Of each passage the first questions, in an order by chance, whose answer a rule can exchange."""
    by_text: dict[tuple[str, ...], list[Asked]] = defaultdict(list)
    for each in asked:
        by_text[each.passage.sentences].append(each)
    pool = _pool(each for row in by_text.values() for each in row)
    page = {text: row[0].passage.group for text, row in by_text.items()}
    for text in random.sample(list(by_text), len(by_text)):
        asides = [" ".join(other) for other in by_text if other != text and page[other] == page[text]]
        row = random.sample(by_text[text], len(by_text[text]))
        plans = (_plan(each, pool, tuple(random.sample(asides, min(_ASIDES, len(asides))))) for each in row)
        yield from islice(filter(None, plans), _OF_PASSAGE)


def _pool(asked: Iterable[Asked]) -> Mapping[tuple[str, str], list[str]]:
    """The short names that answer, by page and by the type that the question asks for."""
    pool: dict[tuple[str, str], list[str]] = defaultdict(list)
    for passage in (each.passage for each in asked):
        asked_for = read_question(passage.question).answer_type
        if passage.answers and kind_of(passage.answers[0], asked_for) in {"name", "place"}:
            pool[passage.group, asked_for].append(passage.answers[0])
    return pool


def _plan(asked: Asked, pool: Mapping[tuple[str, str], Sequence[str]], aside: tuple[str, ...]) -> _Plan | None:
    passage = asked.passage
    question = read_question(passage.question)
    for at in sorted(passage.right or ()):
        for answer in sorted(passage.answers, key=len):
            kind = kind_of(answer, question.answer_type)
            if kind and len(answer) >= _FEWEST_LETTERS and _stands(answer, passage.sentences[at]):
                text = " ".join(passage.sentences)
                known = asked.choices or pool.get((passage.group, question.answer_type), ())
                others = tuple(other for other in known if other not in text)
                return _Plan(passage, question, kind, at, answer, others, aside)
    return None


def _stands(answer: str, sentence: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", sentence) is not None


def _exchanged(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)


def _pair(plan: _Plan, random: Random) -> Made | None:
    new = another(plan.answer, plan.kind, plan.others, random)
    if new is None:
        return None
    return _case(plan, None, _retold(plan, {plan.answer: new}, new, random), new)


def _control(plan: _Plan, random: Random) -> Made | None:
    scopes, plain = ["year", "subject"], ["same", "page"]
    random.shuffle(plain)
    # Few questions can be made one on another scope: where one can, it is in half of the cases.
    for way in (*scopes, *plain) if random.random() < _SCOPED else plain:
        case = _control_by(way, plan, random)
        if case is not None:
            return case
    return None


def _control_by(way: str, plan: _Plan, random: Random) -> Made | None:
    if way == "same":
        return _case(plan, "same", _retold(plan, {}, plan.answer, random), plan.answer)
    if way == "page":
        return _case(plan, "page", None, plan.answer)
    if way == "year":
        # Who it was, and where, may be asked whatever the year.
        return _scoped(plan, "year", _other_year(plan, random), random) if plan.kind == "number" else None
    return _scoped(plan, "subject", _other_subject(plan), random)


def _scoped(plan: _Plan, control: Control, scope: tuple[str, str] | None, random: Random) -> Made | None:
    """Another answer, of another year or another bearer of the name."""
    new = another(plan.answer, plan.kind, plan.others, random)
    if scope is None or new is None or scope[1] in new or plan.answer in scope:
        return None
    return _case(plan, control, _retold(plan, dict([scope, (plan.answer, new)]), new, random), new)


def _other_year(plan: _Plan, random: Random) -> tuple[str, str] | None:
    """A year of the sentence that neither is the answer nor stands in the question, and another one."""
    asked = {token.term for token in plan.question.tokens}
    words = tokens(plan.passage.sentences[plan.at])
    years = [word.text for word in words if is_year(word) and word.term not in asked and word.text not in plan.answer]
    return (years[0], str(int(years[0]) - random.choice((4, 7, 11)))) if years else None


_STRANGERS = ("Halvorsen", "Brightwater", "Castellane", "Okonjo", "Wexcombe")


def _other_subject(plan: _Plan) -> tuple[str, str] | None:
    """A name of the question that the sentence has too, and another in its place."""
    asked = {word.text for word in plan.question.tokens if _is_plain_name(word)}
    names = [word.text for word in tokens(plan.passage.sentences[plan.at]) if _is_plain_name(word)]
    shared = [name for name in names if name in asked and name not in plan.answer]
    return (shared[0], _STRANGERS[len(shared[0]) % len(_STRANGERS)]) if shared else None


def _is_plain_name(word: Token) -> bool:
    return word.capital and word.content and not word.opens and not word.numeric


def _retold(plan: _Plan, exchanges: Mapping[str, str], answer: str, random: Random) -> str:
    """The sentence that answers, worded otherwise, behind the one before it; the rest is left out."""
    sentences = [plan.passage.sentences[at] for at in (plan.at - 1, plan.at) if at >= 0]
    for old, new in exchanges.items():
        sentences = [_exchanged(sentence, old, new) for sentence in sentences]
    return " ".join([*sentences[:-1], _reworded(sentences[-1], answer, random)])


def _reworded(sentence: str, answer: str, random: Random) -> str:
    """The sentence shortened and said in another way, as far as rules can and the answer stays."""
    for change in (cores, _said_otherwise, refigured):
        changed = [text for text in change(sentence) if _stands(answer, text)]
        sentence = random.choice(changed) if changed else sentence
    return sentence


def _said_otherwise(sentence: str) -> list[str]:
    turned = voiced(sentence)
    return [*attributed(sentence), *([turned] if turned else [])]


def _case(plan: _Plan, control: Control | None, other: str | None, answer: str) -> Made:
    texts = {OWN: " ".join(plan.passage.sentences)} | ({OTHER: other} if other else {})
    texts |= {ArticleId(f"aside-{number}"): text for number, text in enumerate(plan.aside)}
    articles = tuple(
        RawArticle(name, text, _metadata(plan, number), f"{name}#1", stated_id=True)
        for number, (name, text) in enumerate(texts.items())
    )
    return Made(plan.passage.question, plan.kind, control, articles, (plan.answer, answer), plan.passage.group)


def _metadata(plan: _Plan, number: int) -> Metadata:
    outlet = _OUTLETS[number] if number < len(_OUTLETS) else None
    return Metadata(title=plan.passage.title or None, publisher=outlet)
