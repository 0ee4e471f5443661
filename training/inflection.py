"""Turns a word's lemma into its inflected forms, and a written word back into the lemmas it may come from."""

import re
from typing import Literal

Form = Literal["base", "s", "past", "done", "ing"]
"""`s` is a plural or a third person; `done` the past participle."""

_VERBS = """
arise arose arisen; awake awoke awoken; be was been; bear bore borne; beat beat beaten; become became become;
begin began begun; bend bent bent; bet bet bet; bind bound bound; bite bit bitten; bleed bled bled; blow blew blown;
break broke broken; breed bred bred; bring brought brought; broadcast broadcast broadcast; build built built;
burst burst burst; buy bought bought; cast cast cast; catch caught caught; choose chose chosen; cling clung clung;
come came come; cost cost cost; creep crept crept; cut cut cut; deal dealt dealt; dig dug dug; do did done;
draw drew drawn; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed fed; feel felt felt;
fight fought fought; find found found; flee fled fled; fling flung flung; fly flew flown; forbid forbade forbidden;
forecast forecast forecast; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; get got gotten;
give gave given; go went gone; grind ground ground; grow grew grown; hang hung hung; have had had; hear heard heard;
hide hid hidden; hit hit hit; hold held held; hurt hurt hurt; keep kept kept; kneel knelt knelt; know knew known;
lay laid laid; lead led led; leave left left; lend lent lent; let let let; lie lay lain; light lit lit; lose lost lost;
make made made; mean meant meant; meet met met; mistake mistook mistaken; overcome overcame overcome;
oversee oversaw overseen; overtake overtook overtaken; overthrow overthrew overthrown; pay paid paid; put put put;
quit quit quit; read read read; rebuild rebuilt rebuilt; repay repaid repaid; rid rid rid; ride rode ridden;
ring rang rung; rise rose risen; run ran run; say said said; see saw seen; seek sought sought; sell sold sold;
send sent sent; set set set; shake shook shaken; shed shed shed; shine shone shone; shoot shot shot; show showed shown;
shrink shrank shrunk; shut shut shut; sing sang sung; sink sank sunk; sit sat sat; sleep slept slept; slide slid slid;
speak spoke spoken; spend spent spent; spin spun spun; split split split; spread spread spread; spring sprang sprung;
stand stood stood; steal stole stolen; stick stuck stuck; sting stung stung; strike struck struck; swear swore sworn;
sweep swept swept; swim swam swum; swing swung swung; take took taken; teach taught taught; tear tore torn;
tell told told; think thought thought; throw threw thrown; undergo underwent undergone;
understand understood understood; undertake undertook undertaken; undo undid undone; uphold upheld upheld;
upset upset upset; wake woke woken; wear wore worn; weep wept wept; win won won; wind wound wound;
withdraw withdrew withdrawn; withhold withheld withheld; withstand withstood withstood; wring wrung wrung;
write wrote written; rewrite rewrote rewritten; foresee foresaw foreseen; retake retook retaken; resell resold resold
"""
_PLURALS = """
man men; woman women; child children; person people; policeman policemen; congressman congressmen; spokesman spokesmen;
foot feet; tooth teeth; mouse mice; goose geese; life lives; wife wives; knife knives; leaf leaves; half halves;
wolf wolves; thief thieves; loaf loaves; shelf shelves; crisis crises; analysis analyses; thesis theses
"""


def _rows(table: str) -> list[list[str]]:
    return [row.split() for row in table.split(";")]


_PARTS: dict[str, tuple[str, str]] = {row[0]: (row[1], row[2]) for row in _rows(_VERBS)}
_MANY: dict[str, str] = {row[0]: row[1] for row in _rows(_PLURALS)}
_ONE: dict[str, str] = {many: one for one, many in _MANY.items()}
_BASE_OF_PAST: dict[str, str] = {past: base for base, (past, _) in _PARTS.items()}
_BASE_OF_DONE: dict[str, str] = {done: base for base, (_, done) in _PARTS.items()}
_VOWELS = "aeiou"
# Verbs of several syllables with the stress on the last, which double their last letter too.
_DOUBLING = frozenset(
    (
        "admit commit permit submit omit transmit occur incur prefer refer transfer defer infer deter regret control "
        "expel compel propel patrol rebel abet equip forget begin upset"
    ).split()
)
_ENDINGS: tuple[tuple[str, Form], ...] = (("s", "s"), ("ed", "past"), ("ing", "ing"))
_SHORTEST = 2
"""Letters of a stem, at least."""
_DOUBLED = re.compile(r"[^aeiou]*[aeiou][bdgklmnprtv]")


def inflect(lemma: str, form: Form) -> str:
    """The lemma in the form asked for; a plural and a third person are made alike."""
    if form == "base":
        return lemma
    if form == "s":
        return _with_s(lemma)
    if form == "ing":
        return _with_ing(lemma)
    if lemma in _PARTS:
        return _PARTS[lemma][form == "done"]
    return _with_ed(lemma)


def lemmas(word: str) -> list[tuple[str, Form]]:
    """What a word in lower case may come from; many of these are no words, a dictionary must tell."""
    found: list[tuple[str, Form]] = [(word, "base")]
    if word in _ONE:
        found.append((_ONE[word], "s"))
    if word in _BASE_OF_PAST:
        found.append((_BASE_OF_PAST[word], "past"))
    if word in _BASE_OF_DONE:
        found.append((_BASE_OF_DONE[word], "done"))
    for ending, form in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            found += [(stem, form) for stem in _stems(word, ending) if inflect(stem, form) == word]
    return found + [(stem, "done") for stem, form in found if form == "past" and inflect(stem, "done") == word]


def _stems(word: str, ending: str) -> list[str]:
    stem = word[: -len(ending)]
    found = [stem, stem + "e"]
    if stem.endswith("ie") and ending == "s":
        found.append(stem[:-2] + "y")
    if stem.endswith("i"):
        found.append(stem[:-1] + "y")
    if stem.endswith("e"):
        found.append(stem[:-1])
    if len(stem) > _SHORTEST and stem[-1] == stem[-2]:
        found.append(stem[:-1])
    if ending == "ing" and stem.endswith("y"):
        found.append(stem[:-1] + "ie")
    return list(dict.fromkeys(found))


def _with_s(lemma: str) -> str:
    if lemma in _MANY:
        return _MANY[lemma]
    if lemma in {"be", "have"}:
        return {"be": "is", "have": "has"}[lemma]
    if lemma.endswith(("s", "x", "z", "ch", "sh")) or lemma in {"go", "do", "hero", "veto", "echo", "potato"}:
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ies"
    return lemma + "s"


def _with_ed(lemma: str) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ied"
    return _doubled(lemma) + "ed"


def _with_ing(lemma: str) -> str:
    if lemma.endswith("ie"):
        return lemma[:-2] + "ying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "ye", "oe")) and lemma != "be":
        return lemma[:-1] + "ing"
    return _doubled(lemma) + "ing"


def _doubled(lemma: str) -> str:
    return lemma + lemma[-1] if lemma in _DOUBLING or _DOUBLED.fullmatch(lemma) else lemma
