"""Teach an encoder to read windows and to judge claims: batches of like length, with checkpoints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import perf_counter

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from qa.adapters.tokens import Tokens
from training.bert import HEADS
from training.encoder import TokenEncoder
from training.examples import Example
from training.plan import batches, schedule
from training.windows import Window

Report = Callable[[str], None]
_SENTENCE, _START, _END, _PASSAGE, _SUPPORT = range(len(HEADS))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an encoder is trained; the defaults are those of the shipped weights."""

    rate: float = 1e-4
    """Highest learning rate."""
    rise: float = 0.03
    """Share of the steps over which it is reached, in a line."""
    fall: float = 0.0
    """Share of the steps over which it falls to nothing at the end, in a line."""
    tokens: int = 4096
    """Tokens in a batch, filling included."""
    decay: float = 0.01
    right: float = 2.0
    """Weight of a right sentence: there are several wrong ones for each."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Token ids, and what they teach: sentences, a short answer and a passage, or a claim."""

    ids: list[int]
    types: list[int]
    sentences: list[tuple[int, float]] = field(default_factory=list)
    """Places of the [SEP] behind each sentence of which it is known whether it answers, and whether it does."""
    span: tuple[int, int] | None = None
    """Places of the first and the last token of the short answer."""
    holds_answer: float | None = None
    supported: float | None = None


def window_targets(windows: Sequence[Window], tokens: Tokens) -> list[Target]:
    """The windows as token ids with what they teach."""
    return [_window_target(window, tokens) for window in windows]


def _window_target(window: Window, tokens: Tokens) -> Target:
    encoded = tokens.window(window.question, window.title, window.sentences)
    known = [(end, float(label)) for end, label in zip(encoded.ends, window.labels, strict=True) if label is not None]
    span = None
    if window.answer:
        first = encoded.ends[window.answer.sentence - 1] + 1 if window.answer.sentence else encoded.types.index(1)
        last = encoded.ends[window.answer.sentence]
        inside = [
            place
            for place in range(first, last)
            if encoded.spans[place][1] > window.answer.start and encoded.spans[place][0] < window.answer.end
        ]
        span = (inside[0], inside[-1]) if inside else None
    holds = None if window.holds_answer is None else float(window.holds_answer)
    return Target(encoded.ids, encoded.types, known, span, holds)


def claim_targets(examples: Sequence[Example], tokens: Tokens) -> list[Target]:
    """Statements with their quotes as token ids."""
    encoded = [(tokens.pair(example.pair), float(example.label)) for example in examples]
    return [Target(pair.ids, pair.types, supported=label) for pair, label in encoded]


def train(encoder: TokenEncoder, taught: Sequence[Target], recipe: Recipe, checkpoint: Path, report: Report) -> None:
    """One pass; the checkpoint is written every few minutes and taken up where it is found."""
    torch.manual_seed(recipe.seed)
    plan = batches([len(target.ids) for target in taught], recipe.tokens, Random(recipe.seed))
    trained = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=recipe.rate, weight_decay=recipe.decay, fused=True)
    first = _resume(encoder, optimizer, checkpoint)
    started = perf_counter()
    losses: dict[str, float] = {}
    for step in range(first, len(plan)):
        _set_rate(optimizer, recipe.rate * schedule(step, len(plan), recipe.rise, recipe.fall))
        _step(encoder, optimizer, [taught[row] for row in plan[step]], recipe, losses)
        if (step + 1) % _REPORTED == 0:
            seconds = (perf_counter() - started) / (step + 1 - first) * (len(plan) - step - 1)
            shown = ", ".join(f"{name} {loss:.3f}" for name, loss in losses.items())
            report(f"step {step + 1} of {len(plan)}; loss {shown}; {seconds / 60:.0f} min to go")
        if (step + 1) % _SAVED == 0 or step + 1 == len(plan):
            _save({"encoder": encoder.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}, checkpoint)


def _set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate


_REPORTED, _SAVED = 50, 250
_SMOOTH = 0.98


def _step(
    encoder: TokenEncoder,
    optimizer: torch.optim.Optimizer,
    targets: Sequence[Target],
    recipe: Recipe,
    losses: dict[str, float],
) -> None:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = encoder(*inputs_of(targets))
    parts = _losses(logits, targets, recipe)
    total = sum(loss * _WEIGHTS[name] for name, loss in parts.items())
    total.backward()
    torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    for name, loss in parts.items():
        losses[name] = _SMOOTH * losses.get(name, float(loss.detach())) + (1 - _SMOOTH) * float(loss.detach())


_WEIGHTS = {"sentence": 1.0, "order": 0.5, "span": 0.5, "passage": 0.5, "support": 1.0}
"""What each loss counts; the span's is the largest number and would drown the others."""


def inputs_of(targets: Sequence[Target]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, types and whether a token is there, each (targets, tokens), filled up to the longest."""
    longest = max(len(target.ids) for target in targets)

    def filled(numbers: list[int]) -> list[int]:
        return numbers + [0] * (longest - len(numbers))

    return (
        torch.tensor([filled(target.ids) for target in targets]),
        torch.tensor([filled(target.types) for target in targets]),
        torch.tensor([filled([1] * len(target.ids)) for target in targets]).bool(),
    )


def _losses(logits: Tensor, targets: Sequence[Target], recipe: Recipe) -> dict[str, Tensor]:
    """The mean loss of each kind that the targets teach; logits (targets, tokens, heads)."""
    judged = {
        "sentence": _sentence_loss(logits, targets, recipe),
        "order": _order_loss(logits, targets),
        "span": _span_loss(logits, targets),
        "passage": _whole_loss(logits[:, 0, _PASSAGE], [target.holds_answer for target in targets]),
        "support": _whole_loss(logits[:, 0, _SUPPORT], [target.supported for target in targets]),
    }
    return {name: loss for name, loss in judged.items() if loss is not None}


def _sentence_loss(logits: Tensor, targets: Sequence[Target], recipe: Recipe) -> Tensor | None:
    """Whether each sentence answers."""
    known = [(row, place, label) for row, target in enumerate(targets) for place, label in target.sentences]
    if not known:
        return None
    rows, places, labels = (list(column) for column in zip(*known, strict=True))
    wanted = torch.tensor(labels)
    weights = 1 + (recipe.right - 1) * wanted
    return binary_cross_entropy_with_logits(logits[rows, places, _SENTENCE], wanted, weights)


def _order_loss(logits: Tensor, targets: Sequence[Target]) -> Tensor | None:
    """That the right sentences stand before all others of their window."""
    losses = []
    for row, target in enumerate(targets):
        right = [place for place, label in target.sentences if label]
        if right and len(right) < len(target.sentences):
            of_all = logits[row, [place for place, _ in target.sentences], _SENTENCE]
            losses.append(of_all.logsumexp(0) - logits[row, right, _SENTENCE].logsumexp(0))
    return torch.stack(losses).mean() if losses else None


def _span_loss(logits: Tensor, targets: Sequence[Target]) -> Tensor | None:
    """Where the short answer begins and ends, among the tokens of the text."""
    rows = [row for row, target in enumerate(targets) if target.span]
    if not rows:
        return None
    spans = torch.tensor([targets[row].span for row in rows])
    outside = torch.tensor(
        [
            [place >= len(targets[row].ids) or targets[row].types[place] == 0 for place in range(logits.shape[1])]
            for row in rows
        ]
    )
    started, ended = (logits[rows, :, head].masked_fill(outside, -1e4) for head in (_START, _END))
    return (cross_entropy(started, spans[:, 0]) + cross_entropy(ended, spans[:, 1])) / 2


def _whole_loss(logits: Tensor, labels: Sequence[float | None]) -> Tensor | None:
    """Whether the window holds an answer, or the claim follows."""
    rows = [row for row, label in enumerate(labels) if label is not None]
    if not rows:
        return None
    return binary_cross_entropy_with_logits(logits[rows], torch.tensor([labels[row] for row in rows]))


def _save(state: dict[str, object], path: Path) -> None:
    unfinished = path.with_suffix(".unfinished")
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, unfinished)
    Path(unfinished).replace(path)


def _resume(encoder: TokenEncoder, optimizer: torch.optim.Optimizer, path: Path) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    encoder.load_state_dict(state["encoder"])
    optimizer.load_state_dict(state["optimizer"])
    step: int = state["step"]
    return step
