"""Train an encoder on labelled pairs: one pass over shuffled batches of like length, with checkpoints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

import torch
from torch import Tensor

from qa.adapters.tokens import Encoded, Tokens
from training.bert import HEADS
from training.encoder import PairEncoder
from training.examples import Example
from training.plan import batches, schedule

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an encoder is trained; the defaults are those of the shipped weights."""

    rate: float = 1e-4
    """Highest learning rate, after a rise over `rise` of the steps and before a fall in a line to nothing."""
    rise: float = 0.06
    size: int = 48
    """Pairs in a batch."""
    decay: float = 0.01
    right: float = 2.0
    """Weight of a right evidence pair: there are several wrong ones for each."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of like length as tensors (pairs, tokens); labels, weights and the columns of their heads (pairs,)."""

    ids: Tensor
    types: Tensor
    there: Tensor
    labels: Tensor
    weights: Tensor
    heads: Tensor
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What an example teaches: 0..1 for one head."""

    encoded: Encoded
    label: float
    weight: float
    head: int


def targets(examples: Sequence[Example], tokens: Tokens, recipe: Recipe) -> list[Target]:
    """The examples as token ids with their weights."""
    return [
        Target(
            tokens.pair(example.pair),
            float(example.label),
            recipe.right if example.label and example.task == "evidence" else 1.0,
            HEADS.index(example.task),
        )
        for example in examples
    ]


def train(encoder: PairEncoder, taught: Sequence[Target], recipe: Recipe, checkpoint: Path, report: Report) -> None:
    """One pass; the checkpoint is written every few minutes and taken up where it is found.

    It holds the encoder, the optimiser, the step, and `seen`: what the encoder made of each example when it came to it,
    before it learnt from it. These verdicts are what a smaller encoder is taught by.
    """
    torch.manual_seed(recipe.seed)
    plan = batches([len(target.encoded.ids) for target in taught], recipe.size, Random(recipe.seed))
    trained = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=recipe.rate, weight_decay=recipe.decay, fused=True)
    seen = torch.zeros(len(taught))
    first = _resume(encoder, optimizer, seen, checkpoint)
    started, losses = perf_counter(), [0.0] * len(HEADS)
    for step in range(first, len(plan)):
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * schedule(step, len(plan), recipe.rise)
        seen[plan[step]] = _step(encoder, optimizer, batch_of(taught, plan[step]), losses)
        if (step + 1) % _REPORTED == 0:
            seconds = (perf_counter() - started) / (step + 1 - first) * (len(plan) - step - 1)
            shown = ", ".join(f"{name} {loss:.3f}" for name, loss in zip(HEADS, losses, strict=True))
            report(f"step {step + 1} of {len(plan)}; loss {shown}; {seconds / 60:.0f} min to go")
        if (step + 1) % _SAVED == 0 or step + 1 == len(plan):
            _save(
                {"encoder": encoder.state_dict(), "optimizer": optimizer.state_dict(), "seen": seen, "step": step + 1},
                checkpoint,
            )


_REPORTED, _SAVED = 50, 250
_SMOOTH = 0.98


def _step(encoder: PairEncoder, optimizer: torch.optim.Optimizer, batch: Batch, losses: list[float]) -> Tensor:
    """Learn from a batch; return the logits (pairs,) that it had before."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = encoder(batch.ids, batch.types, batch.there)
    chosen = logits.float().gather(1, batch.heads[:, None]).squeeze(1)
    each = torch.nn.functional.binary_cross_entropy_with_logits(chosen, batch.labels, reduction="none")
    loss = (each * batch.weights).mean()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    for head in range(len(HEADS)):
        own = each.detach()[batch.heads == head]
        if len(own):
            losses[head] = _SMOOTH * (losses[head] or float(own.mean())) + (1 - _SMOOTH) * float(own.mean())
    return chosen.detach()


def batch_of(taught: Sequence[Target], rows: Sequence[int]) -> Batch:
    """The rows as tensors, padded to their longest."""
    chosen = [taught[row] for row in rows]
    longest = max(len(target.encoded.ids) for target in chosen)
    return Batch(
        torch.tensor([target.encoded.ids + [0] * (longest - len(target.encoded.ids)) for target in chosen]),
        torch.tensor([target.encoded.types + [0] * (longest - len(target.encoded.ids)) for target in chosen]),
        torch.tensor(
            [[True] * len(target.encoded.ids) + [False] * (longest - len(target.encoded.ids)) for target in chosen]
        ),
        torch.tensor([target.label for target in chosen]),
        torch.tensor([target.weight for target in chosen]),
        torch.tensor([target.head for target in chosen]),
        tuple(rows),
    )


def _save(state: dict[str, object], path: Path) -> None:
    unfinished = path.with_suffix(".unfinished")
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, unfinished)
    Path(unfinished).replace(path)


def _resume(encoder: PairEncoder, optimizer: torch.optim.Optimizer, seen: Tensor, path: Path) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    encoder.load_state_dict(state["encoder"])
    optimizer.load_state_dict(state["optimizer"])
    seen.copy_(state["seen"])
    step: int = state["step"]
    return step
