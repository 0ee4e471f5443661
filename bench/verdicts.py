"""How often yes and no are said, and rightly, to searches of people that want one."""

from collections import Counter

from bench import corpora, libraries
from bench.answers import shown
from bench.corpora import Query
from bench.paths import BenchPaths
from qa.answer.answerer import Answerer
from qa.domain.answer import Answered

RIGHT, WRONG, NONE, REFUSED = "right", "wrong", "none", "refused"


def verdicts(paths: BenchPaths) -> None:
    """Print what comes of each search, over a library of all their paragraphs.

    Half of the paragraphs taught the reader that they hold an answer; of no search was it taught whether that is a yes.
    """
    collection = corpora.yes_no(paths.data, paths.limit)
    with libraries.cached(paths, collection) as services:
        found = Counter(_outcome(services.answerer, query) for query in shown(collection.queries))
    for name in (RIGHT, WRONG, NONE, REFUSED):
        print(f"{name:8}{found[name] / found.total():7.3f}  ({found[name]} of {found.total()})")


def _outcome(answerer: Answerer, query: Query) -> str:
    answer = answerer.ask(query.text)
    if not isinstance(answer, Answered):
        return REFUSED
    if answer.verdict is None:
        return NONE
    return RIGHT if answer.verdict in query.answers else WRONG
