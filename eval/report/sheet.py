"""The values that the page shows of each case."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from eval import gate
from eval.cases import AskedPart, Case, Gold, Position
from eval.metrics import citations
from eval.record import Cited, Outcome, Presumed, Run, Said, Score, Scored, Value
from eval.report.words import broken, metrics_of
from eval.verdict import Flip, Verdict

AROUND = 300
"""Characters of an article on either side of a quote; more of it does not go into the page."""


class Quote(Value):
    """A cited quote, and whether the article says it there to the letter; None: the article is not at hand."""

    article: str
    quote: str
    start: int
    end: int
    held: bool | None


class Told(Value):
    """A sentence of an answer with its quotes."""

    text: str
    quotes: tuple[Quote, ...]
    short_answer: str | None
    also: int
    qualifications: tuple[tuple[str, Quote], ...]
    """How each sentence beside it stands to it, and the sentence."""


class Stance(Value):
    """What some of the sources say where they differ."""

    value: str
    sources: int
    quotes: tuple[Quote, ...]


class Difference(Value):
    """A disagreement as it was marked."""

    attribute: str
    relation: str
    positions: tuple[Stance, ...]


class Passage(Value):
    """A retrieved passage, cut short, and whether it holds a quote that was expected."""

    article: str
    start: int
    end: int
    text: str
    gold: bool


class Side(Value):
    """What came of a case in one run."""

    mode: str
    kind: str | None
    verdict: str | None
    statements: tuple[Told, ...]
    parts: tuple[tuple[str, int], ...]
    """Each question in it, and how many statements answer it."""
    passages: tuple[Passage, ...]
    rejected: tuple[str, ...]
    disagreements: tuple[Difference, ...]
    abstention: str | None
    nearest: tuple[Quote, ...]
    missing: tuple[str, ...]
    premise: tuple[str, str, tuple[Quote, ...]] | None
    """What was taken for granted, what stands, and where."""
    degraded: str | None
    error: str | None
    milliseconds: float
    stages: Mapping[str, float]
    tokens: int | None
    model: str


class Part(Value):
    """A stretch of an article that is expected, cited, both or neither from end to end."""

    text: str
    gold: bool
    cited: bool


class Excerpt(Value):
    """Quotes in their place in an article."""

    article: str
    before: bool
    """Whether the article goes on before it."""
    after: bool
    parts: tuple[Part, ...]


class Sheet(Value):
    """All that the page shows of a case."""

    id: str
    kind: str
    place: str
    tags: tuple[str, ...]
    changes: tuple[Flip, ...]
    question: str
    answerable: bool
    answers: tuple[str, ...]
    short_answers: tuple[str, ...]
    gold: tuple[tuple[str, str], ...]
    """Article and quote."""
    positions: tuple[Position, ...]
    relation: str | None
    verdict: str | None
    facts: tuple[tuple[str, bool], ...]
    """Each fact, and whether it is told now."""
    context: tuple[tuple[str, str], ...]
    parts: tuple[AskedPart, ...]
    stands: tuple[tuple[str, str], ...]
    near: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    twin: str | None
    injected: tuple[str, ...]
    note: str
    now: Side
    before: Side | None
    scores: Mapping[str, tuple[Score, Score]]
    """By metric: before, now."""
    excerpts: tuple[Excerpt, ...]


def sheets(run: Run, verdict: Verdict | None, baseline: Run | None, texts: Mapping[str, str]) -> tuple[Sheet, ...]:
    """One a case: what broke, then errors, then what fails as before, then what was mended, then the rest as it came."""
    before = {scored.case.id: scored for scored in baseline.scored} if baseline else {}
    metrics = metrics_of(run)
    unordered = [_sheet(scored, before.get(scored.case.id), verdict, texts, metrics) for scored in run.scored]
    return tuple(sorted(unordered, key=lambda sheet: min(map(_TAGS.index, sheet.tags), default=len(_TAGS))))


_TAGS = ("broken", "error", "failing", "mended", "must pass")


def _sheet(
    scored: Scored, before: Scored | None, verdict: Verdict | None, texts: Mapping[str, str], metrics: list[str]
) -> Sheet:
    flips = tuple(flip for flip in (verdict.flips if verdict else ()) if flip.case == scored.case.id)
    then = before.scores if before else {}
    case = scored.case
    return Sheet(
        id=case.id,
        kind=case.kind,
        place=f"{scored.file}:{scored.line}",
        tags=tuple(_tags(scored, verdict, flips)),
        changes=flips,
        question=case.question,
        answerable=case.answerable,
        answers=case.answers,
        short_answers=case.short_answers,
        gold=_named(case.gold),
        positions=case.positions,
        relation=case.relation,
        verdict=case.verdict,
        facts=tuple((fact.fact, _covered(scored.outcome, fact.quotes)) for fact in case.facts),
        context=_named(case.context),
        parts=case.parts,
        stands=_named(case.stands),
        near=_named(case.near),
        missing=case.missing,
        twin=case.twin_of,
        injected=case.injected,
        note=case.note,
        now=_side(scored, scored.outcome, texts),
        before=_side(before, before.outcome, texts) if before else None,
        scores={metric: (then.get(metric), scored.scores.get(metric)) for metric in metrics},
        excerpts=tuple(_excerpts(scored, texts)),
    )


def _named(quotes: Iterable[Gold]) -> tuple[tuple[str, str], ...]:
    return tuple((gold.article, gold.quote) for gold in quotes)


def _covered(outcome: Outcome, quotes: tuple[Gold, ...]) -> bool:
    return any(citations.covers(said, quotes) for said in outcome.statements)


def _tags(scored: Scored, verdict: Verdict | None, flips: tuple[Flip, ...]) -> Iterator[str]:
    if scored.case.id in broken(verdict):
        yield "broken"
    if scored.outcome.mode == "error":
        yield "error"
    if gate.fails(scored):
        yield "failing"
    if any(not flip.broken for flip in flips):
        yield "mended"
    if scored.case.must_pass:
        yield "must pass"


def _side(scored: Scored, outcome: Outcome, texts: Mapping[str, str]) -> Side:
    return Side(
        mode=outcome.mode,
        kind=outcome.kind,
        verdict=outcome.verdict,
        statements=tuple(_told(statement, texts) for statement in outcome.statements),
        parts=tuple((part.question, len(part.statements)) for part in outcome.parts),
        passages=tuple(_passages(scored.case, outcome)),
        rejected=outcome.rejected,
        disagreements=tuple(_differences(outcome, texts)),
        abstention=outcome.abstention,
        nearest=_quotes(outcome.nearest, texts),
        missing=outcome.missing,
        premise=_premise(outcome.premise, texts),
        degraded=outcome.degraded,
        error=outcome.error,
        milliseconds=outcome.milliseconds,
        stages=outcome.stages,
        tokens=outcome.tokens,
        model=outcome.model,
    )


def _told(said: Said, texts: Mapping[str, str]) -> Told:
    return Told(
        text=said.text,
        quotes=_quotes(said.citations, texts),
        short_answer=said.short_answer.text if said.short_answer else None,
        also=said.also,
        qualifications=tuple((each.relation, _quote(each.citation, texts)) for each in said.qualifications),
    )


def _differences(outcome: Outcome, texts: Mapping[str, str]) -> Iterator[Difference]:
    for differing in outcome.disagreements:
        positions = tuple(
            Stance(value=held.value, sources=held.sources, quotes=_quotes(held.citations, texts))
            for held in differing.positions
        )
        yield Difference(attribute=differing.attribute, relation=differing.relation, positions=positions)


def _premise(premise: Presumed | None, texts: Mapping[str, str]) -> tuple[str, str, tuple[Quote, ...]] | None:
    return None if premise is None else (premise.asked, premise.stands, _quotes(premise.citations, texts))


def _passages(case: Case, outcome: Outcome) -> Iterator[Passage]:
    for passage in outcome.shown:
        yield Passage(
            article=passage.article,
            start=passage.start,
            end=passage.end,
            text=passage.text if len(passage.text) <= AROUND else f"{passage.text[:AROUND]}…",
            gold=any(gold.article == passage.article and gold.quote in passage.text for gold in case.answering),
        )


def _quotes(quotes: Iterable[Cited], texts: Mapping[str, str]) -> tuple[Quote, ...]:
    return tuple(_quote(cited, texts) for cited in quotes)


def _quote(cited: Cited, texts: Mapping[str, str]) -> Quote:
    held = _holds(cited, texts[cited.article]) if cited.article in texts else None
    return Quote(article=cited.article, quote=cited.quote, start=cited.start, end=cited.end, held=held)


def _holds(cited: Cited, text: str) -> bool:
    return 0 <= cited.start < cited.end and text[cited.start : cited.end] == cited.quote


class _Mark(Value):
    start: int
    end: int
    gold: bool


def _excerpts(scored: Scored, texts: Mapping[str, str]) -> Iterator[Excerpt]:
    cited = list(citations.shown(scored.outcome))
    articles = [*(quote.article for quote in cited), *(gold.article for gold in scored.case.belonging)]
    for name in dict.fromkeys(articles):
        if name in texts:
            marks = [*_cited_marks(cited, name, texts[name]), *_gold_marks(scored.case, name, texts[name])]
            yield from _around(name, texts[name], marks)


def _cited_marks(quotes: Iterable[Cited], article: str, text: str) -> Iterator[_Mark]:
    for quote in quotes:
        if quote.article == article and _holds(quote, text):
            yield _Mark(start=quote.start, end=quote.end, gold=False)


def _gold_marks(case: Case, article: str, text: str) -> Iterator[_Mark]:
    for gold in case.belonging:
        if gold.article == article and gold.quote in text:
            start = text.index(gold.quote)
            yield _Mark(start=start, end=start + len(gold.quote), gold=True)


def _around(article: str, text: str, marks: list[_Mark]) -> Iterator[Excerpt]:
    for start, end in _windows(marks, len(text)):
        parts = tuple(_parts(text, start, end, marks))
        yield Excerpt(article=article, before=start > 0, after=end < len(text), parts=parts)


def _windows(marks: list[_Mark], length: int) -> list[tuple[int, int]]:
    windows: list[tuple[int, int]] = []
    for mark in sorted(marks, key=lambda other: other.start):
        start, end = max(0, mark.start - AROUND), min(length, mark.end + AROUND)
        if windows and start <= windows[-1][1]:
            start, last = windows.pop()
            end = max(last, end)
        windows.append((start, end))
    return windows


def _parts(text: str, start: int, end: int, marks: list[_Mark]) -> Iterator[Part]:
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
    cuts = sorted({start, end, *(at for mark in inside for at in (mark.start, mark.end))})
    for first, last in pairwise(cuts):
        over = [mark.gold for mark in inside if mark.start <= first and last <= mark.end]
        yield Part(text=text[first:last], gold=True in over, cited=False in over)
