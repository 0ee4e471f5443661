"""Find what takes a quote back: something in place of its answer, a correction of it, or the end of what it tells of."""

import re
from collections.abc import Callable

from qa.answer.evidence.article_sentences import Sentence
from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.cues import relation_of
from qa.answer.extract.overview import published
from qa.answer.extract.updates import says_update
from qa.domain.article import Article, Span
from qa.text.negation import denies
from qa.text.tokens import tokens

_SHARED, _LEAST = 0.3, 2
"""Share, and number, of its content words that a sentence elsewhere has in common with a quote, at least, if it is on the same
matter."""
_MOSTLY, _FEWEST = 0.6, 3
"""The same, of the quote's words, of a sentence that has most of it."""
_IN_PLACE_OF = ("not", "instead of", "rather than", "up from", "down from")
_CALLED_OFF = re.compile(
    r"\b(?:dropped|scrapped|abandon(?:ed|s)|shelved|called off|cancel(?:l?ed|s)|postponed|put off|suspended|overturned|reversed"
    r"|lifted|repealed|backed down|changed (?:its|his|her|their) mind)\b",
    re.IGNORECASE,
)
_WAS_TO = re.compile(r"\b(?:was|were|had been) (?:originally |first )?to\b|\bno longer\b", re.IGNORECASE)


def corrected(said: Candidate, article: Article, sentence: Sentence, following: Sentence | None) -> Span | None:
    """Return where an article takes back what is said, in a sentence or in that and the one behind it; None where it does not."""
    if _replaces(said, sentence) or any(takes_back(said, article, sentence) for takes_back in _WAYS):
        return sentence.span
    if following is not None and _is_corrected_next(said, sentence, following):
        return Span(sentence.span.start, following.span.end)
    return None


def is_same_matter(said: Candidate, sentence: Sentence) -> bool:
    """Whether a sentence elsewhere speaks of what is said, by the words that both have."""
    ours, theirs = said.sentence.terms, sentence.terms
    return len(ours & theirs) >= max(_LEAST, _SHARED * min(len(ours), len(theirs)))


def touches(said: Candidate, sentence: Sentence) -> bool:
    """Whether a sentence has anything of what is said; no pattern looks at the others, of which an article has many."""
    return len(sentence.terms & said.sentence.terms) >= _LEAST or _repeats(said, sentence)


def _replaces(said: Candidate, sentence: Sentence) -> bool:
    """Whether it has something in place of the answer: "£350,000, not £420,000"."""
    answer = _answer(said)
    return bool(answer) and any(f" {before} {answer}" in sentence.text for before in _IN_PLACE_OF)


def _corrects(said: Candidate, article: Article, sentence: Sentence) -> bool:
    """Whether it corrects something of the same matter, in an article that is not older; a newer word is not corrected by it."""
    known = _age(article, said.article) >= 0 and not says_update(said.sentence.words)
    return known and is_same_matter(said, sentence) and relation_of(sentence.text) == "corrects"


def _calls_off(said: Candidate, article: Article, sentence: Sentence) -> bool:
    later = _age(article, said.article) > 0
    return later and is_same_matter(said, sentence) and _CALLED_OFF.search(sentence.text) is not None


def _turns(said: Candidate, article: Article, sentence: Sentence) -> bool:
    """Whether a later article has most of what is said, and denies it or tells that it was so."""
    ours = said.sentence.terms
    if _age(article, said.article) <= 0 or len(ours & sentence.terms) < max(_FEWEST, _MOSTLY * len(ours)):
        return False
    return _WAS_TO.search(sentence.text) is not None or _has_denial(sentence) != _has_denial(said.sentence)


_WAYS: tuple[Callable[[Candidate, Article, Sentence], bool], ...] = (_corrects, _calls_off, _turns)


def _is_corrected_next(said: Candidate, sentence: Sentence, following: Sentence) -> bool:
    """Whether a sentence repeats the answer and the next one corrects it: "… as 48 micrograms. The correct figure is 18."."""
    beside = sentence.paragraph == following.paragraph and len(sentence.terms & said.sentence.terms) >= _LEAST
    return beside and _repeats(said, sentence) and relation_of(following.text) == "corrects"


def _repeats(said: Candidate, sentence: Sentence) -> bool:
    """Whether a sentence has the answer too; of one with figures these are enough: "48 micrograms" of those "per litre"."""
    answer = _answer(said)
    numbers = {token.term for token in (tokens(answer) if answer else said.sentence.words) if token.numeric}
    return numbers <= sentence.terms if numbers else bool(answer) and answer in sentence.text


def _answer(said: Candidate) -> str:
    return said.short_answer.of(said.article.clean) if said.short_answer else ""


def _has_denial(sentence: Sentence) -> bool:
    return any(map(denies, sentence.words))


def _age(article: Article, other: Article) -> int:
    """1 where an article is known to be the later one, -1 where it is known to be the earlier one, else 0."""
    if article.metadata.published_at is None or other.metadata.published_at is None:
        return 0
    ours, theirs = published(article), published(other)
    return (ours > theirs) - (ours < theirs)
