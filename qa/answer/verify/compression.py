"""Prove that a sentence is a shorter form of one quote: its words in their order, with only whole phrases left out.

A phrase may be left out where the sentence without it is true whenever the quote is: a time that opens it, what is told
beside it in brackets, between dashes or in a clause with "who" or "which", and what somebody named is called or does
meanwhile. Nothing of it may deny, limit, condition, doubt, count, compare or say who says so. What the rule does not know
is not proved.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.text.dates import is_time
from qa.text.negation import denies, denies_in_meaning, is_marker, is_modal
from qa.text.sentences import sentences
from qa.text.tables import column, rows
from qa.text.tokens import Token, Tokens, tokens

_PIECE = re.compile(r"(?P<mark>[,;:()\[\]—–]|\s-+\s|…)|(?P<word>[\"“”«»]|[^\s,;:()\[\]—–\"“”«»…]+(?:,\d+)*)")
"""A sign that parts a sentence, or a word with what belongs to it; a quotation mark counts as a word."""
_QUOTATION_MARKS = str.maketrans("“”«»’‘", '""""' + "''")
_ENDS = ".!"
_RELATIVE = frozenset("who whom whose which where".split())
_DETERMINERS = frozenset("a an the his her its their one".split())
_JOINS = frozenset("and or nor but".split())
_SAYING = column(rows("speech"), "word")
_LIMITS = frozenset(
    (
        # conditions and contrasts
        "if unless until till except excepting only but although though however while whereas despite instead rather when "
        "whether provided providing assuming depending pending barring supposing before once so lest otherwise yet still "
        # how many and how much
        "some many most more less least fewer fewest few several all every each any both half dozen dozens hundreds "
        "thousands millions part parts partly mostly mainly largely nearly almost about around up over under least just even "
        "than like as too enough other others "
        # doubt, and what is no fact
        "alleged allegedly reported reportedly apparently seemingly suspected supposed supposedly purported purportedly "
        "perhaps maybe possibly probably likely potential possible planned proposed intended hoping hoped hopes aiming "
        "seeking trying attempting threatening pretending appearing seeming expecting expected rumour rumor claim claims "
        "lie lies allegation allegations theory suggestion accusation hoax report reports myth fiction estimate forecast "
        "idea hope fear plan proposal fake false untrue wrong wrongly view opinion believing thinking fearing doubting "
        "denying saying according words account "
    ).split()
)
"""Words that a phrase may not have that is left out, beside denials, moods, numbers and verbs of saying."""
_FEWEST = 4
"""Words that are left: fewer tell nothing."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What stands between two signs of a sentence; a sign is empty at the sentence's beginning and end."""

    opened: str
    words: tuple[str, ...]
    closed: str

    @property
    def text(self) -> str:
        return " ".join(self.words)


def is_compression(statement: str, quote: str) -> bool:
    """Whether the statement is proved to be the quote, or its last sentence, with only harmless phrases left out."""
    last = sentences(quote)[-1:]
    originals = dict.fromkeys((quote, *(span.of(quote) for span in last)))
    return any(_is_shorter_form(statement, original) for original in originals)


def _is_shorter_form(statement: str, quote: str) -> bool:
    ours, theirs = _pieces(statement), _pieces(quote)
    if quote.rstrip().endswith("?") or ours.count('"') % 2 or sum(piece not in _MARKS for piece in ours) < _FEWEST:
        return False
    return _follows(ours, list(_phrases(theirs)))


def _follows(ours: Sequence[str], phrases: Sequence[_Phrase]) -> bool:
    """Whether the pieces are those of the phrases in turn, of which some are left out."""
    # Where in `ours` one may be after the phrases so far, and whether the last of them was left out.
    reached = {(0, False)}
    for at, phrase in enumerate(phrases):
        before = phrases[at - 1] if at else None
        after = phrases[at + 1] if at + 1 < len(phrases) else None
        kept = {(end, False) for start, left_out in reached for end in _ends(ours, start, phrase, left_out=left_out)}
        left = {(start, True) for start, _ in reached} if _may_be_left_out(phrase, before, after) else set()
        reached = kept | left
    return any(end == len(ours) for end, _ in reached)


def _ends(ours: Sequence[str], start: int, phrase: _Phrase, *, left_out: bool) -> Iterator[int]:
    """Where the phrase ends in `ours` if it stands there from `start` on, behind its sign or, after a gap, behind none."""
    signs = [phrase.opened] if start and phrase.opened else [""]
    if left_out and start:
        signs = [",", ""]
    for sign in signs:
        begin = start + bool(sign)
        end = begin + len(phrase.words)
        if (not sign or ours[start : start + 1] == [sign]) and _same_words(
            ours[begin:end], phrase.words, opens=begin == 0
        ):
            yield end


def _same_words(ours: Sequence[str], theirs: Sequence[str], *, opens: bool) -> bool:
    """Whether they are the same words; the first of a sentence has a capital that it may not have elsewhere."""
    if opens and ours and theirs and ours[0][:1].lower() == theirs[0][:1].lower():
        return (ours[0][1:], *ours[1:]) == (theirs[0][1:], *theirs[1:])
    return tuple(ours) == tuple(theirs)


def _may_be_left_out(phrase: _Phrase, before: _Phrase | None, after: _Phrase | None) -> bool:
    words = tokens(phrase.text)
    if not words or '"' in phrase.words or any(map(_limits, words)):
        return False
    if before is None:
        return phrase.closed == "," and _tells_only_a_time(words)
    bracketed = (phrase.opened, phrase.closed) in {("(", ")"), ("[", "]")}
    return bracketed or (_stands_apart(phrase, after) and _is_told_beside(words, before))


def _stands_apart(phrase: _Phrase, after: _Phrase | None) -> bool:
    """Whether signs on both sides set a phrase off, behind which no further member of a row stands: "Ann, a baker, and Bob"."""
    joined = after is not None and bool(after.words) and after.words[0].lower() in _JOINS
    return phrase.opened in {",", *_DASHES} and phrase.closed in {phrase.opened, ""} and not joined


def _is_told_beside(words: Tokens, before: _Phrase) -> bool:
    """Whether a phrase tells something beside the sentence, and is no part of what the sentence says."""
    opening = words[0].lower
    if opening in _RELATIVE:
        return True
    if _tells_only_a_time(words):
        return True
    named = before.words[-1:] != () and before.words[-1][:1].isupper()
    return (named and opening in _DETERMINERS) or (opening.endswith("ing") and len(words) > 1)


def _tells_only_a_time(words: Tokens) -> bool:
    return any(map(is_time, words)) and all(is_time(word) or not word.content for word in words)


def _limits(token: Token) -> bool:
    """Whether a word may not be left out."""
    return (
        token.numeric
        or token.lower in _LIMITS
        or token.lower in _SAYING
        or token.lower.endswith("est")
        or denies(token)
        or denies_in_meaning(token)
        or is_modal(token)
        or is_marker(token)
    )


_DASHES = frozenset("—–")
_MARKS = frozenset(",;:()[]…") | _DASHES


def _pieces(text: str) -> list[str]:
    """The words and signs of a sentence, without the full stop at its end."""
    found = [match[0].strip() for match in _PIECE.finditer(text.strip().rstrip(_ENDS).translate(_QUOTATION_MARKS))]
    return ["–" if set(piece) <= {"-"} else piece for piece in found]


def _phrases(pieces: Sequence[str]) -> Iterator[_Phrase]:
    """What stands between the signs; two signs side by side have an empty phrase between them."""
    cuts = [-1, *(at for at, piece in enumerate(pieces) if piece in _MARKS), len(pieces)]
    for start, end in pairwise(cuts):
        opened = pieces[start] if start >= 0 else ""
        closed = pieces[end] if end < len(pieces) else ""
        yield _Phrase(opened, tuple(pieces[start + 1 : end]), closed)
