"""The command that kills at random moments: what it must find, it finds, and a few kills lose nothing."""

import pytest

from bench.kills import Answered, Found, History, Step, killed

SEEDS = {"reindex": 0, "register": 6}
"""With these the kill comes behind some steps."""


@pytest.mark.e2e
@pytest.mark.parametrize("kind", SEEDS)
def test_a_kill_loses_nothing_that_was_acknowledged(kind: str) -> None:
    tally = killed(kind, 1, seed=SEEDS[kind])

    assert (tally.wrong, tally.acknowledged > 0) == ([], True)


def history(*steps: Step | None) -> History:
    made = History()
    for step in steps:
        made.take(step)
    return made


A, B = Step({"a": "old"}), Step({"a": "new"})
KEPT = Step(answer=Answered("ans_1", {"a": "old"}))
ERASED = Step({"a": None}, erases=True)


@pytest.mark.parametrize(
    ("steps", "found", "wrong"),
    [
        ((A, None, B), Found([], {"a": "old"}, 1, {}), []),
        ((A, None, B), Found([], {"a": "new"}, 1, {}), []),
        ((A, None, B, None), Found([], {"a": "old"}, 1, {}), ["article 'a' is not as it was acknowledged"]),
        ((A, None), Found([], {}, 1, {}), ["article 'a' is not as it was acknowledged"]),
        ((A,), Found(["1 changes are unfinished"], {}, 2, {}), ["1 changes are unfinished", "2 folders of vectors"]),
        ((A, None, KEPT, None), Found([], {"a": "old"}, 1, {}), ["answer ans_1 is lost"]),
        ((A, None, KEPT, None, B, None), Found([], {"a": "new"}, 1, {"ans_1": "corrected"}), []),
        (
            (A, None, KEPT, None, B, None),
            Found([], {"a": "new"}, 1, {"ans_1": "current"}),
            ["answer ans_1 is current, not corrected"],
        ),
        ((A, None, KEPT, None, ERASED), Found([], {"a": "old"}, 1, {}), []),
        (
            (A, None, KEPT, None, ERASED),
            Found([], {}, 1, {"ans_1": "withdrawn"}),
            ["answer ans_1 outlived the erasure of its article"],
        ),
        ((A, None, KEPT, None, ERASED, None), Found([], {}, 1, {"ans_1": "withdrawn"}), ["answer ans_1 came back"]),
    ],
)
def test_what_is_not_as_it_was_acknowledged_is_told(
    steps: tuple[Step | None, ...], found: Found, wrong: list[str]
) -> None:
    assert history(*steps).wrong(found) == wrong
