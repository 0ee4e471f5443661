"""Recognise lines that are nothing but a date, a time or a time stamp."""

import re

from qa.ingest.cleaning.patterns import patterns

_SEPARATORS = re.compile(r"[\s,|()•·–—]+")
_AROUND = " :,|()•·–—."


def is_labelled_timestamp(line: str) -> bool:
    """Whether `line` says that something was published or updated, and when, and nothing else."""
    introduction = patterns().phrases.timestamp_label.match(line)
    return introduction is not None and _is_timestamp(line[introduction.end() :])


def is_full_timestamp(line: str) -> bool:
    """Whether `line` is a date with its year, a time of day or an age, and nothing else."""
    return bool(patterns().phrases.full_date.search(line)) and _is_timestamp(line)


def _is_timestamp(text: str) -> bool:
    date_word = patterns().phrases.date_word
    words = _SEPARATORS.split(text.strip(_AROUND))
    return any(map(str.isdigit, text)) and all(date_word.fullmatch(word) for word in words if word)
