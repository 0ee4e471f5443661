"""What holds up a whole process while it serves is kept short, and other programs of the process get their settings back."""

import gc
import sys

from qa.api.stalls import no_stalls


def test_what_a_slow_collection_leaves_is_not_looked_at_again_while_it_serves() -> None:
    settings = sys.getswitchinterval(), list(gc.callbacks)

    with no_stalls():
        before = gc.get_freeze_count()
        long_lived = [[number] for number in range(600_000)]
        gc.collect()
        apart = gc.get_freeze_count() - before
        assert sys.getswitchinterval() < settings[0]

    assert apart > len(long_lived) / 2
    assert gc.get_freeze_count() == 0
    assert (sys.getswitchinterval(), gc.callbacks) == settings


def test_quick_collections_set_nothing_apart() -> None:
    with no_stalls():
        before = gc.get_freeze_count()
        gc.collect(0)
        assert gc.get_freeze_count() == before
