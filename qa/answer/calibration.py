"""The fitted weights and thresholds that decide what is answered; docs/evaluation.md has the sets and the curves.

MODEL_CASCADE and SUPPORT are logistic regressions that `python -m training export` fits and prints, on what is held aside to
fit: two pages of SQuAD 2, news quiz questions of autumn 2023, generated questions and their twins; WiCE, AttributionBench,
RTE and edited news. Their thresholds were chosen there as well, for answers given and refusals missed alike.

RULES_CASCADE and CHEAP are proposed by `python -m bench.fit`: the proportions were found by random search for the most right
sentences at first place and among the first three, on half of the SQuAD 2 titles and on news quiz questions; slope and
intercept by logistic regression (Platt 1999) on the shipped cases.
"""

from qa.answer.evidence.features import Weights
from qa.answer.evidence.ranker import Cascade
from qa.answer.extract.select import Thresholds
from qa.answer.verify.entailment import EntailmentRule

CHEAP = Weights(
    intercept=-2.4,
    by_feature={
        "coverage": 3.3,
        "surroundings": 1.2,
        "pairs": 1.5,
        "answer_type": 0.8,
        "passage": 1.7,
        "brevity": -1.4,
    },
)
"""Chooses the sentences that the models read."""

RULES_CASCADE = Cascade(
    cheap=CHEAP,
    full=Weights(intercept=-5.5, by_feature={**CHEAP.by_feature, "absent": 0.25, "reading": 3.9}),
    read_at_most=6,
    batch=6,
    stop_at=1.0,
)
"""Ranks by rules and the embedder's cosine. With 16 sentences instead of 6, the right one came first as often."""

RULES_THRESHOLDS = Thresholds(answer=0.25, beside=0.7)

MODEL_CASCADE = Cascade(
    cheap=CHEAP,
    full=Weights(intercept=0.0, by_feature={"reading": 1.0}),
    read_at_most=8,
    batch=4,
    stop_at=0.97,
)
"""Ranks by the shipped reader and the rules."""

MODEL_THRESHOLDS = Thresholds(answer=0.03, beside=0.2)

SUPPORT = EntailmentRule(
    intercept=-0.348,
    by_feature={
        "words": 2.202,
        "pairs": 0.327,
        "window": -1.461,
        "numbers": -0.453,
        "names": 0.42,
        "negation": 0.258,
        "modality": -0.068,
        "copied": -0.476,
        "odds": 0.718,
    },
    threshold=0.51,
)
"""Whether a statement follows from its quotes, by rules and the shipped support model."""
