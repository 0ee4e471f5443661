"""Tell which statements of an answer are superseded: by a published correction, a later word, or a newer version of the text."""

from collections.abc import Iterable, Iterator, Sequence

from qa.answer.extract.select import Selected
from qa.domain.answer import Citation, Disagreement, OlderText, Statement, Superseded
from qa.domain.article import Article, ArticleId, Span
from qa.ports import VersionStore
from qa.text.sentences import iter_sentences
from qa.text.tokens import content, tokens

_LIKE = 0.5
"""The share of both their words that a sentence of an older version has in common with the quote that took its place."""


def superseded(
    statements: Sequence[Statement],
    selected: Sequence[Selected],
    disagreements: Sequence[Disagreement],
    library: VersionStore,
) -> tuple[Superseded, ...]:
    """Return what is superseded, each statement once, the surest reason first."""
    found = [*_corrected(statements, selected), *_updated(statements, disagreements)]
    once = {id(each.statement): each for each in reversed(found) if each.statement is not each.by}
    gone = {id(each.statement) for each in once.values()}
    left = [statement for statement in statements if id(statement) not in gone]
    return (*reversed(once.values()), *_replaced(left, library))


def _corrected(statements: Sequence[Statement], selected: Sequence[Selected]) -> Iterator[Superseded]:
    for choice in selected:
        by = _at(statements, choice.candidate.place)
        older = _at(statements, choice.corrects) if choice.corrects else None
        if by is not None and older is not None:
            yield Superseded(by, "correction", older)


def _at(statements: Iterable[Statement], place: tuple[ArticleId, Span]) -> Statement | None:
    """The first statement that quotes what stands at a place."""
    article_id, span = place
    quoted = ((statement, citation) for statement in statements for citation in statement.citations)
    return next((statement for statement, it in quoted if it.article_id == article_id and it.span.overlaps(span)), None)


def _updated(statements: Sequence[Statement], disagreements: Iterable[Disagreement]) -> Iterator[Superseded]:
    for disagreement in disagreements:
        if disagreement.relation != "update":
            continue
        newest, *older = (_saying(statements, position.citations) for position in disagreement.positions)
        yield from (Superseded(newest, "update", each) for each in older if newest is not None and each is not None)


def _saying(statements: Iterable[Statement], citations: Sequence[Citation]) -> Statement | None:
    return next((statement for statement in statements if statement.citations[0] in citations), None)


def _replaced(statements: Iterable[Statement], library: VersionStore) -> Iterator[Superseded]:
    """What an older version of an article had in the place of a quote, with another number or another name."""
    for statement in statements:
        citation = statement.citations[0]
        older = [it for it in library.versions(citation.article_id) if it.version != citation.version]
        if older and (was := _was(older[-1], citation)) is not None:
            yield Superseded(statement, "version", was=OlderText(citation.article_id, older[-1].version, was))


def _was(older: Article, citation: Citation) -> str | None:
    """The sentence whose place a quote took; None where it stood there already, nothing is like it or it tells the same."""
    if citation.quote in older.clean:
        return None
    words = frozenset(content(citation.quote))
    sentences = (span.of(older.clean) for span in iter_sentences(older.clean))
    likeness, best = max(((_likeness(words, sentence), sentence) for sentence in sentences), default=(0.0, ""))
    return best if likeness >= _LIKE and _telling(best) != _telling(citation.quote) else None


def _likeness(words: frozenset[str], sentence: str) -> float:
    other = frozenset(content(sentence))
    return len(words & other) / max(1, len(words | other))


def _telling(text: str) -> frozenset[str]:
    return frozenset(
        word.term for word in tokens(text) if word.numeric or word.named or (word.capital and not word.opens)
    )
