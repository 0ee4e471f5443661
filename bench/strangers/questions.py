"""The sets of people's questions that are held aside whole, each question with the sentences of its own text."""

from bench.corpora import sample
from training.human import Passage, passages, squad_passages
from training.sources import Sources

SQUAD, PAGES = "squad (3 pages)", "squad_train (4 pages)"
"""Of these two the short answers are known, and of SQUAD which questions nothing answers."""
_MOST_POSTS = 1500
"""Questions on posts: there are thousands, and they are far from news."""


def sets(sources: Sources) -> dict[str, list[Passage]]:
    """All questions by set; those of SQUAD without an answer among them."""
    return {
        SQUAD: list(squad_passages(sources.squad("test"))),
        PAGES: _people(sources, "squad_train_part"),
        "selqa": _people(sources, "selqa"),
        "ester_news": _people(sources, "ester_news"),
        "trecqa_news": _people(sources, "trecqa_news"),
        "squadshifts_reddit": sample(_people(sources, "squadshifts_reddit"), _MOST_POSTS),
    }


def _people(sources: Sources, name: str) -> list[Passage]:
    return list(passages(sources.people(name, "test")))
