"""Whatever a reader sees at once, each sentence is scored where it stands, and the best one counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from qa.domain import answer
from qa.domain.answer import SentenceReading, WindowReading
from qa.domain.article import Span
from training.windows import Form, Window

# PyTorch is installed where weights are made and nowhere else.
pytest.importorskip("torch")
forms = pytest.importorskip("training.forms")

LINES = ("It rained.", "The dam at Tarn is 84 metres high.", "It was built in 1931.", "Cakes were sold.")
WINDOW = Window("How high is the dam?", "Tarn", LINES, (False, True, False, False), True, None, "made")


@dataclass
class Fancier:
    """A reader who likes sentences with one word best, and keeps what it is shown."""

    word: str
    shown: list[answer.Window] = field(default_factory=list)
    name: str = "fancier"

    def read(self, question: str, windows: Sequence[answer.Window]) -> list[WindowReading]:
        self.shown += windows
        return [
            WindowReading(
                0.0, tuple(SentenceReading(float(self.word in line), Span(0, 0), 0.0) for line in window.sentences)
            )
            for window in windows
        ]


@pytest.mark.parametrize(("form", "seen"), [("alone", [1, 1, 1, 1]), ("between", [2, 3, 3, 2]), ("passage", [4])])
def test_the_sentence_that_scores_best_is_right_or_wrong_in_every_form(form: Form, seen: list[int]) -> None:
    right, wrong = Fancier("84"), Fancier("Cakes")

    assert forms.measured(right, [WINDOW], form)[0] == 1.0
    assert forms.measured(wrong, [WINDOW], form)[0] == 0.0
    assert [len(window.sentences) for window in right.shown] == seen
