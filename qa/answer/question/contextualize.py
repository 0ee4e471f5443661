"""Read a follow-up question with the turns before it.

No parser is behind it: small words tell whether a question leans on what was said, a fragment of one kind ("And in Syria?")
takes the place of the words of that kind in the last question, and else the words of that question stand behind it in
brackets: "Why (US troops, Iraq)?" says nothing wrong. The rest is left to the ranking, which prefers the articles that were
quoted just before.

The turns are what a client sends, and so untrusted: of at most `TURNS` the openings are read as text and nothing else. Words of
them may go into the question that is asked of the articles; none of them is ever shown as a statement, for what is shown stands
on a quote.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from qa.answer.question.answer_type import expected_answer_type
from qa.answer.question.fragments import Kind, exchanged, kind_at
from qa.answer.question.function_words import AUXILIARIES, PREPOSITIONS, WH
from qa.answer.question.kind import question_kind
from qa.domain.answer import Turn
from qa.text.names import is_proper, mentioned, names_in_phrase
from qa.text.tokens import Term, Token, Tokens, tokens
from qa.text.units import is_period

LONGEST = 2_000
"""Characters of a question."""
OPENING_OF_ANSWER = 1_000
"""Characters of an answer that are read: what a reader points at stands early."""
TURNS = 6
"""The latest turns, which are read."""
_CONTEXT = 12
"""Words that stand in brackets at most."""

Leaning = Literal["whole", "perhaps", "leans"]
"""How a question stands to the turns: it needs none; it goes on from them or opens a subject, and its own words are enough; or
it cannot be understood alone."""

_LEAD = re.compile(r"\A(?:(?:and|but|or|so|then|also|ok|okay|well)\b[\s,]*)+(?=\w)", re.IGNORECASE)
_ABOUT = re.compile(r"\A(?:what|how) (?:about|of)\b\s*(?=\w)", re.IGNORECASE)
_MARKS = " ?!….\n\t"
_INITIALS = re.compile(r"\.[A-Z]\Z")
_BRACKETS = re.compile(r" \(([^()]*)\)\Z")
"""What a completed question has at its end."""
_COURTESY = re.compile(r"(?:thanks?|thank you|hello|hi|hey|yes|no|sure|great|good|nice|bye)\b", re.IGNORECASE)
_MORE = re.compile(
    r"(?:please )?(?:(?:can|could|would|will) you )?(?:(?:tell|say|show|give)(?: me| us)? |any )?(?:some |a bit |a little )?more"
    r"(?: (?:details?|information|on|of))*(?: (?:about )?(?:it|that|this|them|him|her))?(?:,? please)?"
    r"|(?:please )?(?:go on|continue|elaborate)|what else(?: is (?:known|there))?|(?:and|details)(?: please)?",
    re.IGNORECASE,
)
_MORE_ABOUT = re.compile(r"(?:please )?(?:tell|say|give)(?: me| us)? more (?:about|on) (?=\w)", re.IGNORECASE)
_BEYOND = re.compile(r"\b(?:else|more|other|others|another|besides|further)\b", re.IGNORECASE)
_NOTHING_MEANT = re.compile(
    r"\b(?:is|was) it (?:true|possible|likely|clear|legal|safe|hard|easy|important)\b|\b(?:is|was) it\b.*\b(?:that|who)\b"
    r"|\bit (?:is|was|be|take|takes|cost|costs)\b.*\bto\b|\b(?:are|were|is|was) there\b"
    r"|\bhow (?:hot|cold|warm|late|far) (?:is|was|will) it\b|\bit (?:be )?(?:rain|snow)",
    re.IGNORECASE,
)
"""Where "it" and "there" point at nothing."""
_PERSONS = frozenset("he she him her his hers they them their theirs it its".split())
_OBJECTS = frozenset("him her it them that this so one ones".split())
_PLACED: Mapping[str, Kind] = {"there": "place", "then": "date"}
"""What these may stand for."""
_CLAUSE = frozenset("that which who when while after before because if as and but or whether although so".split())
_SHOWING = frozenset("that this these those".split())
_MOST_WORDS = 100
"""Words of a question that may lean on the turns: a longer one says itself what it is about, and takes the square to read."""
_FEW, _HARDLY = 4, 2
"""Words with meaning that a question has at most which may lean on the turns, and one without a verb that surely does."""


class Followed(NamedTuple):
    """A question that was asked before, as it is understood, and the latest answer that said something."""

    question: str
    answer: str


def leaning(question: str, history: Sequence[Turn]) -> Leaning:
    """Tell whether a question needs the turns before it; without turns it never does."""
    return _leaning(plain(question)) if history else "whole"


def needs_context(question: str, history: Sequence[Turn]) -> bool:
    """Tell whether a question cannot be understood without the turns before it."""
    return leaning(question, history) == "leans"


def asks_for_more(question: str) -> bool:
    """Tell whether a question only wants the answer to go on: "Tell me more"."""
    return _MORE.fullmatch(unmarked(plain(question))) is not None


def asks_beyond(question: str) -> bool:
    """Tell whether a question wants what was not said yet: "What else did he say?"."""
    return _BEYOND.search(question) is not None


def contextualize(question: str, history: Sequence[Turn], longest: int = LONGEST) -> str:
    """Return the question completed from the turns; as it was typed where they have nothing for it, or make it too long.

    Each turn is read after those before it, so that follow-ups of follow-ups are understood. No name comes in that stands
    in neither the question nor the turns.
    """
    typed = plain(question)
    result = _completed(typed, followed(history).question) if needs_context(question, history) else typed
    keep = result == typed or len(result) > longest or brings_in(result, known_terms(question, history))
    return question if keep else result


def followed(history: Sequence[Turn]) -> Followed:
    """Return what the turns have led to."""
    asked, answer = "", ""
    for turn in history[-TURNS:]:
        question = plain(turn.question[:LONGEST])
        if not asks_for_more(question) and not _COURTESY.match(question):
            completed = _completed(question, asked) if asked and _leaning(question) == "leans" else question
            # Untrusted: made safe here. What each turn adds to would grow with their number.
            asked = completed if len(completed) <= LONGEST else question
        answer = plain(turn.answer[:OPENING_OF_ANSWER]) or answer
    return Followed(asked, answer)


def known_terms(question: str, history: Sequence[Turn]) -> frozenset[Term]:
    """Return the terms of the question and the turns."""
    texts = [question, *(text for turn in history[-TURNS:] for text in (turn.question, turn.answer))]
    return frozenset(term for text in texts for term in mentioned(text))


def brings_in(text: str, known: frozenset[Term]) -> bool:
    """Tell whether a text has a name, place, number or date that is not known."""
    return any(telling(text) - known)


def telling(text: str) -> frozenset[Term]:
    """Return the names, places, numbers and dates of a text."""
    return frozenset(token.term for token in tokens(text) if is_proper(token) or (token.numeric and token.content))


def plain(text: str) -> str:
    """Return untrusted text on one line, without characters that control, hide or are none."""
    return " ".join("".join(c if not unicodedata.category(c).startswith("C") else " " for c in text).split())


def unmarked(text: str) -> str:
    """Return the text without the marks at its end, but with the last full stop of "U.S."."""
    bare = text.rstrip(_MARKS)
    ends_in_initials = _INITIALS.search(bare, max(0, len(bare) - 2)) is not None
    return text[: len(bare) + 1] if ends_in_initials and text[len(bare) :].startswith(".") else bare


def _bare(question: str) -> str:
    """The question without "and what about" before it and the marks behind it."""
    return unmarked(_ABOUT.sub("", _LEAD.sub("", question))) or unmarked(question) or question


def _leaning(question: str) -> Leaning:
    text = _bare(question)
    line = tokens(text)
    if not 0 < len(line) <= _MOST_WORDS or _COURTESY.match(text) or _BRACKETS.search(text):
        return "whole"
    if asks_for_more(question) or any(leans(line, text, question) for leans in _SIGNS):
        return "leans"
    return "perhaps" if _LEAD.match(question) or _names_little(line) else "whole"


def _names_little(line: Tokens) -> bool:
    """Whether a question has few words, and no name or number: "Which villages were destroyed?"."""
    return _count(line) <= _FEW and not _named(line, 0) and not any(token.numeric for token in line)


def _points_back(line: Tokens, text: str, *_: str) -> bool:
    """Whether a word points at what the question itself does not name before."""
    idle = _NOTHING_MEANT.search(text) is not None
    return any(_points(line, at) for at in range(len(line)) if not (idle and line[at].lower in {"it", "there"}))


def _points(line: Tokens, at: int) -> bool:
    return (at > 0 and _ends_open(line, at)) or _POINTERS.get(line[at].lower, _never)(line, at)


def _never(_: Tokens, __: int) -> bool:
    return False


def _ends_open(line: Tokens, at: int) -> bool:
    """Whether the question is one clause and ends with a word for what is acted on: "Who killed him?", "Who says so?"."""
    one_clause = _CLAUSE.isdisjoint(token.lower for token in line[:at])
    return at == len(line) - 1 and line[at].lower in _OBJECTS and one_clause


def _means_earlier(line: Tokens, at: int) -> bool:
    """Whether "there" or "then" means a place or time that the question does not name before."""
    ends = at == len(line) - 1 or line[at - 1].lower in {"since", "until", "by"}
    return at > 0 and ends and _PLACED[line[at].lower] not in {kind_at(line, place) for place in range(at)}


def _is_asked_on(line: Tokens, at: int) -> bool:
    """Whether "else" and the like stand behind a question word: "Who else signed?", "Which ones did Iran close?"."""
    return at > 0 and line[at - 1].lower in WH


def _is_last(line: Tokens, at: int) -> bool:
    return at == len(line) - 1


def _lacks_name(line: Tokens, at: int) -> bool:
    return not _names_before(line, at)


def _names_before(line: Tokens, at: int) -> bool:
    """Whether the question itself names something before a pronoun, which that may stand for."""
    return any(names_in_phrase(line, place) or line[place].lower == "the" for place in range(at))


def _shows(line: Tokens, at: int) -> bool:
    """Whether "that" and the like point back: not in "the troops that left", "say that the …", "those who fled", "this year"."""
    before, after = line[at - 1 : at], line[at + 1 : at + 2]
    if any(is_period(token) or token.lower in {"who", "of", "in", "whose", "from"} for token in after):
        return False
    joins = any(token.content or token.lower in {"say", "said", "says"} for token in before)
    return line[at].lower != "that" or not (joins and after)


_POINTERS: Mapping[str, Callable[[Tokens, int], bool]] = {
    **dict.fromkeys(_PERSONS, _lacks_name),
    **dict.fromkeys(_SHOWING, _shows),
    **dict.fromkeys(_PLACED, _means_earlier),
    **dict.fromkeys(("else", "one", "ones"), _is_asked_on),
    **dict.fromkeys(("same", "latter"), _is_last),
}
"""The words that point back, and what tells whether they do where they stand."""


def _is_question_word(line: Tokens, *_: str) -> bool:
    """Whether a question word stands there with at most a noun: "Why?", "Since when?", "In which city?", "How many?"."""
    at = next((at for at, token in enumerate(line) if token.lower in WH), len(line))
    opens = at == 0 or (at == 1 and line[0].lower in PREPOSITIONS)
    behind = line[at + 1 :]
    verbs = any(token.lower in AUXILIARIES for token in behind)
    return opens and not verbs and _count(behind) <= 1 and not _named(line, at + 1)


def _is_fragment(line: Tokens, text: str, question: str) -> bool:
    """Whether a few words stand there without a verb: "And in Syria?", "What about British ones?", "Advisors?"."""
    opened = _LEAD.match(question) is not None or line[0].lower in PREPOSITIONS
    about = _ABOUT.match(_LEAD.sub("", question)) is not None
    verbless = (AUXILIARIES | WH).isdisjoint(_lower(token) for token in line) and question_kind(text) == "fact"
    return about or (verbless and _count(line) <= (_FEW if opened else _HARDLY))


def _lacks_what_is_counted(line: Tokens, *_: str) -> bool:
    """Whether a count lacks its noun: "How many will stay?", "How many are in Syria?"."""
    counts = [token.lower for token in line[:2]] == ["how", "many"]
    return counts and any(token.lower in AUXILIARIES for token in line[2:3])


def _says_little(line: Tokens, *_: str) -> bool:
    """Whether one word is all that is said of something known: "What was the result?", "Who resigned?"."""
    known = not {"the", "was", "were", "did"}.isdisjoint(token.lower for token in line)
    verb = line[-1].content and line[-1].lower.endswith("ed")
    return _count(line) == 1 and (known or verb) and not _named(line, 0)


_SIGNS: tuple[Callable[[Tokens, str, str], bool], ...] = (
    _points_back,
    _is_question_word,
    _is_fragment,
    _lacks_what_is_counted,
    _says_little,
)
"""What shows that a question leans on the turns."""


def _lower(token: Token) -> str:
    """The token in lower case; "May" is a month."""
    return "" if token.text == "May" else token.lower


def _count(line: Tokens) -> int:
    return sum(token.content for token in line)


def _named(line: Tokens, first: int) -> bool:
    return any(names_in_phrase(line, at) for at in range(first, len(line)))


def _completed(question: str, previous: str) -> str:
    """The question after the previous one, which is understood; as it is where there is none."""
    if not previous:
        return question
    text, before = _bare(question), unmarked(previous)
    if about := _MORE_ABOUT.match(text):
        text = f"what do we know about {text[about.end() :]}"
    line = tokens(text)
    if _is_fragment(line, text, question) and not asks_for_more(question):
        return _in_place(text, before) or question
    context = ", ".join(_context(text, before))
    return as_question(f"{text} ({context})") if context else question


def _in_place(fragment: str, previous: str) -> str | None:
    """The previous question with a fragment in place of its like, or behind it where it has nothing alike.

    None for one with a name that has nothing alike: it opens another subject.
    """
    core = _BRACKETS.sub("", previous)
    put_in = exchanged(fragment, core)
    if put_in is not None:
        return as_question(f"{put_in}{previous[len(core) :]}")
    if _named(tokens(fragment), 0):
        return None
    return as_question(f"{previous}, and {fragment[:1].lower()}{fragment[1:]}")


def as_question(text: str) -> str:
    """Return the text with a capital at its start and one question mark at its end."""
    return f"{text[:1].upper()}{unmarked(text)[1:]}?"


def _context(question: str, previous: str) -> Iterator[str]:
    """What the previous question speaks of and this one does not: words side by side stay together."""
    line = tokens(question)
    known, replaced = {token.term for token in line}, _replaced(question, line)
    brackets = _BRACKETS.search(previous)
    spoken = [previous, ""] if brackets is None else [previous[: brackets.start()], brackets[1]]
    room = _CONTEXT
    for text in spoken:
        words = tokens(text)
        told = [words[at].term not in known and _is_told(words, at, replaced) for at in range(len(words))]
        for first, end in _runs(words, told):
            fresh = {word.term for word in words[first:end]} - known
            if fresh and room > 0:
                known |= fresh
                room -= end - first
                yield text[words[first].start : words[end - 1].span.end]


def _is_told(words: Tokens, at: int, replaced: frozenset[Kind]) -> bool:
    """Whether a word goes on being meant: "US" in "US troops" does, whatever place comes in."""
    kind = kind_at(words, at)
    modifies = at + 1 < len(words) and words[at + 1].before == " " and words[at + 1].content
    return kind is not None and (kind not in replaced or (kind == "place" and modifies))


def _runs(words: Tokens, told: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where told words stand side by side, without a mark between them."""
    first = None
    for at, tells in enumerate([*told, False]):
        if first is not None and (not tells or words[at].breaks):
            yield first, at
            first = None
        if tells and first is None:
            first = at


def _replaced(question: str, line: Tokens) -> frozenset[Kind]:
    """The kinds of words that the question has in place of those before; a pronoun may mean one beside its own."""
    own = {kind for at in range(len(line)) if (kind := kind_at(line, at)) in {"place", "date"}}
    dated = {"date"} if expected_answer_type(question) == "date" or any(t.lower == "then" for t in line) else set()
    return frozenset(kind for kind in ("place", "date") if kind in own | dated)
