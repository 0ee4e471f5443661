"""Tell where a question asks who made an article, when it was published or where, and about which article it asks."""

import re
from typing import Literal, NamedTuple

Credit = Literal["author", "date", "outlet"]


class CreditQuestion(NamedTuple):
    """What is asked of an article, and the words that tell which one; without any it is each that there is."""

    asks: Credit
    topic: str


# "The report" may be what the news is about; an article is one only where the question calls it so.
_ARTICLE = (
    r"(?:articles?(?! (?:\d|[ivx]{1,5}\b|of (?:the |a )?(?:constitution|treaty|charter|law|agreement|association|faith)))"
    r"|stor(?:y|ies)|(?:pieces?|columns?)(?! of\b)|news (?:items?|reports?)|(?<=this )report|blog ?posts?|write-?ups?)"
)
_THE = r"(?:(?:by )?(?:the|this|that|these|those|an?|each|all)(?: of)?(?: the| these)? )?"
_ABOUT = rf"{_THE}(?P<before>(?:[^\s?]{{1,40}} ){{0,6}}?){_ARTICLE}\b(?P<after>[^?]{{0,600}})"
_WROTE = r"(?:wrote|has written|have written|had written|authored|penned|reported|filed|bylined)"
_PAPER = r"(?:(?:news ?)?papers?|outlets?|publications?|(?:news |web ?)?sites?|magazines?|(?:news )?agenc(?:y|ies)|publishers?)"
_WRITER = r"(?:name of the )?(?:author|writer|reporter|byline)s?"
_RAN = r"(?:published|ran|carried|printed|posted|wrote|is|was|did|has|are)"
_OPENINGS: tuple[tuple[Credit, str], ...] = (
    ("author", rf"(?:who|which (?:reporter|journalist|author|writer|correspondent)s?) {_WROTE} {_ABOUT}"),
    ("author", rf"(?:(?:who|what)(?:['’]s| is| are| was| were) )?the {_WRITER} (?:of|on|behind|for) {_ABOUT}"),
    ("author", r"who (?:wrote|authored) (?P<before>)(?:this|it|these|them)(?P<after>)\W*$"),
    ("author", rf"(?:who|by whom)(?: is| was| are| were) {_ABOUT}(?<= by)"),
    ("author", rf"by whom (?:is|was|are|were) {_ABOUT}"),
    ("date", rf"(?:when|what day|(?:on |at )?(?:what|which) (?:day|date|time)) (?:was|were|did|is) {_ABOUT}"),
    ("date", rf"what (?:is|was) the (?:publication )?date of {_ABOUT}"),
    ("outlet", rf"(?:which|what) {_PAPER} {_RAN} {_ABOUT}"),
    ("outlet", rf"(?:where (?:was|were|is|did)|who published|who ran|who is the publisher of) {_ABOUT}"),
)
_PATTERNS = tuple((asks, re.compile(opening, re.IGNORECASE)) for asks, opening in _OPENINGS)
_PUBLISHED = re.compile(
    r"(?:\b(?:first|originally|published|posted|printed|written|appear(?:ed|ing)?|come|out|run|released?|dated|online|from|by|in)"
    r"\b\s*)+$",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\s*(?:(?:about|on|of|covering|titled|headlined|entitled|called|saying|that|which|with|from|in|is|was|are|were)\s)+",
    re.IGNORECASE,
)
_LONGEST_ENDING = 40
_NEEDS_VERB = ("when ", "what day ", "what date", "what time", "which day", "which date", "on ", "at ", "where ")
"""How a question opens that asks for the publication only with a word for it: "When did the story of the dam begin?" does not."""


def credit_question(question: str) -> CreditQuestion | None:
    """Return what a question asks of an article; None where it asks for something else."""
    # Untrusted: each pattern begins at the question's start, and each of its repetitions is bounded.
    typed = " ".join(question.split())
    asks, match = next(((asks, match) for asks, pattern in _PATTERNS if (match := pattern.match(typed))), (None, None))
    if asks is None or match is None:
        return None
    after = match["after"].strip(" .,!")
    published = _PUBLISHED.search(after[-_LONGEST_ENDING:])
    if published:
        after = after[: len(after) - len(published.group())]
    elif typed.lower().startswith(_NEEDS_VERB):
        return None
    return CreditQuestion(asks, f"{match['before']}{_LINK.sub('', after.lstrip(), count=1)}".strip(" ,.\"“”'"))
