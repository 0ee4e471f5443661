"""Parse a language model's text, piece by piece as it comes, into plain sentences with the passages that each cites."""

import re
import unicodedata
from itertools import islice

from qa.answer.verify.draft import Draft
from qa.domain.answer import DraftFault
from qa.text.sentences import iter_sentences, sentences

LONGEST = 700
"""Characters of a sentence: what goes on without an end is no news sentence."""
NO_ANSWER = "NO ANSWER"
"""What the prompt tells the model to write where the passages do not answer."""

_NUMBERS = r"\^?\d{1,3}(?:\s*[,;]\s*\^?\d{1,3})*"
_MARK = re.compile(
    rf"[\[【](?:\s*(?:source|passage)s?)?\s*({_NUMBERS})\s*[\]】]|\((?:source|passage)s? ({_NUMBERS})\)", re.IGNORECASE
)
# At the very end a mark may still be coming, and a sentence is not over before its marks are there.
_OPEN_MARK = re.compile(r"[\[【][^\]】\n]{0,24}\Z")
_LIST = re.compile(r"(?m)^[^\S\n]*+(?:[-*•–]|\d{1,2}[.)])\s+(?=\S)")
_STRESS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|(?m:^#{1,6}\s+)")
LINK = re.compile(r"https?:|www\.|[a-z\d+.-]://|\]\(|\bdata:|\bjavascript:|\bmailto:|\w@\w+\.\w", re.IGNORECASE)
_MARKUP = re.compile(r"<[!/?a-z]|&(?:#\w+|[a-z]+);|!\[|`|\{\{|\}\}", re.IGNORECASE)
_NEXT_WORD = re.compile(r"\S+\s")


class StreamParser:
    """Collects pieces of text, and returns each sentence once it is whole."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> list[Draft]:
        """Return the sentences that are complete with this piece."""
        # Untrusted: made safe here. A piece may be a whole text; a part of it is all that is looked at at a time.
        parts = (piece[start : start + LONGEST] for start in range(0, len(piece), LONGEST))
        return [draft for part in parts for draft in self._complete(part) if draft.text]

    def _complete(self, part: str) -> list[Draft]:
        self._rest += part
        masked, start = _masked(self._rest), 0
        drafts: list[Draft] = []
        while end := _sentence_end(masked[start:], is_open=_OPEN_MARK.search(self._rest, start) is not None):
            drafts.append(_draft(self._rest[start : start + end]))
            start += end
        self._rest = self._rest[start:]
        if len(self._rest) > 2 * LONGEST:
            drafts.append(_draft(self._rest))
            self._rest = ""
        return drafts

    def finish(self) -> list[Draft]:
        """Return what is left when the model has ended; half a sentence is left to the verifier."""
        rest, self._rest = self._rest, ""
        drafts = [_draft(sentence) for sentence in _split(rest)]
        return [draft for draft in drafts if draft.text]


def _split(text: str) -> list[str]:
    masked = _masked(text)
    starts = [span.start for span in sentences(masked, strict=True)] or [0]
    ends = [*starts[1:], len(text)]
    return [text[start:end] for start, end in zip([0, *starts[1:]], ends, strict=True)]


def _sentence_end(masked: str, *, is_open: bool) -> int:
    """Return where the first sentence and its marks end; 0 while that is open, as where the text ends in an open mark."""
    spans = list(islice(iter_sentences(masked, strict=True), 2))
    if len(spans) > 1:
        after = masked[spans[1].start :]
        # "U.S. The" ends a sentence and "U.S. Th" may go on otherwise: the next word must be whole.
        return spans[1].start if "\n" in masked[: spans[1].start] or _NEXT_WORD.match(after) else 0
    line = masked.find("\n", spans[0].end) + 1 if spans else 0
    return line if line and not is_open else 0


def _masked(text: str) -> str:
    """Return the text with every mark as blanks, so that its sentences end where they would without."""
    blank = _MARK.sub(lambda match: " " * len(match.group()), text)
    return _OPEN_MARK.sub(lambda match: " " * len(match.group()), blank)


def _draft(written: str) -> Draft:
    """Untrusted: reduce model output to plain text; what could load, link or format is a fault and never a repair."""
    visible = "".join(c for c in written if c.isspace() or unicodedata.category(c) not in {"Cf", "Cc", "Co", "Cs"})
    marks = [match[1] or match[2] for match in _MARK.finditer(visible)]
    cited = tuple(dict.fromkeys(int(number) for mark in marks for number in re.findall(r"\d+", mark)))
    plain = _STRESS.sub("", _LIST.sub("", _MARK.sub(" ", visible)))
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(plain.split()))
    return Draft(text[: 2 * LONGEST] if re.search(r"\w", text) else "", cited, _fault(visible, text))


def _fault(visible: str, text: str) -> DraftFault | None:
    if LINK.search(visible):
        return "link"
    if _MARKUP.search(visible):
        return "markup"
    return "too_long" if len(text) > LONGEST else None
