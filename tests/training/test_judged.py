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
    found = ["The bridge is old.", "It rained.", "The old bridge in Tarn is red.", "Cakes were sold.", "Tarn is red."]
    claim = judged.closest("The old bridge in Tarn is red.", found)
    assert claim == Claim("The old bridge in Tarn is red.", (found[0], found[2], found[4]))


def test_a_short_source_is_quoted_whole() -> None:
    found = ["It rained.", "The bridge is old.", "Cakes were sold."]
    assert judged.closest("The bridge is old.", found).quotes == tuple(found)


def test_a_text_is_split_into_its_sentences() -> None:
    assert judged.split("It rained. Cakes were sold.") == ["It rained.", "Cakes were sold."]


def test_an_article_yields_true_and_false_claims_of_one_part() -> None:
    rows = [{"id": f"tarn-{number}", "title": "Tarn", "text": _BODY} for number in range(6)]
    found = list(judged.edited(rows, "fit", small_wordnet(), 6))
    assert {it.follows for it in found} == {True, False}
    assert all(it.part == "fit" and it.follows == it.kind.startswith("true/") for it in found)
    assert all(quote in _BODY for it in found for quote in it.claim.quotes)
    assert not any(it.claim.statement in _BODY and not it.follows for it in found)


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
    assert [it.follows for it in judged.wice(sources)] == [True, False, False]
    assert len({it.part for it in judged.wice(sources)}) == 1


def test_only_wrong_summaries_with_their_article_are_taken(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"summ": "It snowed.", "doc": "It rained. Cakes were sold.", "label": 0},
        {"summ": "It rained.", "doc": "It rained.", "label": 1},
        {"summ": "It snowed.", "doc": None, "label": 0},
    ]
    sources = small_sources(tmp_path, {"support/aggrefact_val.jsonl.gz": rows})
    assert [(it.claim, it.follows) for it in judged.summaries(sources)] == [
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
    found = list(judged.attribution(sources))
    assert [it.follows for it in found] == [True, False]
    assert found[0].claim == found[1].claim == Claim("It rained.", ("It rained.", "Cakes were sold."))
    assert found[0].part == found[1].part


def test_development_pairs_are_fitted_on_and_the_others_tested(tmp_path: Path) -> None:
    rows = [
        {"file": f"rte1_{part}.xml", "premise": "It rained.", "hypothesis": " It rained. ", "label": "entailment"}
        for part in ("dev", "test")
    ]
    sources = small_sources(tmp_path, {"nli/rte123_nltk.jsonl.gz": rows})
    assert [(it.part, it.claim.statement) for it in judged.inference(sources)] == [
        ("fit", "It rained."),
        ("test", "It rained."),
    ]
