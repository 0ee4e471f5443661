"""Turns a text into the words that its denials ("not", "failed to") and its moods ("may", "plans to") govern."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from qa.text.negation import denies_what_follows
from qa.text.tokens import Token, Tokens

Mood = Literal["future", "possible", "obligation", "intent", "fact"]


class Governed(NamedTuple):
    """A word that a marker governs, with the further words that it reaches."""

    head: int
    reach: frozenset[int]


_FAILING = frozenset(
    "failed fails fail failing refused refuses refuse refusing declined declines decline declining unable".split()
)
_DENYING = frozenset("denied denies deny denying".split())
# "Not only", "no doubt", "no more than" and "no later than" deny nothing.
_NO_DENIAL = frozenset(
    (
        "only just merely simply solely necessarily until doubt more fewer less later matter wonder earlier sooner unlikely "
        "impossible uncommon unusual unable unaware"
    ).split()
)
_MOODS: dict[str, Mood] = {
    **dict.fromkeys("will would shall won't wouldn't 'll i'll we'll they'll he'll she'll it'll".split(), "future"),
    **dict.fromkeys(
        (
            "can could may might can't cannot couldn't possibly perhaps likely reportedly allegedly probably potentially "
            "apparently maybe unlikely believed suspected thought alleged supposedly seemingly"
        ).split(),
        "possible",
    ),
    **dict.fromkeys("certainly undeniably provably definitely undoubtedly".split(), "fact"),
    **dict.fromkeys("must should shouldn't mustn't ought".split(), "obligation"),
}
_MOODS_TO: dict[str, Mood] = {
    **dict.fromkeys("going set due scheduled".split(), "future"),
    **dict.fromkeys("able".split(), "possible"),
    **dict.fromkeys("managed manage manages managing chose proceeded".split(), "fact"),
    **dict.fromkeys("has have had having need needs needed required obliged".split(), "obligation"),
    **dict.fromkeys(
        (
            "plan plans planned planning agree agrees agreed expect expects expected hope hopes hoped hoping propose proposes "
            "proposed aim aims aimed aiming seek seeks sought seeking want wants wanted wanting try tries tried trying intend "
            "intends intended attempt attempts attempted attempting vow vows vowed pledge pledges pledged promise promises "
            "promised anticipated preparing wish wishes wished"
        ).split(),
        "intent",
    ),
}
"""Those that only govern with a "to"."""
_SKIPPED = frozenset(
    (
        "be been being have has had to not never also still even now then again soon just all both only ever get got a an the "
        "any his her its their this that these those 's s yet of them him it he she they we i you who there"
    ).split()
)
_CLAUSE = frozenset(
    "who which whose when because but if while although though after before until since as where whether than".split()
)
FAR = 6
_WINDOW = 3
_PHRASE = frozenset("a an the for in at to because by with from on as of".split())


def is_marker(token: Token) -> bool:
    """Whether it tells of a mood or a denial and not of what happened."""
    return token.lower in _MOODS or token.lower in _FAILING or denies_what_follows(token)


def denied(found: Tokens) -> Iterator[Governed]:
    """What each denial governs; two that stand together deny nothing."""
    last = -FAR
    for at, token in enumerate(found):
        soft = token.lower in _FAILING or token.lower in _DENYING
        if not soft and not denies_what_follows(token):
            continue
        if at + 1 < len(found) and (found[at + 1].lower in _NO_DENIAL or _is_number_sign(found, at)):
            continue
        if token.lower == "not" and _contrasts(found, at):
            continue
        if soft and not _denies_what_follows(found, at):
            continue
        governed = _governed(found, at, last_of_row=token.lower in {"no", "without"})
        between = found[max(0, last) + 1 : at + 1]
        if at - last <= _WINDOW and not any(it.closes or it.lower in {"and", "or", "nor"} for it in between):
            last = -FAR
            continue
        last = at
        if governed is not None:
            yield governed


def _denies_what_follows(found: Tokens, at: int) -> bool:
    """Whether a clause follows: "failed to come", "denied that he came", "denied coming"; who denies a request does more."""
    following = found[at + 1].lower if at + 1 < len(found) else ""
    return following == "to" if found[at].lower in _FAILING else following == "that" or following.endswith("ing")


def _contrasts(found: Tokens, at: int) -> bool:
    """Whether a "not" only sets off a phrase: "a place for debate, not for shouting"."""
    joined = at > 0 and found[at].before != "\n" and (found[at].closes or found[at - 1].lower in {"and", "but", "or"})
    return joined and at + 1 < len(found) and found[at + 1].lower in _PHRASE


def _is_number_sign(found: Tokens, at: int) -> bool:
    return found[at].lower == "no" and found[at + 1].numeric


def _governed(found: Tokens, at: int, *, last_of_row: bool = False) -> Governed | None:
    heads = list(_heads(found, at))
    if not heads:
        return None
    first = heads[0]
    row = [place for number, place in enumerate(heads) if place == first + number]
    head = row[-1] if last_of_row else first
    reach = frozenset(place for place in heads if place <= max(head, first) + _WINDOW)
    return Governed(head, reach | {head})


def _heads(found: Tokens, at: int) -> Iterator[int]:
    """The content words behind a marker in its clause."""
    for place in range(at + 1, min(len(found), at + 1 + FAR + 1)):
        token = found[place]
        if token.closes or token.lower in _CLAUSE or token.sentence != found[at].sentence:
            return
        if token.content and not _is_passed_over(token):
            yield place


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


def moods_of(found: Tokens) -> dict[int, frozenset[Mood]]:
    """The moods of the words that markers govern."""
    governed: dict[int, frozenset[Mood]] = {}
    for at in range(len(found)):
        mood = _mood(found, at)
        head = next((place for place in _heads(found, at) if _mood(found, place) is None), None) if mood else None
        if mood is not None and head is not None:
            governed[head] = governed.get(head, frozenset()) | {mood}
    return governed


def _mood(found: Tokens, at: int) -> Mood | None:
    token = found[at]
    if token.lower == "must" and at + 1 < len(found) and found[at + 1].lower == "have":
        return None  # it concludes
    if token.lower in _MOODS and not (token.lower in {"may", "will"} and token.capital and not token.opens):
        return _MOODS[token.lower]
    to = at + 1 < len(found) and found[at + 1].lower == "to"
    return _MOODS_TO.get(token.lower) if to else None
