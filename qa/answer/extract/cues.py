"""Tell by its words whether a sentence denies, corrects or limits something."""

import re

from qa.domain.answer import QualificationRelation

_MARKS: tuple[tuple[QualificationRelation, re.Pattern[str]], ...] = (
    (
        "corrects",
        re.compile(
            r"\b(?:correct(?:ed|ion|s|ing)|earlier version|clarif(?:ied|ies|ication)|revised|mistaken(?:ly)?|was wrong|in fact"
            r"|withdr(?:ew|awn|awing) (?:th(?:at|e|is)|his|her|their) (?:remark|claim|statement|accusation|comment|allegation)s?"
            r"|retract(?:ed|s|ing)?|(?:right|true|actual|correct) (?:number|figure|date|name|sum|place|time)"
            r"|later than planned"
            r"|ha(?:s|ve) (?:since )?(?:risen|fallen|grown|dropped) to|not [£$€]?\d[\d,.]*)\b(?! only)",
            re.IGNORECASE,
        ),
    ),
    (
        "denies",
        re.compile(
            r"\b(?:den(?:y|ies|ied|ying|ial)|reject(?:s|ed|ing)?|disput(?:e|es|ed|ing)|dismiss(?:es|ed|ing)?|untrue|false(?:ly)?"
            r"|not true|no truth|refut(?:e|es|ed|ing)|contradict(?:s|ed|ing)?|baseless|unfounded|nonsense|play(?:s|ed|ing)? down"
            r"|contest(?:s|ed|ing)?|no evidence|rul(?:e|es|ed|ing) (?:\w+ )?out"
            r"|not (?:directly )?(?:influenced|caused|linked|responsible|to blame))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "limits",
        re.compile(
            r"^[\"“'‘]?(?:but|however|yet|even so|nevertheless|nonetheless|although|though|despite|not all|that said"
            r"|on the other hand|still,)\b|, however\b|\b(?:only (?:to|if|when|after|until|for)|unless|provided that|subject to"
            r"|not yet|no immediate|does not apply|applies only|for the \w+ only|remains? (?:un\w+|to be)|nobody (?:can|knows)"
            r"|(?:cannot|could not|can't) (?:say|tell|confirm)|it is (?:unclear|not clear|unknown)|whether)\b",
            re.IGNORECASE,
        ),
    ),
)


def relation_of(text: str) -> QualificationRelation | None:
    """Return how a sentence is to what it speaks of, by the first cue that it has; None where it has none."""
    return next((relation for relation, mark in _MARKS if mark.search(text)), None)
