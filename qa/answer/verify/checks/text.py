"""Turns a statement and its quotes into tokens in order, which every check of English news text reads.

Each text is read into words once; the checks are functions of what stands here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from qa.text.sentences import sentences
from qa.text.tokens import Term, Word, is_content, terms, words

# Pasts and participles that the stemmer leaves apart from their verb.
_IRREGULAR = """
arose arise; arisen arise; ate eat; became become; began begin; begun begin; bought buy; broke break; broken break;
brought bring; built build; came come; caught catch; chose choose; chosen choose; dealt deal; drew draw; drawn draw;
drove drive; driven drive; fell fall; fallen fall; fed feed; felt feel; fled flee; flew fly; flown fly; forbade forbid;
forbidden forbid; forgot forget; fought fight; found find; froze freeze; frozen freeze; gave give; given give; gone go;
got get; grew grow; grown grow; held hold; heard hear; hid hide; hidden hide; kept keep; knew know; known know; led lead;
lost lose; made make; met meet; overthrew overthrow; paid pay; ran run; rose rise; risen rise; sank sink; sought seek;
sold sell; sent send; shook shake; shot shoot; shown show; shrank shrink; slept sleep; spoke speak; spoken speak;
spent spend; spread spread; stole steal; stolen steal; stood stand; struck strike; swore swear; swept sweep; swam swim;
taken take; taught teach; thought think; threw throw; thrown throw; took take; tore tear; told tell; understood understand;
upheld uphold; meant mean; sat sit; lent lend; hung hang; dug dig; rode ride; rang ring; blew blow; blown blow;
stuck stick; spun spin; laid lay; left leave; saw see; seen see; sued sue; went go;
withdrew withdraw; withdrawn withdraw; won win; wore wear; worn wear; wrote write; written write
"""
_BASES = {past: terms(base)[0] for past, base in (row.split() for row in _IRREGULAR.split(";"))}
_BREAK = re.compile(r"[;:,()\[\]\"“”«»—–\n]|\.\.\.|…| - ")
_CLAUSE = re.compile(r"[;:,()\[\]—–\n]|\.\.\.|…| - ")
_OPENED = re.compile(r"[\n\"“‘«(\[:—–•*] *$|(?:^|\s)['’]$")
_NEAR = 6
"""How many words on either side tell where in the quotes a word of the statement comes from."""


class Token(NamedTuple):
    """A word with what stands around it."""

    word: Word
    lower: str
    """As it is written, in lower case, with plain apostrophes."""
    lemma: Term
    """Its term, or that of the verb whose irregular past it is."""
    before: str
    """What stands between the word before and this one; a line break where a sentence begins."""
    after: str
    """What stands between this and the next word."""
    sentence: int
    content: bool

    @property
    def text(self) -> str:
        return self.word.text

    @property
    def term(self) -> Term:
        return self.word.term

    @property
    def opens(self) -> bool:
        """Whether its capital may be that of a beginning."""
        return _OPENED.search(self.before) is not None

    @property
    def breaks(self) -> bool:
        """Whether punctuation stands before it."""
        return self.before == "\n" or (bool(self.before.strip()) and _BREAK.search(self.before) is not None)

    @property
    def closes(self) -> bool:
        """Whether a clause ended before it; a quotation mark ends none."""
        return self.before == "\n" or (bool(self.before.strip()) and _CLAUSE.search(self.before) is not None)

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


Tokens = Sequence[Token]


@dataclass(frozen=True)
class Reading:
    """A statement and its quotes, one after the other, as tokens."""

    statement: tuple[Token, ...]
    quoted: tuple[Token, ...]
    dated: bool
    """Whether it is known when the cited article was published."""
    text: str
    quotes: tuple[str, ...]
    """The texts as they are written."""

    @cached_property
    def terms(self) -> frozenset[Term]:
        """The quotes' terms."""
        return frozenset(token.term for token in self.quoted)

    @cached_property
    def plain(self) -> frozenset[Term]:
        """Those of them that stand in lower case."""
        return frozenset(token.term for token in self.quoted if not token.capital)

    @cached_property
    def places(self) -> dict[Term, list[int]]:
        """Where each lemma stands in the quotes."""
        found: dict[Term, list[int]] = {}
        for at, token in enumerate(self.quoted):
            found.setdefault(token.lemma, []).append(at)
        return found

    def origins(self, at: int) -> list[int]:
        """Where in the quotes a word of the statement may come from: where it stands among most of the same words."""
        found = self.places.get(self.statement[at].lemma, [])
        if len(found) < 2:  # noqa: PLR2004 - nothing to choose
            return found
        near = _neighbours(self.statement, at)
        shared = [len(near & _neighbours(self.quoted, place)) for place in found]
        return [place for place, count in zip(found, shared, strict=True) if count == max(shared)]


def read(statement: str, quotes: Sequence[str], *, dated: bool) -> Reading:
    """The texts read."""
    quoted: list[Token] = []
    for quote in quotes:
        quoted += _tokens(quote, quoted[-1].sentence + 1 if quoted else 0)
    return Reading(tuple(_tokens(statement, 0)), tuple(quoted), dated, statement, tuple(quotes))


def _tokens(text: str, sentence: int) -> Iterator[Token]:
    found = words(text)
    starts = [span.start for span in sentences(text)]
    ends = [0, *(word.span.end for word in found)]
    gaps = [text[end : word.start] for end, word in zip(ends, found, strict=False)] + [text[ends[-1] :]]
    last = -1
    for word, (before, after) in zip(found, pairwise(gaps), strict=True):
        number = bisect_right(starts, word.start)
        lower = word.text.lower().replace("’", "'")
        begins = f"{before.strip()}\n" if number != last else before
        yield Token(word, lower, _BASES.get(lower, word.term), begins, after, sentence + number, is_content(word))
        last = number


def _neighbours(found: Tokens, at: int) -> set[Term]:
    here = found[at].sentence
    near = found[max(0, at - _NEAR) : at + _NEAR + 1]
    return {token.lemma for token in near if token.content and token.sentence == here and "'" not in token.lower}
