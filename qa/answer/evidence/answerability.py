"""Turns a question and a sentence that seems to answer it into the reason why it answers another question, if it does.

"How many British troops are in Iraq?" and "How many American troops are in Iraq?" differ in one word, and every score
finds them alike. So what a question takes for granted must stand where the answer stands: in the sentence, beside it, or in
the article; and where the sentence ties another place to the thing asked about ("Iraq's Defense Minister" for "Iran's
Defense Minister"), it is refused.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from qa.answer.evidence.article_sentences import Section
from qa.answer.evidence.context import SentenceContext
from qa.answer.question.answer_type import holds_answer_type
from qa.answer.question.parse import MONTHS, Question, is_country, is_month
from qa.text.places import CAPITALS
from qa.text.tokens import Term, Word, is_content, words

Mismatch = Literal["name", "place", "date", "number", "other-place", "role", "nothing-counted", "no-time", "reworded"]
"""What is at odds; `qa.answer.evidence.ranker` finds "reworded", and `mismatch` all others."""

_TOPICAL, _TOPICAL_SHARE = 3, 0.4
"""A place with so many mentions, and such a share of the most mentioned one's, is what the article is about, and each of its
sentences may leave it out."""
_REACH = 3
"""How many words may stand between a place and the noun that it belongs to: "Iraq's new Defense Minister"."""


def mismatch(question: Question, setting: SentenceContext) -> Mismatch | None:
    """What the question takes for granted and the sentence's surroundings do not hold; None where all is there."""
    near = _near_terms(setting)
    checks: tuple[tuple[Mismatch, bool], ...] = (
        ("name", all(term in setting.section.mentions for name in question.names for term in name)),
        ("place", all(_place_holds(place, near, setting.section) for place in question.places)),
        ("date", all(_date_holds(date, setting.section) for date in question.dates)),
        ("number", all(number in setting.section.mentions for number in question.numbers)),
        ("role", all(_role_holds(role, setting, named=bool(question.names)) for role in question.roles)),
        ("other-place", not _tied_elsewhere(question, setting)),
        (
            "nothing-counted",
            question.answer_type not in {"number", "amount"} or holds_answer_type(question, setting.sentence.words),
        ),
        ("no-time", question.answer_type != "date" or holds_answer_type(question, setting.sentence.words)),
    )
    return next((name for name, holds in checks if not holds), None)


def _near_terms(setting: SentenceContext) -> set[Term]:
    return {word.term for sentence in setting.near for word in sentence.words} | setting.section.title


def _place_holds(place: Term, near: set[Term], section: Section) -> bool:
    most = max((count for term, count in section.mentions.items() if is_country(term)), default=0)
    topical = max(_TOPICAL, _TOPICAL_SHARE * most)
    return place in near or section.mentions.get(place, 0) >= topical


def _role_holds(role: Sequence[Term], setting: SentenceContext, *, named: bool) -> bool:
    """Whether the words of a role stand side by side nearby: "Defense Minister" is not "Prime Minister".

    Where the question names somebody, the article may introduce him once and speak of "Holm" from then on.
    """
    size = len(role)
    return any(
        [word.term for word in sentence.words[start : start + size]] == list(role)
        for sentence in (setting.section.sentences if named else setting.near)
        for start in range(len(sentence.words) - size + 1)
    )


def _date_holds(date: Sequence[Term], section: Section) -> bool:
    """All parts of a date in one sentence; the year may also be the year of publication."""
    published = section.article.metadata.published_at
    told = {_month(part) for part in date if published is None or part != str(published.year)}
    title = words(section.article.metadata.title or "")
    return any(told <= _date_parts(found) for found in (title, *(sentence.words for sentence in section.sentences)))


def _date_parts(found: Sequence[Word]) -> set[Term]:
    return {_month(word.term) if is_month(word) else word.term for word in found if word.numeric or is_month(word)}


def _month(term: Term) -> Term:
    """A month by its first three letters: "Jan. 6" is "January 6"."""
    return Term(term[:3]) if term in MONTHS else term


def _tied_elsewhere(question: Question, setting: SentenceContext) -> bool:
    """Whether the sentence ties a thing asked about to another place only."""
    return any(_contradicts(place, head, setting.sentence.words) for place, head in _ties(question.asked))


def _ties(found: Sequence[Word]) -> Iterator[tuple[Term, Term]]:
    """Pairs of a place and the noun right behind it: "British troops", "Iran's Defense Minister" (its last word)."""
    for position, word in enumerate(found):
        if not is_country(word.term) or word.text.lower() in CAPITALS:
            continue
        head = _head(found[position + 1 : position + 2 + _REACH])
        if head:
            yield word.term, head


def _head(following: Sequence[Word]) -> Term | None:
    """The last of the content words that follow without a break."""
    run: list[Term] = []
    for word in following:
        if word.term == "s":
            continue
        if not is_content(word) or word.named:
            break
        run.append(word.term)
    return run[-1] if run else None


def _contradicts(place: Term, head: Term, found: Sequence[Word]) -> bool:
    ties = [_tied_places(found, position) for position, word in enumerate(found) if word.term == head]
    told = [places for places in ties if places]
    return bool(told) and not any(place in places for places in told)


def _tied_places(found: Sequence[Word], position: int) -> set[Term]:
    """The places right before a word, as in "US troops" or "US and Iraqi officials"."""
    before = found[max(0, position - _REACH) : position]
    return {word.term for word in before if is_country(word.term)}
