"""Cases and outcomes on which metrics are reckoned by hand."""

from collections.abc import Mapping

from eval.cases import Case, Gold
from eval.record import Cited, Differing, Held, Marked, Outcome, Qualified, Retrieved, Said

NORTH = "The bridge cost $1.2 billion. It opened in March 2019. Maria Okonkwo, its engineer, was there."
SOUTH = "The tunnel was closed on Monday. It will be shut for three weeks, the city said."
TEXTS: Mapping[str, str] = {"north": NORTH, "south": SOUTH}
COST = "The bridge cost $1.2 billion."
OPENED = "It opened in March 2019."
CLOSED = "The tunnel was closed on Monday."

BRIDGE = Case(
    id="bridge",
    question="What did the bridge cost?",
    kind="number",
    answerable=True,
    answers=("$1.2 billion",),
    gold=(Gold(article="north", quote=COST),),
)
NOBODY = Case(id="nobody", question="Who owns the moon?", kind="off-topic", answerable=False)
REFUSED = Outcome(mode="abstained", abstention="nothing found")
BROKEN = Outcome(mode="error", error="it took too long")


def cite(quote: str, article: str = "north") -> Cited:
    """A citation that stands where it says."""
    start = TEXTS[article].index(quote)
    return Cited(article=article, quote=quote, start=start, end=start + len(quote))


def moved(cited: Cited, by: int = 1) -> Cited:
    """The same quote at a place where it does not stand."""
    return cited.model_copy(update={"start": cited.start + by, "end": cited.end + by})


def say(text: str, *citations: Cited) -> Said:
    return Said(text=text, citations=citations)


def beside(said: Said, cited: Cited, relation: str = "denies") -> Said:
    """The sentence with another shown beside it."""
    return said.model_copy(update={"qualifications": (Qualified(relation=relation, citation=cited),)})


def differing(*citations: Cited, relation: str = "conflict") -> Differing:
    """A disagreement with a position for each citation."""
    return Differing(relation=relation, positions=tuple(Held(citations=(cited,)) for cited in citations))


def mark(words: str, said: Said) -> Said:
    """The sentence with the words marked in what it cites first."""
    start = said.citations[0].start + said.citations[0].quote.index(words)
    return said.model_copy(update={"short_answer": Marked(text=words, start=start, end=start + len(words))})


def answer(*statements: Said) -> Outcome:
    return Outcome(mode="extractive", statements=statements)


def retrieved(*articles: str) -> Outcome:
    """What retrieved one passage, a whole article, for each name."""
    passages = [
        Retrieved(article=name, start=0, end=len(text), text=text)
        for name, text in ((name, TEXTS.get(name, f"Of {name}.")) for name in articles)
    ]
    return Outcome(mode="abstained", passages=tuple(passages))


def gold(*articles: str) -> Case:
    """A case that each of the articles answers."""
    quotes = tuple(Gold(article=name, quote=f"Of {name}.") for name in articles)
    return BRIDGE.model_copy(update={"gold": quotes})
