"""Decide what a paragraph is by its words alone: part of the article, or a kind of page furniture.

Nothing here knows a site. Where a sentence reports what somebody said, its words never make it boilerplate.
"""

import re
from collections.abc import Callable

from qa.domain.article import RegionKind
from qa.ingest.cleaning.patterns import kind_of, patterns

MAX_LENGTH = 600
"""Characters; a longer paragraph is never boilerplate, which also bounds the work of each expression."""
MAX_LABEL = 100
"""Characters; a longer paragraph that ends as a sentence does is no label."""
_MAX_LABEL_END = 20
"""Characters at the end of a paragraph that show whether it can end in a label."""

_AROUND = " \t[](){}*_•·|►▶▸→➤>»«—–-"
_AROUND_DATE = " :,|()•·–—."
_BRACKETS = (")", "]", ").", "].")
_PROSE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_WORD = re.compile(r"[\w-]+")
_NAME = re.compile(r"[^\s,;:()&/.]+")
_DATE_SEPARATOR = re.compile(r"[\s,|()•·–—]+")
_MENU_SEPARATOR = re.compile(r"[|•·,/]")
# A link line whose markup took the space along: "Housing:Rents fall again".
_GLUED_LINK = re.compile(r"(?![A-Z]+:)[^:.!?]{3,60}['’”\"]?:['‘“\"]?[A-Z$][^\n]{8,200}(?<![.!?”\"])")


def kind_by_words(text: str) -> RegionKind:
    """Return what a paragraph is by its words; "body" where they do not speak against it."""
    if len(text) > MAX_LENGTH:
        return "body"
    core = core_of(text)
    if label := _label_kind(core):
        return label
    if pitch := kind_of(patterns().openings, core) or _mention_kind(core):
        return "body" if patterns().phrases.reported_speech.search(core) else pitch
    is_caption = text.endswith(_BRACKETS) and patterns().phrases.caption.fullmatch(text)
    return "caption" if is_caption else "body"


def trailing_label(text: str, end: int) -> tuple[RegionKind, int] | None:
    """Return the kind of the label at the end of the first `end` characters and the offset where it starts, behind a space."""
    if not patterns().phrases.label_end.search(text, max(0, end - _MAX_LABEL_END), end):
        return None
    for kind, pattern in patterns().trailing:
        match = pattern.search(text, max(0, end - MAX_LENGTH), end)
        if match:
            return kind, match.start()
    return None


def core_of(text: str) -> str:
    """Return the paragraph without the brackets, bullets and dashes around it."""
    return text.strip(_AROUND)


def ends_as_prose(text: str) -> bool:
    """Return whether the text ends as a sentence does."""
    return bool(_PROSE_END.search(text))


def is_full_timestamp(line: str) -> bool:
    """Return whether `line` is a date with its year, a time of day or an age, and nothing else."""
    return bool(patterns().phrases.full_date.search(line)) and is_date_and_time(line)


def _label_kind(core: str) -> RegionKind | None:
    if len(core) > MAX_LABEL and ends_as_prose(core):
        return None
    by_form = next((kind for kind, has_form in _FORMS if has_form(core)), None)
    return by_form or kind_of(patterns().labels, core)


def _mention_kind(core: str) -> RegionKind | None:
    folded = core.casefold()
    mentions = patterns().mentions
    return next((kind for hint, kind, pattern in mentions if hint in folded and pattern.fullmatch(core)), None)


def _is_sharing_bar(core: str) -> bool:
    words = _WORD.findall(core.casefold())
    framed_by_x = words[:1] == words[-1:] == ["x"]
    return len(words) > 1 and not core.endswith(".") and not framed_by_x and patterns().words.sharing.issuperset(words)


def _is_menu(core: str) -> bool:
    entries = [entry.strip() for entry in _MENU_SEPARATOR.split(core.casefold())]
    return len(entries) > 1 and patterns().words.footer.issuperset(entries)


def _is_credit(core: str) -> bool:
    folded = core.casefold()
    if "contribut" not in folded and "by" not in folded:
        return False
    return bool(patterns().phrases.credit.match(core)) and _is_all_names(core)


def _is_all_names(core: str) -> bool:
    connectives = patterns().words.connectives
    return all(word[0].isupper() or word.casefold() in connectives for word in _NAME.findall(core))


def _is_glued_link(core: str) -> bool:
    return ":" in core and bool(_GLUED_LINK.fullmatch(core))


def _is_publication_line(line: str) -> bool:
    """Return whether `line` says when the article was published, and nothing else."""
    return patterns().phrases.publication_label.match(line) is not None and _is_labelled_timestamp(line)


def _is_labelled_timestamp(line: str) -> bool:
    """Return whether `line` says that something was published or updated, and when, and nothing else."""
    introduction = patterns().phrases.timestamp_label.match(line)
    return introduction is not None and is_date_and_time(line[introduction.end() :])


def is_date_and_time(text: str) -> bool:
    """Return whether a text holds the words and figures of a date or a time, and nothing else."""
    date_word = patterns().phrases.date_word
    words = _DATE_SEPARATOR.split(text.strip(_AROUND_DATE))
    return any(map(str.isdigit, text)) and all(date_word.fullmatch(word) for word in words if word)


_FORMS: tuple[tuple[RegionKind, Callable[[str], bool]], ...] = (
    ("share", _is_sharing_bar),
    ("navigation", _is_menu),
    ("credit", _is_publication_line),
    ("notice", _is_labelled_timestamp),
    ("credit", _is_credit),
    ("navigation", _is_glued_link),
)
"""What a label is by its form, in the order in which the forms are tried."""
