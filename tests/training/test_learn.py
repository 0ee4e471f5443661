"""What a window teaches is found at its tokens, and what is learnt is computed alike in PyTorch and in the exported model."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import pytest

from qa.adapters.tokens import Pair, Tokens
from qa.wiring.adapters import WEIGHTS
from tests.training.tiny_bert import write_weights
from training.examples import Example
from training.onnx_graph import FLOAT32
from training.onnx_models import reader_model
from training.windows import Place, Window

if TYPE_CHECKING:
    from training.encoder import TokenEncoder

# PyTorch is installed where weights are made and nowhere else.
torch = pytest.importorskip("torch")
encoder = pytest.importorskip("training.encoder")
learn = pytest.importorskip("training.learn")

LINES = ("It rained.", "The dam at Tarn is 84 metres high.", "Cakes were sold.")
WINDOW = Window("How high is the dam?", "Tarn", LINES, (False, True, None), True, Place(1, 19, 28), "made")
HEADS = 12


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(WEIGHTS / "tokenizer.json")


def test_a_window_teaches_at_the_ends_of_the_sentences_that_are_known_and_at_its_short_answer(tokens: Tokens) -> None:
    encoded = tokens.window(WINDOW.question, WINDOW.title, LINES)
    [target] = learn.window_targets([WINDOW], tokens)
    assert (target.ids, target.types) == (encoded.ids, encoded.types)
    assert target.sentences == [(encoded.ends[0], 0.0), (encoded.ends[1], 1.0)]
    first, last = target.span
    assert [LINES[1][start:end] for start, end in encoded.spans[first : last + 1]] == ["84", "metres"]
    assert (target.holds_answer, target.supported) == (1.0, None)


@pytest.mark.parametrize(
    ("answer", "spelt"), [(Place(0, 0, 2), "It"), (Place(0, 3, 10), "rained."), (Place(2, 0, 5), "Cakes")]
)
def test_a_short_answer_may_stand_in_any_sentence(tokens: Tokens, answer: Place, spelt: str) -> None:
    window = Window("Who?", "Tarn", LINES, (None, None, None), None, answer, "made")
    [target] = learn.window_targets([window], tokens)
    first, last = target.span
    spans = tokens.window("Who?", "Tarn", LINES).spans[first : last + 1]
    assert "".join(LINES[answer.sentence][start:end] for start, end in spans) == spelt


def test_what_nobody_can_tell_teaches_nothing(tokens: Tokens) -> None:
    [target] = learn.window_targets([Window("Who?", "", LINES, (None, None, None), None, None, "made")], tokens)
    assert (target.sentences, target.span, target.holds_answer, target.supported) == ([], None, None, None)


def test_a_short_answer_that_is_cut_off_is_not_taught(tokens: Tokens) -> None:
    text = "rain " * 300 + "Tarn"
    window = Window("Who?", "", (text,), (True,), True, Place(0, 1500, 1504), "made")
    [target] = learn.window_targets([window], tokens)
    assert target.span is None
    assert target.holds_answer == 1.0


def test_a_claim_teaches_its_support_alone(tokens: Tokens) -> None:
    pair = Pair("The dam is high.", "The dam is 84 metres high.")
    [target] = learn.claim_targets([Example("support", pair, label=False, origin="x")], tokens)
    assert target.ids == tokens.pair(pair).ids
    assert (target.supported, target.holds_answer, target.span, target.sentences) == (0.0, None, None, [])


def small_encoder(width: int = 24, layers: int = 2) -> "TokenEncoder":
    torch.manual_seed(0)
    rows = {"word": 30_522, "position": 512, "token_type": 2}
    made: TokenEncoder = encoder.TokenEncoder({name: torch.randn(count, width) for name, count in rows.items()}, layers)
    made.eval()
    return made


def test_a_target_is_read_alike_alone_and_filled_up_beside_a_longer_one(tokens: Tokens) -> None:
    made = small_encoder()
    targets = learn.window_targets([WINDOW, Window("Who?", "", LINES[:1], (True,), True, None, "made")], tokens)
    with torch.no_grad():
        together = made(*learn.inputs_of(targets))
        for row, target in enumerate(targets):
            [alone] = made(*learn.inputs_of([target]))
            assert np.abs((together[row, : len(target.ids)] - alone).numpy()).max() < 1e-4


def test_the_exported_model_computes_what_was_learnt(tokens: Tokens, tmp_path: Path) -> None:
    made = small_encoder()
    [target] = learn.window_targets([WINDOW], tokens)
    with torch.no_grad():
        [expected] = made(*learn.inputs_of([target])).numpy()
    write_weights(tmp_path / "reader.safetensors", encoder.named(made))
    session = onnxruntime.InferenceSession(reader_model(tmp_path / "reader.safetensors", HEADS, FLOAT32))
    inputs = {"input_ids": np.array([target.ids], np.int32), "token_type_ids": np.array([target.types], np.int32)}
    [logits] = session.run(None, inputs)[0]
    assert np.abs(logits - expected).max() < 1e-3


def test_what_is_taught_is_learnt_and_a_finished_run_is_taken_up_where_it_ended(tokens: Tokens, tmp_path: Path) -> None:
    targets = learn.window_targets([WINDOW] * 8, tokens) * 20
    made, recipe = small_encoder(), learn.Recipe(rate=3e-3, tokens=8 * len(targets[0].ids))
    learn.train(made, targets, recipe, tmp_path / "run.pt", lambda _: None)
    with torch.no_grad():
        [logits] = made(*learn.inputs_of(targets[:1])).numpy()
    (wrong, _), (right, _) = targets[0].sentences
    assert logits[right, 0] > logits[wrong, 0]
    assert logits[0, 3] > 0

    other = small_encoder()
    learn.train(other, targets, recipe, tmp_path / "run.pt", lambda _: None)
    with torch.no_grad():
        assert np.array_equal(made(*learn.inputs_of(targets[:1])), other(*learn.inputs_of(targets[:1])))
