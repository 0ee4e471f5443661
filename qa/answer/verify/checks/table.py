"""Check a written sentence of English news against its quotes by rules, each of which has a name and holds or fails.

A check fails only on what is plainly told otherwise: what a true retelling may do must hold.
"""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from itertools import pairwise
from types import MappingProxyType

from qa.answer.verify.checks.claims import modality_holds, negation_holds
from qa.answer.verify.checks.counts import counts_hold
from qa.answer.verify.checks.dates import dates_hold
from qa.answer.verify.checks.figures import numbers_hold
from qa.answer.verify.checks.names import names_hold
from qa.answer.verify.checks.opposites import opposites_hold
from qa.answer.verify.checks.quotations import quotations_hold
from qa.answer.verify.checks.roles import roles_hold
from qa.answer.verify.checks.scope import scope_holds
from qa.answer.verify.checks.speaker import speaker_holds
from qa.answer.verify.checks.text import Reading, read
from qa.text.tokens import Term, Tokens

Check = Callable[[Reading], bool]

_COVERED = 0.4
"""Share of the statement's content words that must stand in the quotes. Of RTE's true hypotheses, which people wrote, 3 % have
less and 6 % less than half; of its false ones 20 % and 26 %."""


def words_hold(reading: Reading) -> bool:
    """Whether enough of the statement's words stand in the quotes to be about the same, and of those of each part of it.

    What is put in brackets, behind a dash or a semicolon is a claim of its own: "Talks began in Iraq (both sides fled)".
    """
    quoted = {token.lemma for token in reading.quoted}
    return all(_covered(part, quoted) for part in (reading.statement, *_parts(reading)))


def _covered(part: Tokens, quoted: Set[Term]) -> bool:
    content = [token for token in part if token.content]
    return sum(token.lemma in quoted for token in content) >= _COVERED * len(content)


_BETWEEN_PARTS = re.compile(r"[()\[\];–—]|\s-+\s")


def _parts(reading: Reading) -> list[Tokens]:
    """The statement's tokens, cut at the signs that set a part of a sentence off."""
    cuts = [match.start() for match in _BETWEEN_PARTS.finditer(reading.text)]
    edges = [0, *cuts, len(reading.text)]
    return [tuple(it for it in reading.statement if start <= it.start < end) for start, end in pairwise(edges)]


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "numbers": numbers_hold,
        "dates": dates_hold,
        "names": names_hold,
        "quotations": quotations_hold,
        "speaker": speaker_holds,
        "negation": negation_holds,
        "modality": modality_holds,
        "counts": counts_hold,
        "roles": roles_hold,
        "opposites": opposites_hold,
        "scope": scope_holds,
        "words": words_hold,
    }
)


def check(statement: str, quotes: Sequence[str], *, dated: bool) -> dict[str, bool]:
    """Whether each check holds, by name; `dated`: whether it is known when the cited article was published."""
    reading = read(statement, quotes, dated=dated)
    return {name: holds(reading) for name, holds in CHECKS.items()}
