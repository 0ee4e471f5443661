"""Turns a follow-up question and the turns before it into a question that stands on its own, by rules.

A fragment ("And in Syria?") is put in the place of its like in the last question, and a bare question word ("Why?") is asked
with the rest of it. In other questions a pronoun gives way to what it stands for where only one thing fits. Where that is
not sure, the question keeps its words, and what it lacks stands behind it in brackets: "Who commands them (US troops, in
Iraq)?" says nothing wrong, and a wrong name would ask another question.

The turns are what a client sends, and so untrusted: they are read as text and nothing else. Words of them may go into the
question that is asked of the articles; none of them is ever shown as a statement, for what is shown stands on a quote.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from qa.answer.question.context_dependence import (
    COURTESY,
    FITS,
    Form,
    Reference,
    as_question,
    bare,
    form,
    references,
    unmarked,
)
from qa.answer.question.parse import read_question
from qa.answer.question.phrases import AUXILIARIES, GROUPS, LOCATIVE, PREPOSITIONS, Phrase, outer_phrases, phrases
from qa.domain.answer import Turn
from qa.text.names import is_proper
from qa.text.places import NAMES
from qa.text.sentences import sentences
from qa.text.tokens import Term, content, tokens

LONGEST = 2_000
"""Characters of a question."""
OPENING_OF_ANSWER = 1_000
"""Characters of an answer that are read for names: what a reader points at stands early."""

_BEFORE = rf"(?:(?:{'|'.join(sorted(PREPOSITIONS))}) )"
_AGAIN = re.compile(rf"{_BEFORE}?(?:when|where|why|how|whom)\b.*|{_BEFORE}(?:what|which) (?!other\b).*", re.IGNORECASE)
"""A question word that can take the place of the one before it."""
_ASKED = re.compile(
    rf"(?:{_BEFORE}?(?:when|where|why|how(?: long| soon)?|(?:what|which) (?:year|month|day|date))(?: exactly)? )?"
    rf"(?P<rest>(?:{'|'.join(sorted(AUXILIARIES, key=len, reverse=True))})\b.*)"
    rf"|(?:how many|how much|which) (?P<counted>.+?) (?P<verb>is|are|was|were)(?: there)? (?P<said>.+)",
    re.IGNORECASE,
)
_ASKS_WHO = re.compile(r"who (?!is|was|are|were)|which ", re.IGNORECASE)
_MOST = 4  # parts of a fragment: one with more is a question of its own
_ALIKE = frozenset(
    "person-name group-name group-place name-person name-group name-place role-thing thing-role place-group".split()
)
"""What may take the place of what, besides what is of its own kind."""


def needs_context(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question cannot be understood without the turns before it; without turns it is never."""
    said = frozenset(term for turn in history for text in (turn.question, turn.answer) for term in content(text))
    return bool(history) and form(plain(question), said) != "whole"


def contextualize(question: str, history: Sequence[Turn], longest: int = LONGEST) -> str:
    """The question with what it leaves out put in from the turns; as it was typed where that finds nothing, or too much.

    Each turn is read after those before it, so that follow-ups of follow-ups are understood. No name comes in that stands
    in neither the question nor the turns.
    """
    previous, answer = "", ""
    for turn in history:
        asked = _carried(plain(turn.question), previous, answer, longest)
        if outer_phrases(asked) and not COURTESY.match(asked):
            previous, answer = asked, plain(turn.answer)[:OPENING_OF_ANSWER]
    result = _carried(plain(question), previous, answer, longest)
    unchanged = result == plain(question) or brings_in(result, known_terms(question, history))
    return question if unchanged else result


def known_terms(question: str, history: Sequence[Turn]) -> frozenset[Term]:
    """All that the question and the turns say."""
    texts = [question, *(text for turn in history for text in (turn.question, turn.answer))]
    return frozenset(word.term for text in texts for word in tokens(text))


def brings_in(text: str, known: frozenset[Term]) -> bool:
    """Whether a text has a name, place, number or date that is not known."""
    return any(telling(text) - known)


def telling(text: str) -> frozenset[Term]:
    """The names, places, numbers and dates of a text."""
    return frozenset(token.term for token in tokens(text) if is_proper(token) or (token.numeric and token.content))


def plain(text: str) -> str:
    """Untrusted text on one line, without characters that control, hide or are none."""
    return " ".join("".join(c if not unicodedata.category(c).startswith("C") else " " for c in text).split())


def _carried(question: str, previous: str, answer: str, longest: int) -> str:
    """The question after the one before it, which stands on its own; no longer than a question may be."""
    said = frozenset((*content(previous), *content(answer)))
    result = _completed(form(question, said) if previous else "whole", question, previous, answer)
    return result if len(result) <= longest else question


def _completed(left_out: Form, question: str, previous: str, answer: str) -> str:
    asked = bare(question)
    if left_out == "whole":
        return question
    if left_out == "question-word":
        return _asked_again(asked, unmarked(previous))
    counted = next((it for it in outer_phrases(previous) if it.lead in {"many", "much"}), None)
    if left_out == "count" and counted:
        asked = re.sub(r"(?<=how (?:many|much))( of them)?", f" {counted.text}", asked, count=1, flags=re.IGNORECASE)
    named, settled, perhaps = _named(asked, previous, answer)
    if left_out == "fragment":
        result = _exchanged(named, previous, continues=asked != unmarked(question))
        if result or any(it.named for it in outer_phrases(asked)):
            # With a name of its own and nothing alike before it, it opens another subject.
            return result or question
    told = settled and left_out == "open"
    lacking = ", ".join(() if told else _lacking(named, asked, [*outer_phrases(previous), *perhaps]))
    return as_question(f"{named} ({lacking})" if lacking else named)


def _asked_again(asked: str, previous: str) -> str:
    """The question before, asked with this question word: "Why?", "Since when?", "By how many votes?"."""
    found = _ASKED.fullmatch(previous) if _AGAIN.fullmatch(asked) else None
    if found is None:
        return as_question(f"{previous}, and {asked[:1].lower()}{asked[1:]}")
    rest = found["rest"] or f"{found['verb']} {found['counted']} {found['said']}"
    return as_question(f"{asked} {rest[:1].lower()}{rest[1:]}")


def _named(text: str, previous: str, answer: str) -> tuple[str, bool, list[Phrase]]:
    """The text with names for what points back, whether these tell all that is needed, and who else may be meant."""
    named, settled, perhaps = text, True, []
    pointing, pools = references(text), _pools(previous, answer)
    for reference in reversed(pointing):
        found = _candidates(reference, pools)
        new = _instead(reference, found)
        settled = settled and new is not None and found[0].kind != "thing"
        if new is None:
            perhaps += [it for it in found if it.named]
        else:
            named = f"{named[: reference.span.start]}{new}{named[reference.span.end :]}"
    return named, settled and bool(pointing), perhaps


def _pools(previous: str, answer: str) -> list[list[Phrase]]:
    """Where to look for what a word stands for: the question before, and then each sentence of the answer."""
    pools: list[list[Phrase]] = []
    for text in (previous, *(span.of(answer) for span in sentences(answer))):
        pools += [outer_phrases(text), [it for it in phrases(text) if it.modifier and it.kind == "person"]]
    if _ASKS_WHO.match(previous):
        # "Who coaches Real Madrid?": whoever was asked for may be meant, as may all that the question names.
        pools[:4] = [[it for pool in pools[:4] for it in pool]]
    return pools


def _candidates(reference: Reference, pools: Sequence[Sequence[Phrase]]) -> list[Phrase]:
    """What it may stand for: all that fit in the first place where any does."""
    fitting = ([it for it in pool if fits(it)] for pool in pools for fits in FITS[reference.target])
    found = list({it.terms: it for it in reversed(next((it for it in fitting if it), []))}.values())[::-1]
    return [it for it in found if not any(it.terms < other.terms for other in found)]


def _instead(reference: Reference, found: Sequence[Phrase]) -> str | None:
    """What takes its place; None where not exactly one thing fits. Places and times are better told beside it."""
    beside = reference.target in {"there", "then"} or any(it.preposition in LOCATIVE for it in found)
    if len(found) != 1 or beside:
        return None
    it = found[0]
    # What was counted or new when it was spoken of is known now.
    known = it.lead in {"many", "which", "its", "his", "their"} or it.text != it.bare
    text = f"the {it.bare}" if known else it.text if it.named else f"{it.text[:1].lower()}{it.text[1:]}"
    owner = "'" if text.endswith("s") and not text.isupper() else "'s"
    return f"{text}{owner}" if reference.owner else text


def _lacking(named: str, asked: str, spoken: Sequence[Phrase]) -> Iterator[str]:
    """What was spoken of and is not named yet, without the kinds that the question names itself."""
    own, told = {_part(it) for it in phrases(asked) if it.named}, set(content(named))
    own |= {"date"} & {read_question(asked).answer_type}
    for it in spoken:
        if _part(it) not in own and not it.terms <= told and it.lead not in {"which", "what"}:
            told |= it.terms
            yield it.text if it.preposition in {"", "of", "by"} else f"{it.preposition} {it.text}"


def _part(phrase: Phrase) -> str:
    """Which part it plays: who acts and where it happens are two."""
    if phrase.kind == "date" or not phrase.named:
        return phrase.kind
    return "where" if phrase.kind == "place" and phrase.preposition in LOCATIVE else "who"


def _exchanged(fragment: str, previous: str, *, continues: bool) -> str | None:
    """The question before with each part of the fragment in the place of its like; None where it has nothing alike."""
    noun = next((it.head for it in outer_phrases(previous) if it.kind in {"thing", "role"}), "ones")
    parts, heads = outer_phrases(re.sub(r"\bones?\b", noun, fragment)), {it.head for it in phrases(previous)}
    new = [it for it in parts if it.kind not in {"place", "date"} and it.head not in heads]
    if not 0 < len(parts) <= _MOST or (new and (len(parts) > 1 or (new[0].kind == "thing" and not continues))):
        # "What about the attacks in Syria?" opens another subject, and names it.
        return None
    text: str | None = unmarked(previous)
    for part in parts:
        text = text and _exchange(part, text)
    return text and as_question(text)


def _exchange(part: Phrase, text: str) -> str | None:
    """The text with the part in the place of the likest, or at its end where it tells a time or place; else None."""
    on_its_own = part.kind == "date" and part.text[0].islower()
    found = [it for it in phrases(text) if _alike(part, it)]
    if not found:
        added = f"{text} {part.text}" if on_its_own else f"{text} {part.preposition or 'in'} {part.text}"
        return added if part.kind == "date" or (part.kind == "place" and not part.adjective) else None
    target = max(found, key=lambda it: _likeness(part, it))
    start, new = target.start, part.bare if target.modifier or target.lead in {"many", "much", "which"} else part.text
    if target.adjective and target.modifier and part.kind == "place" and not part.adjective:
        known = NAMES.get(tokens(part.bare)[-1].term.lower(), ())
        new = next((it for it in known if it.isalpha() and part._replace(text=it).adjective), new)
    owner = re.match(r".*['’]s ", target.text) if part.kind in {"thing", "role"} and "'" not in part.text else None
    new = f"{owner.group()}{part.bare}" if owner else new
    if target.preposition and not target.modifier and (part.preposition or on_its_own):
        start, new = start - len(f"{target.preposition} "), f"{part.preposition} {new}".strip()
    return f"{text[:start]}{new}{text[target.span.end :]}"


def _alike(part: Phrase, it: Phrase) -> bool:
    """Whether one can stand where the other stands."""
    same_place, same_head = part.preposition == it.preposition, part.head == it.head
    kinds = part.kind == it.kind or f"{part.kind}-{it.kind}" in _ALIKE
    if it.modifier:
        fits = part.text == part.bare or part.kind == "place"
        return (kinds and fits) or (same_place and it.preposition == "of" and it.named)
    if same_head or (same_place and part.preposition not in LOCATIVE | {""}):
        return part.kind == it.kind or "date" not in {part.kind, it.kind}
    if part.kind in {"place", "date"}:
        return it.kind == part.kind or (kinds and same_place)
    if part.kind in {"thing", "role"}:
        acts = part.head in GROUPS and it.kind in {"place", "group"} and not it.preposition
        return not part.preposition and (acts or (kinds and it.plural == part.plural))
    # "Real Madrid" reads as a person's name does.
    team = {part.kind, it.kind} == {"group", "person"} and part.bare == part.text and it.bare == it.text
    return (kinds or team) and (same_place if part.preposition else not it.preposition or it.kind == part.kind)


def _likeness(part: Phrase, it: Phrase) -> tuple[bool | int, ...]:
    """How like they are; of things the first is taken, and of names the last."""
    same_place = part.preposition == it.preposition or (not part.preposition and part.kind == "place")
    order = -it.start if part.kind in {"thing", "role"} else it.start
    like = it.head == part.head, it.kind == part.kind, it.modifier == part.adjective
    return same_place and bool(part.preposition), *like, same_place, order
