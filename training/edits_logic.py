"""Falsify a sentence by negation, by other certainty, or by more or fewer."""

import re

from training.edits import Setting
from training.inflection import inflect
from training.text import replaced

_NOT_AFTER = r"(?! not\b|n['’]t|,| (?:only|just|no|never|to|a\b|the\b|also|all|been\b|being\b)|[-\w])"
_INSERT = re.compile(
    rf"(?<=[a-z\d)] )(?:is|are|was|were|will|would|can|could|should|may|might|must){_NOT_AFTER}"
    r"|(?<=[a-z\d)] )(?:is|are|was|were)(?= (?:a|the|an|being) )"
    r"|(?<=[a-z\d)] )(?:has|have|had)(?= (?:been|become|made|taken|seen|given|[a-z]{3,}ed)\b)",
)
_QUESTION_WORDS = re.compile(r"\b(?:what|how|why|where|when|who|so) $", re.IGNORECASE)
_PAST_AFTER = re.compile(
    r"\b(?P<who>[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I|[Ii]t|who|which|[A-Z][a-z]+) (?P<verb>[a-z]{3,})\b(?! not| by\b)"
)
_DID_NOT = re.compile(r"\b(?P<did>did|does|do)(?: not|n['’]t) (?P<verb>[a-z]+)\b")
_PLAIN_NOT = re.compile(r"(?<=\w)(?: not|n['’]t)(?! only| just| to|[\w-])")
_SHORT = {"won’t": "will", "won't": "will", "can’t": "can", "can't": "can", "cannot": "can", "Cannot": "Can"}
_SHORT_NOT = re.compile("|".join(_SHORT))
_NEVER = re.compile(r"(?<=\w )never (?=[a-z]+(?:ed|en|ne|wn|ade|ent|ept|eld|een)\b)")
_NO = re.compile(r"\bno (?=(?:evidence|reason|doubt|way|plan|sign|need|indication|comment|intention|link|record)s?\b)")
_POLAR = re.compile(r"\b(?:any|anymore|anyone|anything|ever|either|yet|until|at all|nor|whether)\b")
_NEGATED = re.compile(r"\b(?:no|nothing|nobody|never|none|neither)\b")

_MODALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"could(?= [a-z])(?! have| not|n['’]t)", ("will", "must")),
    (r"could have(?= [a-z]+(?:ed|en|wn|ne)\b)", ("has", "must have")),
    (r"may(?= [a-z])(?! not| have)", ("must", "will")),
    (r"might(?= [a-z])(?! not| have)", ("will", "must")),
    (r"(?:may|might) have(?= [a-z])", ("must have", "cannot have")),
    (r"would(?= [a-z])(?! have| not| like| be able)", ("would not", "may not")),
    (r"should(?= [a-z])(?! not| have)", ("must not", "need not")),
    (r"must(?= [a-z])(?! not| have)", ("may", "need not")),
    (r"will(?= (?:be|have|also|[a-z]{4,})\b)(?! not)", ("will not", "may not")),
    (r"can(?= [a-z])(?! not)", ("cannot", "could not")),
    (r"cannot", ("can",)),
    (
        r"(?<!the )(?<!his )(?<!of )(?<!its )(?<!a )(?<!our )(?<!their )plans? to(?= [a-z]+)",
        ("refused to", "decided not to"),
    ),
    (r"planned to(?= [a-z]+)", ("refused to", "managed to")),
    (r"(?:is|are) expected to", ("refused to", "decided not to")),
    (r"(?:was|were) expected to", ("refused to", "managed to")),
    (r"(?:tried|attempted|hoped|wanted|sought) to(?= [a-z])", ("managed to", "refused to")),
    (r"(?:try|hope|attempt) to(?= [a-z])", ("refuse to", "manage to")),
    (r"(?:tries|hopes|wants|seeks) to(?= [a-z])", ("refuses to", "manages to")),
    (r"allegedly", ("provably", "undeniably")),
    (r"reportedly", ("certainly",)),
    (r"probably|likely(?= (?:be|have|the|a)\b)", ("certainly",)),
    (r"(?:possibly|perhaps)", ("certainly",)),
    (r"believe(?= (?:that|the|he|she|it|they)\b)", ("doubt",)),
    (r"believes(?= (?:that|the|he|she|it|they)\b)", ("doubts",)),
    (r"suspected of", ("convicted of", "cleared of")),
    (r"(?<=he )had to(?= [a-z])|(?<=they )had to(?= [a-z])", ("refused to", "chose to")),
)
_PLURAL = r"(?= (?:of (?:the|them|his|her|its|their|these|those)|people|[a-z]{3,}(?<!s)s)\b)"
_QUANTIFIERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf"all{_PLURAL}|all(?= \d)", ("few", "only half")),
    (rf"some{_PLURAL}(?! of the most)", ("all", "most")),
    (rf"most{_PLURAL}", ("few", "all")),
    (rf"(?<!so )(?<!as )(?<!how )(?<!too )many{_PLURAL}", ("few", "all", "most")),
    (rf"several(?! times){_PLURAL}", ("all", "most", "hundreds of")),
    (r"a few", ("many", "hundreds of")),
    (rf"(?<!a )few{_PLURAL}", ("many", "most")),
    (r"every(?= [a-z]{4,})(?! (?:day|time|week|month|year|hour|night|morning))", ("almost no",)),
    (r"every(?= (?:day|week|month|year|hour)\b)", ("every other", "every third")),
    (r"(?:nearly|almost)(?= \$?\d)", ("far more than", "exactly twice")),
    (r"(?:more than|over)(?= \$?\d)", ("less than", "exactly")),
    (r"more than", ("less than",)),
    (r"(?:less|fewer) than", ("more than",)),
    (r"at least", ("at most", "fewer than")),
    (r"at most|up to(?= \$?\d)", ("at least", "more than")),
    (r"about(?= \$?\d)", ("fewer than half of", "more than twice")),
    (r"(?<=the )only(?= [a-z])", ("second", "third")),
    (r"(?<=the )first", ("second", "third", "last")),
    (r"(?<=the )last(?= [a-z])(?! (?:week|month|year|few|two|three|several|time|decade))", ("first",)),
    (r"(?<=the )second", ("first", "third")),
    (r"half of", ("a tenth of", "all of")),
    (r"twice", ("once", "three times")),
    (r"once(?= (?:a|in|every))", ("twice",)),
    (r"dozens of", ("thousands of", "two")),
    (r"hundreds of", ("thousands of", "a dozen")),
    (r"thousands of", ("dozens of", "millions of")),
    (r"millions of", ("hundreds of",)),
    (r"always", ("never", "rarely")),
    (r"often", ("rarely", "never")),
    (r"sometimes", ("always", "never")),
    (r"none of", ("all of", "most of")),
    (r"both(?= of)", ("neither",)),
    (r"doubled", ("tripled", "halved")),
    (r"also(?= [a-z]{3,})", ("only",)),
)


def _patterns(rows: tuple[tuple[str, tuple[str, ...]], ...]) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    return [(re.compile(rf"(?<![\w’'-])(?:{written})(?![\w’'-])", re.IGNORECASE), news) for written, news in rows]


_MODAL_PATTERNS = _patterns(_MODALS)
_QUANTIFIER_PATTERNS = _patterns(_QUANTIFIERS)


def modality(setting: Setting) -> str | None:
    """Said with more, less or the opposite certainty."""
    return _one_of(setting, _MODAL_PATTERNS)


def quantifier(setting: Setting) -> str | None:
    """Said of more, fewer, or none."""
    return _one_of(setting, _QUANTIFIER_PATTERNS)


def negation(setting: Setting) -> str | None:
    """A "not" removed where there is one, else put in."""
    sentence = setting.sentence
    for rule in (_without_not, _with_not, _with_did_not):
        text = None if rule is _without_not and _POLAR.search(sentence) else rule(setting)
        if text:
            return text
    return None


def _one_of(setting: Setting, patterns: list[tuple[re.Pattern[str], tuple[str, ...]]]) -> str | None:
    edits = [(match, news) for pattern, news in patterns for match in pattern.finditer(setting.sentence)]
    edits = [(match, news) for match, news in edits if match.start() == 0 or match.group().islower()]
    if not edits:
        return None
    match, news = setting.random.choice(edits)
    return replaced(setting.sentence, match.start(), match.end(), setting.random.choice(news))


def _without_not(setting: Setting) -> str | None:
    sentence = setting.sentence
    for pattern in (_DID_NOT, _SHORT_NOT, _PLAIN_NOT, _NEVER, _NO):
        match = pattern.search(sentence)
        if match:
            return replaced(sentence, match.start(), match.end(), _positive(match))
    return None


def _positive(match: re.Match[str]) -> str:
    if match.re is _DID_NOT:
        form = {"did": "past", "does": "s"}.get(match["did"])
        if match["verb"] in {"be", "have"} or form is None:
            return f"{match['did']} {match['verb']}"
        return inflect(match["verb"], "past" if form == "past" else "s")
    if match.re is _NO:
        return "clear " if match.group() == "no " else ""
    return _SHORT.get(match.group(), "")


def _with_not(setting: Setting) -> str | None:
    sentence = setting.sentence
    if _NEGATED.search(sentence):
        return None
    matches = [match for match in _INSERT.finditer(sentence) if not _QUESTION_WORDS.search(sentence[: match.start()])]
    if not matches:
        return None
    match = setting.random.choice(matches)
    word = "never" if match.group() in {"has", "have", "had"} and setting.random.random() < 0.3 else "not"  # noqa: PLR2004
    if match.group() == "can":
        return f"{sentence[: match.start()]}cannot{sentence[match.end() :]}"
    return f"{sentence[: match.end()]} {word}{sentence[match.end() :]}"


def _with_did_not(setting: Setting) -> str | None:
    sentence = setting.sentence
    verbs = [
        (match, reading.lemma)
        for match in _PAST_AFTER.finditer(sentence)
        for reading in setting.wordnet.readings(match["verb"])[:1]
        if reading.pos == "v" and reading.form == "past" and reading.lemma not in {"be", "have", "do", "say", "tell"}
    ]
    if not verbs:
        return None
    match, lemma = setting.random.choice(verbs)
    return f"{sentence[: match.start('verb')]}did not {lemma}{sentence[match.end('verb') :]}"
