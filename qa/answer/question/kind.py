"""Tell which kind of answer a question wants: a fact, yes or no, a reason, a comparison, a list, a definition, an overview."""

import re

from qa.domain.answer import QuestionKind

_POLITE = re.compile(
    r"(?:please[, ]+)?(?:(?:can|could|would|will) you (?:please |kindly )?"
    r"(?:(?:tell|explain|say|describe|show)(?: to)?(?: me)?|(?=(?:sum|give|list|name|compare|brief|write|define)\w*\b))"
    r"|(?:please |kindly )?tell me(?! about| all| everything)|please|kindly"
    r"|i(?:'d| would) like to know|i want to know|do you know"
    r"|any idea|i wonder)\b[,:]?\s*(?:please[, ]+)?(?:(?:if|whether)\b)?\s*",
    re.IGNORECASE,
)
_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|must"
    r"|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t|haven['’]t|hadn['’]t|won['’]t)"
)
_NAME = r"(?:(?!\b(?:of|by|for|in|on|at|to|from|with|about|that|who|which)\b)[\w'’.-]++\s*+){1,4}"
"""A few words without a preposition: "what is ISIL", not "what is the cause of it"."""
_IS = r"(?:['’]?s| is| are| was| were)"
_MATTERS = "row|affair|argument|dispute|controversy|debate|fuss|quarrel|story"
_AFTER_LATEST = r"on|about|from|in|at|with|for|of|regarding|news|updates?|developments?|headlines?|situation"
_LATEST = rf"(?:latest|newest)(?=\W*$| (?:{_AFTER_LATEST})\b)"
"""Asks for what is new; "the latest inflation rate" asks for one thing."""
_OPENINGS: tuple[tuple[QuestionKind, str], ...] = (
    ("overview", r"(?:(?:give|write|make)(?: me)? )?(?:an? |the )?(?:\w+ )?(?:summar(?:y|i[sz]e)|overview|gist)\b"),
    ("overview", r"sum (?:it |this )?up|brief me|bring me up to|in short\b|(?:the )?(?:key|main) (?:points|facts)\b"),
    ("overview", rf"what{_IS} (?:this|these|it|they|the articles?|the library|all (?:of )?this|that)\b.*\babout"),
    ("overview", r"(?:all|everything) about\b|tell me (?:all |everything )?about"),
    ("overview", r"what (?:do|can|did) (?:we|you|i) (?:know|say|tell me|tell us)\b.*?\b(?:about|of)\b"),
    ("overview", rf".*\boverview of\b|what{_IS} in (?:the|these|this|it)\b|what happened (?:at|in|with|to|over)\b"),
    ("overview", rf"what{_IS} (?=the \w+ (?:\w+ ){{0,8}}about\W*$)|explain (?!why|how|what|who|when|where)"),
    (
        "overview",
        r"what do(?:es)? (?:the|all|these|your) (?:articles?|sources|papers|news|reports?) \w+\b.*?\b(?:about|on|of)",
    ),
    ("overview", rf"(?:what{_IS} )?(?:the )?(?:{_LATEST}|news\b)|any(?:thing)? (?:news|new|updates?)\b"),
    ("overview", rf"what{_IS} (?:new|happening|going on|the (?:situation|state of|story|position))\b"),
    ("overview", rf"what{_IS} the (?:{_MATTERS})\b(?=.*\babout\b)|(?=.*\btell me everything\W*$)"),
    (
        "overview",
        r"(?=what do(?:es)? the (?:new )?(?:law|act|bill|report|ruling|deal|plan|agreement|study)\b.* say\W*$)",
    ),
    ("overview", r"how (?:is|are) (?=[\w .'’-]+ doing\b)|(?:give|write)(?: me)? an? (?:\w+ )?account\b"),
    ("overview", r"where do (?:things|matters) stand|what (?:has )?happened\W*$"),
    ("comparison", r"compare\b|(?:how|in what way|where) (?:do|does|did) .* (?:differ|compare|agree|disagree)"),
    ("comparison", r".*\b(?:compared? (?:with|to)|versus|vs|as against|in comparison)\b"),
    (
        "comparison",
        r"(?:do|does|did) .* agree (?:on|about|over|with|that|in)\b",
    ),
    ("comparison", rf"who said what\b|what{_IS} the differences? between"),
    ("comparison", r"(?:do|did|are) (?:the|all|both|these) (?:articles|sources|papers|reports)\b"),
    (
        "definition",
        r"what does .* (?:mean|stand for)|define\b|what (?:kind|sort) of thing\b|(?:who|what) or (?:what|who)\b",
    ),
    ("reason", r"(?:and |but )?(?:why|how come)\b|for what (?:reason|purpose)|with what (?:aim|purpose)"),
    ("reason", r"(?:what|which) (?:\w+ )*?(?:reasons?|caused?|led to|prompted|made|drove)\b"),
    ("reason", r"what\b.* (?:for|against)\W*$|what for\b"),
    ("list", r"(?:list|name)\b(?! of)|(?:which|what) (?:two|three|four|five|six|several|all)\b"),
    ("list", r"(?:all|everything|everyone|everybody)\b|what (?:kinds?|sorts?|things?|types?|ways?) (?!of thing)"),
    ("list", r"(?:in |from |to |for |by )?wh?ich (?:\w+ )?\w{3,}s (?!of\b)\w+"),
    ("list", r"(?:who (?:all )?|what )(?:are|were) the \w+s\b|who (?:all )?(?:are|were) the\b"),
    ("list", r"who (?:all )?(?:else )?(?:was|were|is|are) (?:at|there|present|in|among)\b"),
    ("definition", rf"(?:what|who){_IS} (?:an? |the )?{_NAME}\W*$"),
    ("manner", r"how (?:do|does|did|is|are|was|were|will|would|can|could|has|have|had|the)\b"),
    ("manner", r"(?:in|by|with|through) what (?:ways?|manner|means)\b"),
    ("yes_no", rf"(?:and |but |so )?{_AUXILIARY}\b|is it true\b"),
)
"""The first that fits at the question's start, after what is only polite."""
_PATTERNS = tuple((kind, re.compile(opening, re.IGNORECASE)) for kind, opening in _OPENINGS)
_ASKED = r"(?:who|whom|whose|what|when|where|why|which|how)"
_WHETHER = re.compile(r"\b(?:if|whether)\b", re.IGNORECASE)
_TWO = re.compile(
    rf"\?\s+(?=\S.*\?)|,? and (?:also )?(?=(?:{_ASKED}\b.*\?|{_ASKED} (?:much|many|long|{_AUXILIARY})\b))",
    re.IGNORECASE | re.DOTALL,
)
"""What stands between two questions in one."""


def asks_latest(question: str) -> bool:
    """Whether the newest word is wanted first."""
    return _NEWEST.search(question) is not None


_NEWEST = re.compile(r"\b(?:latest|newest|most recent)\b", re.IGNORECASE)


def questions_in(question: str) -> tuple[str, ...]:
    """The questions in one, at most `_MOST`, each as it stands there; the question itself where it is one."""
    asked = _asked(question)
    return tuple(part.strip(" ,") for part in _TWO.split(asked, _MOST - 1)) if _TWO.search(asked) else (question,)


_MOST = 3


def _asked(question: str) -> str:
    """The question without what is only polite."""
    typed = question.strip()
    opening = _POLITE.match(typed)
    return typed[opening.end() :] if opening else typed


def topic(question: str) -> str:
    """What an overview is wanted of: the question without the words that want one; empty where it names nothing."""
    asked = _asked(question)
    found = (pattern.match(asked) for kind, pattern in _PATTERNS if kind == "overview")
    opening = next((match for match in found if match is not None), None)
    return _OF_OVERVIEWS.sub(" ", asked[opening.end() :] if opening else asked).strip(" ?.!,:;")


_OF_OVERVIEWS = re.compile(
    r"\b(?:summar(?:y|i[sz]e)|overview|gist|latest|news|updates?|articles?|sources|papers|reports?|library|stories|short|brief"
    rf"|points|facts|situation|history|account|tell me|doing|these days|{_MATTERS}"
    r"|please|so far|today|currently|here|all|everything|this|these|that"
    r"|in (?:a )?\w+ (?:words?|sentences?))\b",
    re.IGNORECASE,
)


def question_kind(question: str) -> QuestionKind:
    """Return the kind; two questions in one are "several", and a statement or the words of a search ask for a fact."""
    opening = _POLITE.match(question.strip())
    asked = _asked(question)
    if _TWO.search(asked):
        return "several"
    if opening and _WHETHER.search(opening[0]):
        return "yes_no"
    return next((kind for kind, pattern in _PATTERNS if pattern.match(asked)), "fact")
