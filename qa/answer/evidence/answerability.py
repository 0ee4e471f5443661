"""Tell why a sentence that seems to answer a question answers another question, where it does.

"How many British troops are in Iraq?" and "How many American troops are in Iraq?" differ in one word, and every score
finds them alike. So what a question takes for granted must stand where the answer stands: in the sentence, beside it, or in
the article; and a sentence that ties another place to the thing asked about ("Iraq's Defense Minister" for "Iran's
Defense Minister") is refused.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from typing import Literal

from qa.answer.evidence.context import SentenceContext
from qa.answer.question.parse import OFFICES, Question, is_country
from qa.text.dates import month_key
from qa.text.names import government
from qa.text.tokens import Term, Tokens, terms

Mismatch = Literal["name", "place", "date", "other-place", "role", "deaths", "residents"]
"""What differs."""

_REACH = 3
"""Words that may stand between a place and the noun that it belongs to: "Iraq's new Defense Minister"."""


def mismatch(question: Question, context: SentenceContext) -> Mismatch | None:
    """The first thing that the question takes for granted and the sentence's surroundings do not hold, if any."""
    return next(mismatches(question, context), None)


def mismatches(question: Question, context: SentenceContext) -> Iterator[Mismatch]:
    """Everything that the question takes for granted and the sentence's surroundings do not hold."""
    return (name for name, holds in _CHECKS if not holds(question, context))


def _names_hold(question: Question, context: SentenceContext) -> bool:
    return all(term in context.section.mentions for name in question.names for term in name)


def _places_hold(question: Question, context: SentenceContext) -> bool:
    """Whether each place is named nearby, or is what the article is about."""
    section = context.section
    near = (section.topical_places, section.title, *(sentence.terms for sentence in context.near))
    return all(any(place in terms for terms in near) for place in question.places)


def _dates_hold(question: Question, context: SentenceContext) -> bool:
    """Whether all parts of each date stand in one sentence; the year may also be the year of publication."""
    published = context.section.article.metadata.published_at
    for date in question.dates:
        parts = {month_key(part) for part in date if published is None or part != str(published.year)}
        if not any(parts <= said for said in context.section.dates):
            return False
    return True


def _roles_hold(question: Question, context: SentenceContext) -> bool:
    """Whether the words of each role stand side by side nearby: "Defense Minister" is not "Prime Minister".

    Where the question names somebody, the article may introduce him once and speak of "Holm" from then on.
    """
    sentences = context.section.sentences if question.names else context.near
    return all(any(_has_run(sentence.words, role) for sentence in sentences) for role in question.roles)


def _has_run(sentence: Tokens, terms: Sequence[Term]) -> bool:
    size = len(terms)
    starts = range(len(sentence) - size + 1)
    return any([token.term for token in sentence[start : start + size]] == list(terms) for start in starts)


def _no_other_place_is_tied(question: Question, context: SentenceContext) -> bool:
    """Whether the sentence ties no thing asked about to another place only."""
    sentence = context.sentence.words
    ties: list[tuple[Term, Container[str]]] = [(place, {head}) for place, head in _place_ties(question.tokens)]
    if question.answer_type == "person" and not _LEADING.isdisjoint(token.term for token in question.tokens):
        ties += [(place, OFFICES) for place in question.places]
    return not any(_ties_elsewhere(sentence, heads, place) for place, heads in ties)


def _place_ties(sentence: Tokens) -> Iterator[tuple[Term, Term]]:
    """Pairs of a place and the head noun right behind it: "British troops", "Iran's Defense Minister"."""
    for position, token in enumerate(sentence):
        if not is_country(token.term):
            continue
        head = _head_noun(sentence[position + 1 : position + 2 + _REACH])
        if head:
            yield token.term, head


def _head_noun(following: Tokens) -> Term | None:
    """The last of the content words that follow without a break."""
    run: list[Term] = []
    for token in following:
        if token.term == "s":
            continue
        if not token.content or token.named:
            break
        run.append(token.term)
    return run[-1] if run else None


_LEADING = frozenset(terms("lead head govern rule run command chair"))
"""Who does this to a place holds an office there: that of another place is somebody else's."""


def _ties_elsewhere(sentence: Tokens, heads: Container[str], place: Term) -> bool:
    """Whether places stand before one of the nouns, and this one never does."""
    ties = [_places_before(sentence, position) for position, token in enumerate(sentence) if token.term in heads]
    return any(ties) and not any(place in places for places in ties)


def _places_before(sentence: Tokens, position: int) -> set[Term]:
    """The places right before a word, as in "US troops" or "US and Iraqi officials"."""
    before = range(max(0, position - _REACH), position)
    places = {government(sentence, at) or sentence[at].term for at in before}
    return {place for place in places if is_country(place)}


_DEAD = frozenset(terms("dead death died fatal fatality kill killed"))
_OF_DEATHS = _DEAD | frozenset(
    terms("casualty victim toll life lives drowned murdered perished body bodies survivor survived")
)


_PEOPLE = frozenset(terms("people person human civilian citizen inhabitant resident population"))
_LIVING = frozenset(terms("live reside dwell inhabit inhabitant resident population"))
_OF_RESIDENTS = _PEOPLE | _LIVING | frozenset(terms("household census"))
_HOME_TO = (Term("home"), Term("to"))


def _deaths_hold(question: Question, context: SentenceContext) -> bool:
    """Whether the sentences around tell of deaths where these are to be counted: a number of people there is none of the dead."""
    asked = {token.term for token in question.tokens}
    return question.answer_type != "number" or _DEAD.isdisjoint(asked) or _tell_of(_OF_DEATHS, context)


def _residents_hold(question: Question, context: SentenceContext) -> bool:
    """Whether the sentences around tell of residents where these are to be counted: troops are people who do not live there."""
    asked = {token.term for token in question.tokens}
    counted = question.answer_type == "number" and not (_PEOPLE.isdisjoint(asked) or _LIVING.isdisjoint(asked))
    at_home = any(_has_run(sentence.words, _HOME_TO) for sentence in context.near)
    return not counted or at_home or _tell_of(_OF_RESIDENTS, context)


def _tell_of(wanted: frozenset[Term], context: SentenceContext) -> bool:
    told = (context.section.title, *({token.term for token in sentence.words} for sentence in context.near))
    return any(not wanted.isdisjoint(words) for words in told)


_CHECKS: tuple[tuple[Mismatch, Callable[[Question, SentenceContext], bool]], ...] = (
    ("name", _names_hold),
    ("place", _places_hold),
    ("date", _dates_hold),
    ("role", _roles_hold),
    ("other-place", _no_other_place_is_tied),
    ("deaths", _deaths_hold),
    ("residents", _residents_hold),
)
"""What must hold, in order; each is named by what differs where it does not."""
