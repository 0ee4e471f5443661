"""Tell which kind of answer a question wants: a fact, yes or no, a reason, a comparison, a list, a definition, an overview."""

import re

from qa.domain.answer import QuestionKind

_POLITE = re.compile(
    r"(?:please[, ]+)?(?:(?:can|could|would|will) you (?:please )?(?:tell|explain|say|describe|show)(?: to)?(?: me)?"
    r"|tell me|i(?:'d| would) like to know|i want to know|do you know|any idea|i wonder)\b[,:]?\s*(?:(?:if|whether)\b)?\s*",
    re.IGNORECASE,
)
_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|must"
    r"|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t|haven['’]t|hadn['’]t|won['’]t)"
)
_NAME = r"(?:(?!\b(?:of|by|for|in|on|at|to|from|with|about|that|who|which)\b)[\w'’.-]+\s*){1,4}"
"""A few words without a preposition: "what is ISIL", not "what is the cause of it"."""
_IS = r"(?:['’]s| is| are| was| were)"
_OPENINGS: tuple[tuple[QuestionKind, str], ...] = (
    ("overview", r"(?:(?:give|write|make)(?: me)? )?(?:an? |the )?(?:short |brief )?(?:summar(?:y|i[sz]e)|overview)\b"),
    ("overview", rf"what{_IS} (?:this|these|it|they|the articles?|all this) (?:all )?about"),
    ("overview", r"(?:tell me )?(?:all|everything) about|what (?:do|can) (?:we|you|i) (?:know|say|tell me) about"),
    ("overview", rf"what{_IS} (?:the (?:latest|news|situation)|new|happening|going on)\b|what happened\W*$"),
    ("comparison", r"compare\b|(?:how|in what way|where) (?:do|does|did) .* (?:differ|compare|agree|disagree)"),
    ("comparison", rf"what{_IS} the differences? between|(?:do|did) (?:the|all|both) (?:articles|sources|papers)\b"),
    ("reason", r"(?:and |but )?(?:why|how come)\b|for what reason"),
    ("reason", r"(?:what|which) (?:\w+ )*?(?:reasons?|caused?|led to|prompted)\b"),
    ("list", r"(?:list|name)\b(?! of)|(?:which|what) (?:two|three|four|five|six|several|all)\b"),
    ("list", r"which (?:\w+ )?\w+s (?:are|were|have|had|did|do|will)\b"),
    ("list", r"who (?:all )?(?:are|were) the\b|what are the \w+s\b"),
    ("definition", rf"(?:what|who){_IS} (?:an? |the )?{_NAME}\W*$|what does .* (?:mean|stand for)"),
    ("manner", r"how (?:do|does|did|is|are|was|were|will|would|can|could|has|have|had|the)\b|in what (?:way|manner)"),
    ("yes_no", rf"(?:and |but |so )?{_AUXILIARY}\b"),
)
"""The first that fits at the question's start, after what is only polite."""
_PATTERNS = tuple((kind, re.compile(opening, re.IGNORECASE)) for kind, opening in _OPENINGS)
_QUESTION_WORD = r"(?:who|whom|whose|what|when|where|why|which|how)"
_WHETHER = re.compile(r"\b(?:if|whether)\b", re.IGNORECASE)
_TWO = re.compile(rf"\?\s+\S.*\?|,? and (?:also )?{_QUESTION_WORD}\b.*\?", re.IGNORECASE | re.DOTALL)


def question_kind(question: str) -> QuestionKind:
    """Return the kind; two questions in one are "several", and a statement or the words of a search ask for a fact."""
    typed = question.strip()
    opening = _POLITE.match(typed)
    asked = typed[opening.end() :] if opening else typed
    if _TWO.search(asked):
        return "several"
    if opening and _WHETHER.search(opening[0]):
        return "yes_no"
    return next((kind for kind, pattern in _PATTERNS if pattern.match(asked)), "fact")
