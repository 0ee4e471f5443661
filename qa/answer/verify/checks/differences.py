"""Tell where a sentence differs from its quotes: the numbers, names and words that these do not have."""

from collections.abc import Sequence

from qa.answer.verify.checks.figures import missing_figures
from qa.answer.verify.checks.names import unquoted_names
from qa.answer.verify.checks.text import Reading, read
from qa.domain.answer import Difference
from qa.domain.article import Span


def differences(statement: str, quotes: Sequence[str]) -> tuple[Difference, ...]:
    """The differences in the order of the sentence, none inside another; without quotes there is nothing to differ from."""
    if not quotes:
        return ()
    reading = read(statement, quotes, dated=True)
    tokens = reading.statement
    numbers = [Span(tokens[it.start].start, tokens[it.end - 1].span.end) for it in missing_figures(reading)]
    names = [tokens[at].span for at in sorted(unquoted_names(reading))]
    found = [Difference("number", span) for span in numbers]
    found += [Difference("name", span) for span in names if not _is_in(span, numbers)]
    words = [span for span in _new_words(reading) if not _is_in(span, [*numbers, *names])]
    return tuple(sorted([*found, *(Difference("word", span) for span in words)], key=lambda it: it.span))


def _new_words(reading: Reading) -> list[Span]:
    """The words that carry meaning and stand in no form in the quotes; numbers and names are compared in their own way."""
    quoted = {token.lemma for token in reading.quoted}
    return [
        token.span
        for token in reading.statement
        if token.content and not token.numeric and not token.named and token.lemma not in quoted
    ]


def _is_in(span: Span, others: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in others)
