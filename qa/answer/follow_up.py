"""Turns a follow-up question and the turns before it into a question that stands on its own, by rules.

The turns are what a client sends, and so untrusted: they are read as text and nothing else. Words of them may go into the
question that is asked of the articles; none of them is ever shown as a statement, for what is shown stands on a quote.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from qa.answer import grammar
from qa.answer.exchange import as_question, asked_again, exchanged, unmarked
from qa.answer.nominals import meant
from qa.answer.phrases import phrases
from qa.answer.references import open_references
from qa.answer.substitute import Before, counted_for, named_for, replaced
from qa.answer.words import Term, content, is_content, words
from qa.domain import Turn

LONGEST = 2_000
"""Characters of a question."""
OPENING_OF_ANSWER = 1_000
"""Characters of an answer that are read for names: what a reader points at stands early."""

_LEAD = re.compile(
    r"(?:(?:and|but|or|so|then|also|ok|okay|well)\b[\s,]*)+(?:(?:what|how) about|what of)?\b\s*"
    r"|(?:(?:what|how) about|what of)\b\s*",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"(?:(?:and|but|or|so)\b[\s,]*)*(?:what|how) (?:about|of)\b|(?:and|but|or)\b", re.IGNORECASE)
_BEFORE_WH = r"(?:since|until|till|by|from|for|with|to|at|in|on|about|against|of|under)"
_QUESTION_WORD = re.compile(
    rf"{_BEFORE_WH} (?:what|which) (?:other )?\w+"
    rf"|(?:{_BEFORE_WH} )?(?:who|whom|whose|what|which|when|where|why|how|how (?:many|much|long|soon|often)|"
    r"(?:what|which) (?:year|month|day|date|one|ones))(?: (?:else|exactly|precisely|so|not|then|for))*",
    re.IGNORECASE,
)
_BARE_COUNT = re.compile(
    rf"how many(?: of them)? (?:{'|'.join(sorted(grammar.AUXILIARIES | grammar.PAST))}|\w{{2,}}ed)\b", re.IGNORECASE
)
_MORE = re.compile(r"(?:(?:tell|give) me )?(?:more|further|any|some|details?)\b", re.IGNORECASE)
_COURTESY = re.compile(r"(?:thanks?|thank you|hello|hi|hey|yes|no|sure|great|good|nice|please|bye)\b", re.IGNORECASE)
_HARDLY, _FEW = 2, 4
"""Words with a meaning of their own that a fragment has: at all, and behind "in" or "since"."""

_Form = Literal["whole", "fragment", "question-word", "bare-count", "pointing", "thin"]


def needs_context(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question cannot be understood without the turns before it; without turns it is never."""
    return bool(history) and _form(plain(question), _spoken(history)) != "whole"


def carried_over(question: str, history: Sequence[Turn], longest: int = LONGEST) -> str:
    """The question with what it leaves out put in from the turns; as it was typed where that finds nothing, or too much.

    Each turn is read after those before it, so that follow-ups of follow-ups are understood. No name comes in that stands
    in neither the question nor the turns.
    """
    known = known_terms(question, history)
    previous, answer = "", ""
    for turn in history:
        asked = _carried(plain(turn.question), previous, answer, longest)
        if phrases(asked) and not _COURTESY.match(asked):
            previous, answer = asked, plain(turn.answer)[:OPENING_OF_ANSWER]
    result = _carried(plain(question), previous, answer, longest)
    return question if brings_in(result, known) or result == plain(question) else result


def known_terms(question: str, history: Sequence[Turn]) -> frozenset[Term]:
    """All that the question and the turns say."""
    texts = [question, *(text for turn in history for text in (turn.question, turn.answer))]
    return frozenset(word.term for text in texts for word in words(text))


def brings_in(text: str, known: frozenset[Term]) -> bool:
    """Whether a text has a name, place, number or date that is not known."""
    return any(telling(text) - known)


def telling(text: str) -> frozenset[Term]:
    """The names, places, numbers and dates of a text."""
    found = (word for word in words(text) if word.named or word.numeric or word.text[0].isupper())
    return frozenset(word.term for word in found if is_content(word))


def plain(text: str) -> str:
    """Untrusted text on one line, without characters that control, hide or are none."""
    seen = "".join(c if not unicodedata.category(c).startswith("C") else " " for c in text)
    return " ".join(seen.split())


def _spoken(history: Sequence[Turn]) -> frozenset[Term]:
    return frozenset(term for turn in history for text in (turn.question, turn.answer) for term in content(text))


def _form(question: str, spoken: frozenset[Term]) -> _Form:
    """What a question leaves out."""
    bare = _bare(question)
    if _QUESTION_WORD.fullmatch(bare):
        return "question-word"
    if _is_fragment(question, bare):
        return "fragment"
    if _BARE_COUNT.match(bare):
        return "bare-count"
    if open_references(bare):
        return "pointing"
    return "thin" if _is_thin(bare, spoken) else "whole"


def _bare(question: str) -> str:
    """Without "and" before it and the mark behind it."""
    return unmarked(_LEAD.sub("", question, count=1) if _LEAD.match(question) else question)


def _is_fragment(question: str, bare: str) -> bool:
    """Hardly any words and no verb: "In Syria?", "What about British ones?"."""
    small = [word.text.lower() for word in words(bare)]
    if not small or _COURTESY.match(bare):
        return False
    if re.match(r"(?:what|how) (?:about|of)\b", _continuation(question)):
        return True
    size = len(meant(bare))
    few = size <= (_FEW if small[0] in grammar.PREPOSITIONS or _CONTINUES.match(question) else _HARDLY)
    return few and not any(word in grammar.AUXILIARIES | grammar.WH for word in small)


def _continuation(question: str) -> str:
    found = _CONTINUES.match(question)
    return re.sub(r"\A(?:(?:and|but|or|so)\b[\s,]*)+", "", found.group().lower()) if found else ""


def _is_thin(bare: str, spoken: frozenset[Term]) -> bool:
    """No name and one word that was used before: "Who was killed?" after a killing."""
    told = meant(bare)
    return not telling(bare) and len(told) <= 1 and set(told) <= spoken and bool(words(bare))


def _carried(question: str, previous: str, answer: str, longest: int) -> str:
    """The question after the one before it, which stands on its own; no longer than a question may be."""
    if not previous:
        return question
    form = _form(question, frozenset((*content(previous), *content(answer))))
    result = _completed(form, question, previous, answer) if form != "whole" else question
    return result if len(result) <= longest else question


def _completed(form: _Form, question: str, previous: str, answer: str) -> str:
    bare = _bare(question)
    if form == "question-word":
        return asked_again(bare, previous)
    before = Before.read(previous, answer)
    if form == "fragment" and not _MORE.match(bare):
        return exchanged(replaced(bare, before), previous) or _unlike(question, bare, before)
    if form == "bare-count":
        return as_question(counted_for(bare, before))
    return as_question(named_for(bare, before))


def _unlike(question: str, bare: str, before: Before) -> str:
    """A fragment with nothing alike in the question before: with a name of its own it opens another subject."""
    own = [it for it in phrases(bare) if it.kind != "thing"]
    return question if own else as_question(named_for(question, before))
