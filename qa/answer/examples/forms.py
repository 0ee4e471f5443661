"""Turn sentences of articles into questions that a person would ask, each with the words that answer it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from qa.answer.evidence.article_sentences import read_section
from qa.answer.examples.clauses import DATE, NAME, NUMBER, Clause, is_known, main_clause, phrase, question_of
from qa.domain.article import Article, ArticleId, Span
from qa.ports import UsualWords
from qa.text.names import PERSON_NOUNS, TITLES
from qa.text.tables import column, rows

Form = Literal["when", "how_many", "how_much", "why", "who", "yes_no", "about"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that an article should answer."""

    question: str
    form: Form
    article_id: ArticleId
    expected: str
    """Words that the answer must have; of a yes-or-no question empty."""
    leads: bool
    """Whether it is of one of the article's first sentences."""


_CORRECTIONS = re.compile(r"\b(?:corrections?|clarifications?|errat\w+|retract\w+)\b", re.IGNORECASE)
"""The title of an article that repeats what was wrong."""
_READ = 30
"""Sentences of an article that questions are made of: news puts first what matters."""
_LEAD = 4
_OPENING = 12_000
_LONGEST = 320
"""Code points."""
_WHEN = re.compile(rf"(.{{3,90}}?) (?:in|on) (?:(?:early|late) )?({DATE})\b")
_ABOUT = r"(?:(?:some|about|around|nearly|almost|over|approximately|roughly|at least|up to|more than|fewer than|an estimated) )?"
_GOES_ON = re.compile(r" (?:that|to|about|of|against|with|for|over)\b")
"""What follows a date and belongs to the verb before it: "reported in May that …"."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COUNT = re.compile(
    rf"((?:[\w’'-]+ ){{0,7}}?){_ABOUT}({NUMBER}) "
    r"((?:[A-Z][\w-]+ )?(?:[a-z-]+ )?(?:[a-z-]{2,}s|people|men|women|children|staff))\b(.*)"
)
_COUNTED = re.compile(rf"{_ABOUT}({NUMBER}) (?!per\b|percent\b|of\b)([A-Za-z].*)")
_NOT_COUNTED = re.compile(
    r"\b(?:years|months|weeks|days|hours|minutes|seconds|times|metres|meters|kilomet\w+|miles|feet|degrees|points|crowns|"
    r"dollars|pounds|euros|cents|percent|tonnes|litres|grams|kilograms|thirds|quarters|others|more|other|additional|further|was|is|has)\b"
)
_FIGURES = re.compile(r"\d[\d,-]|\d(?:st|nd|rd|th)\b")
"""What nobody would ask to be told yes or no to."""
_AT_DATE = re.compile(rf"(?:{DATE})$")
_OF_WHAT = re.compile(r" (?:of|per|or|to)\b")
_OPEN = re.compile(r"\b(?:the|a|an|its|their|his|her|of|to|in|on|at|for|with|from|about|than|against|over|into)$")
"""What a verb before a number cannot end with."""
_MONEY = r"(?:[£$€]\d[\d,]*(?:\.\d+)?(?:m|bn| million| billion)?|\d[\d,.]* (?:million |billion )?(?:crowns|dollars|pounds|euros))"
_AMOUNT = re.compile(rf"((?:[\w’'-]+ ){{1,6}}?){_ABOUT}({_MONEY})(?:$|(?=[,;])|(?= (?:on|for|to|in)\b))(.*)")
_CAUSE = re.compile(r"\b(?:because(?: of)?|blaming|due to|owing to)\s+(\w.{8,80})")
_WHO = re.compile(rf"(?<![\w.’'-] )\b({NAME}), (?:who is )?(?:the|a|an) ([a-z][^,.;:()\"“”]{{4,70}})(?=[,.]|$)")
_OFFICE = re.compile(
    r"((?:(?:Vice|Deputy|Former|Acting) )?(?:Prime |Foreign |Defen[cs]e |Interior |Finance |Health |Transport |Justice )?"
    r"(?:Minister|Secretary(?: of (?:State|Defen[cs]e|the Treasury))?|President|Chancellor|Governor|Mayor|Ambassador|Senator)) "
    r"((?:[A-Z][\w’'-]{1,20} ){1,2}(?:al-)?[A-Z][\w’'-]{1,20})"
)
_HAVE_NOUN = {"has": "does", "have": "do"}
_SPEECH = column(rows("speech"), "word")
_TELLING = PERSON_NOUNS | TITLES | {"executive", "secretary", "head", "chair", "captain", "founder"}


def candidates(article: Article, is_usual: UsualWords) -> Iterator[Candidate]:
    """Yield the questions that the first sentences of an article give, in their order; one in another language gives none."""
    if _CORRECTIONS.search(article.metadata.title or "") or article.metadata.foreign:
        return
    # Untrusted: of a long article its opening alone is read, and short sentences of it.
    opening = article.clean[:_OPENING]
    is_dated = article.metadata.published_at is not None
    for number, sentence in enumerate(islice(_readable(article, len(opening)), _READ)):
        for form, question, expected in _made(sentence, main_clause(sentence, opening, is_usual)):
            # Which January it was, only the day of publication tells.
            if form != "when" or is_dated or _YEAR.search(expected):
                yield Candidate(question, form, article.id, expected, number < _LEAD)


def _readable(article: Article, length: int) -> Iterator[str]:
    """Yield the sentences that can be read without the one before."""
    for sentence in read_section(article, Span(0, length)).sentences:
        if sentence.quotable and not sentence.refers_back and len(sentence.text) <= _LONGEST:
            yield sentence.text


def _made(sentence: str, clause: Clause | None) -> "_Made":
    """Yield all questions of a sentence, each with its form and what is expected of the answer."""
    yield from _who(sentence)
    if clause is not None:
        for form in _FORMS:
            yield from form(clause, sentence)


_Made = Iterator[tuple[Form, str, str]]


def _when(clause: Clause, _: str) -> _Made:
    found = _WHEN.match(clause.rest)
    if found is None or phrase(found[1]) != found[1] or _GOES_ON.match(clause.rest, found.end()):
        return
    is_said = clause.auxiliary == "did" and f"{found[1]}s" in _SPEECH
    if not is_said and (asked := _asked("When", clause, found[1])):
        yield "when", asked, found[2]


def _how_many_are(clause: Clause, _: str) -> _Made:
    """Ask for the number that the subject begins with."""
    found = _COUNTED.fullmatch(clause.subject)
    if found is None or _NOT_COUNTED.search(found[2]) or not (told := phrase(clause.rest)):
        return
    if asked := question_of(["how many", found[2], clause.auxiliary, told]):
        yield "how_many", asked, found[1]


def _how_many(clause: Clause, _: str) -> _Made:
    """Ask for the number behind the verb: "has 2,500 troops", "will cut 420 jobs"."""
    found = _COUNT.match(clause.rest)
    if found is None or not _is_counted(found) or _COUNTED.fullmatch(clause.subject):
        return
    verb, auxiliary = found[1].strip(), clause.auxiliary
    if not verb:
        verb, auxiliary = "have", _HAVE_NOUN.get(auxiliary, "")
    asked = question_of(["how many", found[3], auxiliary, clause.subject, verb, phrase(found[4])])
    if auxiliary and asked:
        yield "how_many", asked, found[2]


def _is_counted(found: re.Match[str]) -> bool:
    """Whether a number counts what stands behind it, and the verb before it is whole."""
    verb = found[1].strip()
    unfit = _NOT_COUNTED.search(found[3]) or _OPEN.search(verb) or _AT_DATE.search(verb) or _OF_WHAT.match(found[4])
    return not unfit and phrase(found[1]) == verb


def _how_much(clause: Clause, _: str) -> _Made:
    found = _AMOUNT.match(clause.rest)
    if found and phrase(found[1]) == found[1].strip() and not _OPEN.search(found[1].strip()):
        asked = question_of(["how much", clause.auxiliary, clause.subject, found[1].strip(), phrase(found[3])])
        if asked:
            yield "how_much", asked, found[2]


def _why(clause: Clause, sentence: str) -> _Made:
    cause = _CAUSE.search(sentence)
    told = phrase(clause.rest)
    if cause and len(told.split()) > 1 and (asked := _asked("Why", clause, told)):
        yield "why", asked, " ".join(cause[1].split()[:3])


def _yes_no(clause: Clause, _: str) -> _Made:
    told = phrase(clause.rest)
    counts = _COUNTED.match(told) and clause.auxiliary in _HAVE_NOUN
    says_enough = is_known(clause.subject) and len(told.split()) > 2  # noqa: PLR2004 a verb and what it is about
    if clause.auxiliary == "would" or counts or not says_enough or _FIGURES.search(told):
        return
    if asked := _asked("", clause, told):
        yield "yes_no", asked, ""


def _asked(opening: str, clause: Clause, told: str) -> str | None:
    return question_of([opening, clause.auxiliary, clause.subject, told])


def _who(sentence: str) -> _Made:
    for name, office in _WHO.findall(sentence):
        if set(office.split()) & _TELLING and not name.startswith("The ") and (asked := question_of(["who is", name])):
            yield "who", asked, " ".join(office.split()[:3])
    for office, name in _OFFICE.findall(sentence):
        if not name.endswith(("'s", "’s")) and (asked := question_of(["who is", name])):
            yield "who", asked, office


_FORMS: tuple[Callable[[Clause, str], _Made], ...] = (_when, _how_many_are, _how_many, _how_much, _why, _yes_no)
