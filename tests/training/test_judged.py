"""Claims with verdicts: their quotes, and sentences restated and falsified."""

from pathlib import Path

from qa.domain.answer import Claim
from tests.training.small import small_sources, small_wordnet
from training import judged
from training.sources import Row

_BODY = (
    "The council closed the old bridge on Friday because the river had risen. "
    "The flood damaged 2,500 homes in the lower valley of Tarn. "
    "Mary Ellwood said the old bridge was built in 1934."
)


def test_a_long_source_is_quoted_by_the_sentences_that_share_most_words_in_reading_order() -> None:
    lines = ["The bridge is old.", "It rained.", "The old bridge in Tarn is red.", "Cakes were sold.", "Tarn is red."]
    claim = judged.closest("The old bridge in Tarn is red.", lines)
    assert claim == Claim("The old bridge in Tarn is red.", (lines[0], lines[2], lines[4]))


def test_a_short_source_is_quoted_whole() -> None:
    lines = ["It rained.", "The bridge is old.", "Cakes were sold."]
    assert judged.closest("The bridge is old.", lines).quotes == tuple(lines)


def test_a_text_is_split_into_its_sentences() -> None:
    assert judged.split("It rained. Cakes were sold.") == ["It rained.", "Cakes were sold."]


def test_an_article_yields_true_and_false_claims_of_one_part() -> None:
    rows = [{"id": f"tarn-{number}", "title": "Tarn", "text": _BODY} for number in range(6)]
    claims = list(judged.edited(rows, "fit", small_wordnet(), 6))
    assert {claim.follows for claim in claims} == {True, False}
    assert all(claim.part == "fit" and claim.follows == claim.kind.startswith("true/") for claim in claims)
    assert all(quote in _BODY for claim in claims for quote in claim.claim.quotes)
    assert not any(claim.claim.statement in _BODY and not claim.follows for claim in claims)


def test_only_so_many_articles_are_edited_and_the_same_every_time() -> None:
    rows = [{"id": f"tarn-{number}", "title": "Tarn", "text": _BODY} for number in range(6)]
    one, two = (list(judged.edited(rows, "test", small_wordnet(), 1)) for _ in range(2))
    assert one == two
    assert 0 < len(one) < len(list(judged.edited(rows, "test", small_wordnet(), 6)))


def test_a_claim_that_is_supported_in_part_does_not_follow(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"claim": "It rained.", "evidence": ["It rained."], "label": label, "meta": {"claim_title": "Tarn"}}
        for label in ("supported", "partially_supported", "not_supported")
    ]
    sources = small_sources(tmp_path, {"support/wice_claim_dev.jsonl.gz": rows})
    assert [claim.follows for claim in judged.wice(sources)] == [True, False, False]
    assert len({claim.part for claim in judged.wice(sources)}) == 1


def test_only_wrong_summaries_with_their_article_are_taken(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"summ": "It snowed.", "doc": "It rained. Cakes were sold.", "label": 0},
        {"summ": "It rained.", "doc": "It rained.", "label": 1},
        {"summ": "It snowed.", "doc": None, "label": 0},
    ]
    sources = small_sources(tmp_path, {"support/aggrefact_val.jsonl.gz": rows})
    assert [(claim.claim, claim.follows) for claim in judged.summaries(sources)] == [
        (Claim("It snowed.", ("It rained.", "Cakes were sold.")), False)
    ]


def test_what_an_answer_engine_cites_is_split_and_the_question_keeps_its_part(tmp_path: Path) -> None:
    rows = [
        {
            "claim": "It rained.",
            "references": ["It rained. Cakes were sold."],
            "attribution_label": label,
            "question": "?",
        }
        for label in ("attributable", "not attributable")
    ]
    sources = small_sources(tmp_path, {"support/attributionbench_dev.jsonl.gz": rows})
    claims = list(judged.attribution(sources))
    assert [claim.follows for claim in claims] == [True, False]
    assert claims[0].claim == claims[1].claim == Claim("It rained.", ("It rained.", "Cakes were sold."))
    assert claims[0].part == claims[1].part


def test_development_pairs_are_fitted_on_and_the_others_tested(tmp_path: Path) -> None:
    rows = [
        {"file": f"rte1_{part}.xml", "premise": "It rained.", "hypothesis": " It rained. ", "label": "entailment"}
        for part in ("dev", "test")
    ]
    sources = small_sources(tmp_path, {"nli/rte123_nltk.jsonl.gz": rows})
    assert [(claim.part, claim.claim.statement) for claim in judged.inference(sources)] == [
        ("fit", "It rained."),
        ("test", "It rained."),
    ]
