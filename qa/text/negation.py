"""Tell the words that deny, and those that tell how sure or how far off something is, and which words each of them governs."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from qa.text.tables import by_kind, column, rows
from qa.text.tokens import Token, Tokens, terms

Mood = Literal["future", "possible", "obligation", "intent", "fact"]


class Governed(NamedTuple):
    """A word that a marker governs, with the further words that it reaches."""

    head: int
    reach: frozenset[int]


_DENIALS = by_kind("negation")
_IN_MEANING = frozenset(terms(" ".join(_DENIALS["meaning"])))
_MODALITY = rows("modality")
_MODALS = column([row for row in _MODALITY if row["modal"]], "word")


def _moods(*, before_to: bool) -> dict[str, Mood]:
    table = [row for row in _MODALITY if row["mood"] and bool(row["before_to"]) == before_to]
    return {row["word"]: cast(Mood, row["mood"]) for row in table}


_MOODS = _moods(before_to=False)
_MOODS_BEFORE_TO = _moods(before_to=True)
_SKIPPED = frozenset(
    (
        "be been being have has had to not never also still even now then again soon just all both only ever get got a an the "
        "any his her its their this that these those 's s yet of them him it he she they we i you who there"
    ).split()
)
"""What a marker reaches over, to the word that it governs."""
_BEING = frozenset("is are was were".split())
_CLAUSE = frozenset(
    "who which whose when because but if while although though after before until since as where whether than".split()
)
"""Words that open a clause, into which no marker reaches."""
_PHRASE = frozenset("a an the for in at to because by with from on as of".split())
"""Words that open a phrase."""
REACH = 6
"""Words within which a marker governs."""
_WINDOW = 3


def denies(token: Token) -> bool:
    """Whether a token is a "not", in any of its forms."""
    return denies_what_follows(token) or token.lower in _DENIALS["object"]


def denies_what_follows(token: Token) -> bool:
    """Whether it denies the words behind it; "nothing" stands for a thing itself, and governs none."""
    return token.lower in _DENIALS["not"] or token.lower.endswith("n't")


def denies_in_meaning(token: Token) -> bool:
    """Whether it denies without a "not": "refused", "lack", "unlikely"."""
    return token.term in _IN_MEANING


def is_modal(token: Token) -> bool:
    """Whether it tells how sure or how far off something is, as written within a sentence: "May" is a month."""
    return token.text in _MODALS


def is_marker(token: Token) -> bool:
    """Whether it tells of a mood or a denial and not of what happened."""
    return token.lower in _MOODS or token.lower in _DENIALS["before to"] or denies_what_follows(token)


def denied(tokens: Tokens) -> Iterator[Governed]:
    """What each denial governs; two that stand together deny nothing."""
    last: int | None = None
    for at in range(len(tokens)):
        if not _is_denial(tokens, at):
            continue
        if last is not None and _stand_together(tokens, last, at):
            last = None
            continue
        last = at
        governed = _governed(tokens, at)
        if governed is not None:
            yield governed


def _is_denial(tokens: Tokens, at: int) -> bool:
    """Whether a word denies here: no "not only", no "No. 7", no "not for shouting" that only sets off a phrase."""
    token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and _is_idiom(token, following):
        return False
    if denies_what_follows(token):
        return token.lower != "not" or not _contrasts(tokens, at)
    return following is not None and _denies_clause(token, following)


def _is_idiom(token: Token, following: Token) -> bool:
    return following.lower in _DENIALS["idiom"] or (token.lower == "no" and following.numeric)


def _denies_clause(token: Token, following: Token) -> bool:
    """Whether a verb denies the clause behind it; who denies a request does not deny that it was made."""
    if token.lower in _DENIALS["before to"]:
        return following.lower == "to"
    return token.lower in _DENIALS["before that"] and (following.lower == "that" or following.lower.endswith("ing"))


def _contrasts(tokens: Tokens, at: int) -> bool:
    """Whether a "not" only sets off a phrase: "a place for debate, not for shouting"."""
    if at == 0 or at + 1 >= len(tokens) or tokens[at].before == "\n":
        return False
    joined = tokens[at].closes or tokens[at - 1].lower in {"and", "but", "or"}
    return joined and tokens[at + 1].lower in _PHRASE


def _stand_together(tokens: Tokens, first: int, second: int) -> bool:
    """Whether two denials are of one clause: "did not fail to come"."""
    between = tokens[first + 1 : second + 1]
    return second - first <= _WINDOW and not any(
        token.closes or token.lower in {"and", "or", "nor"} for token in between
    )


def _governed(tokens: Tokens, at: int) -> Governed | None:
    """The first content word behind a marker; behind "no" and "without" the last of its row ("no clear winner")."""
    heads = list(_heads(tokens, at))
    if not heads:
        return None
    first = heads[0]
    row = [head for number, head in enumerate(heads) if head == first + number]
    head = row[-1] if tokens[at].lower in {"no", "without"} else first
    return Governed(head, frozenset(place for place in heads if place <= head + _WINDOW) | {head})


def _heads(tokens: Tokens, at: int) -> Iterator[int]:
    """The content words behind a marker in its clause."""
    for position in range(at + 1, min(len(tokens), at + 1 + REACH + 1)):
        token = tokens[position]
        if token.closes or token.lower in _CLAUSE or token.sentence != tokens[at].sentence:
            return
        if token.content and not _is_passed_over(token):
            yield position


def _is_passed_over(token: Token) -> bool:
    """Whether a marker reaches over a word to the next: adverbs, numbers, contractions, and the parts of "one-time"."""
    return (
        token.lower in _SKIPPED
        or token.lower.endswith("ly")
        or "'" in token.lower
        or token.numeric
        or token.after == "-"
        or token.before == "-"
    )


def moods_of(tokens: Tokens) -> dict[int, frozenset[Mood]]:
    """The moods of the words that markers govern, by position."""
    governed: dict[int, frozenset[Mood]] = {}
    for at in range(len(tokens)):
        mood = _mood(tokens, at)
        head = next((place for place in _heads(tokens, at) if _mood(tokens, place) is None), None) if mood else None
        if mood is not None and head is not None:
            governed[head] = governed.get(head, frozenset()) | {mood}
    return governed


def _mood(tokens: Tokens, at: int) -> Mood | None:
    token = tokens[at]
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if token.lower == "must" and following == "have":
        return None  # it concludes
    if _is_to_be(tokens, at):
        return "future"
    if token.lower in _MOODS and not (token.lower in {"may", "will"} and token.capital and not token.opens):
        return _MOODS[token.lower]
    return _MOODS_BEFORE_TO.get(token.lower) if following == "to" else None


def _is_to_be(tokens: Tokens, at: int) -> bool:
    """Whether something is still to be done: "they are to be offered posts"; "the aim is to offer" tells of an aim."""
    return tokens[at].lower in _BEING and [token.lower for token in tokens[at + 1 : at + 3]] == ["to", "be"]
