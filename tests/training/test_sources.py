"""Data files that are the ones they should be, and the parts that their rows belong to."""

from pathlib import Path

import pytest

from tests.training.small import small_sources
from training.sources import ASIDE, HASHES, PAGES_ASIDE, DataError, Part, Row, Sources, bucket

_SQUAD = "squad/squad2_dev_part.jsonl.gz"
_QUIZ = "news_train/questions.jsonl.gz"
_QNLI = "nli/qnli_dev.jsonl.gz"
_CORPUS = "news/corpus.jsonl.gz"


def _squad_row(title: str, question: str = "Who built it?", context: str = "Tarn built it.") -> Row:
    return {"title": title, "question": question, "context": context}


def _quiz_row(day: str, *articles: str) -> Row:
    return {"date": day, "articles_containing_answer": list(articles)}


def test_the_rows_of_a_plain_and_of_a_gzipped_file_are_read(tmp_path: Path) -> None:
    rows: list[Row] = [{"name": "Tarn"}, {"name": "Zoë\u2028Orme"}]
    sources = small_sources(tmp_path, {"a.jsonl": rows, "b.jsonl.gz": rows})
    assert list(sources.rows("a.jsonl")) == list(sources.rows("b.jsonl.gz")) == rows


def test_a_missing_file_is_named_with_the_option_for_its_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"corpus\.jsonl\.gz; name the folder with --data-dir"):
        Sources(tmp_path).rows(_CORPUS)


def test_another_file_of_the_name_is_refused_with_the_hash_to_look_for(tmp_path: Path) -> None:
    small_sources(tmp_path, {_CORPUS: [{"_id": "tarn"}]})
    with pytest.raises(DataError, match=f"fetch the one with the SHA-256 {HASHES[_CORPUS]}.*--data-dir"):
        Sources(tmp_path).rows(_CORPUS)


def test_squad_is_parted_by_page(tmp_path: Path) -> None:
    rows = [_squad_row(title) for title in ("Force", "Immune_system", "Packet_switching", "Force")]
    sources = small_sources(tmp_path, {_SQUAD: rows})
    assert [row["title"] for row in sources.squad("train")] == ["Force", "Force"]
    assert [row["title"] for row in sources.squad("fit")] == ["Packet_switching"]
    assert [row["title"] for row in sources.squad("test")] == ["Immune_system"]


def test_the_quiz_is_parted_by_day(tmp_path: Path) -> None:
    rows = [_quiz_row(day) for day in ("2023/10/12", "2023/10/13", "2024/1/2", "2019/12/31")]
    sources = small_sources(tmp_path, {_QUIZ: rows})
    assert [row["date"] for row in sources.quiz("train")] == ["2023/10/12", "2019/12/31"]
    assert [row["date"] for row in sources.quiz("fit")] == ["2023/10/13", "2024/1/2"]


def test_an_article_of_the_test_or_of_a_held_question_is_held_aside(tmp_path: Path) -> None:
    files = {
        _CORPUS: [{"_id": "tarn.example/flood/index.html"}],
        _QUIZ: [_quiz_row("2023/11/1", "quizzed"), _quiz_row("2020/1/1", "asked-long-ago")],
    }
    sources = small_sources(tmp_path, files)
    assert sources.news_part({"id": "tarn.example/flood"}) == "test"
    assert sources.news_part({"id": "quizzed"}) == "fit"
    parts = [sources.news_part({"id": f"article-{number}"}) for number in range(400)]
    assert 12 <= parts.count("fit") <= 60
    assert parts.count("fit") + parts.count("train") == 400


def test_pairs_on_pages_that_are_held_aside_are_left_out(tmp_path: Path) -> None:
    held = _squad_row("Immune_system", "Who paints the gate?", "The gate is old. Orme paints the gate. It is red.")
    pairs = [
        {"premise": "Who paints  the Gate?", "hypothesis": "A pot of paint."},
        {"premise": "Who sells paint?", "hypothesis": "Orme paints the gate."},
        {"premise": "Who sells paint?", "hypothesis": "Ellwood sells it."},
    ]
    sources = small_sources(tmp_path, {_SQUAD: [held, _squad_row("Force", "Who sells paint?")], _QNLI: pairs})
    assert list(sources.qnli()) == [pairs[2]]


def _asked(*groups: str) -> list[Row]:
    return [{"group": group} for group in groups]


def _groups(sources: Sources, name: str) -> dict[Part, list[str]]:
    parts: tuple[Part, ...] = ("train", "fit", "test")
    return {part: [row["group"] for row in sources.people(name, part)] for part in parts}


def test_a_page_that_is_held_aside_never_teaches_whatever_file_it_is_in(tmp_path: Path) -> None:
    files = {
        f"questions/{name}.jsonl.gz": _asked(*PAGES_ASIDE, "Tarn", "Orme")
        for name in ("squad_train_part", "squadshifts_new_wiki", "nq_part")
    }
    sources = small_sources(tmp_path, files)
    for name in ("squad_train_part", "squadshifts_new_wiki"):
        held = {part: [page for page, of in PAGES_ASIDE.items() if of == part] for part in ("fit", "test")}
        assert _groups(sources, name) == {"train": ["Tarn", "Orme"], **held}
    assert not set(PAGES_ASIDE) & set(_groups(sources, "nq_part")["train"])


def test_files_that_only_measure_never_teach(tmp_path: Path) -> None:
    sources = small_sources(tmp_path, {f"questions/{name}.jsonl.gz": _asked("Tarn", "Orme") for name in ASIDE})
    for name in ASIDE:
        assert _groups(sources, name) == {"train": [], "fit": [], "test": ["Tarn", "Orme"]}


@pytest.mark.parametrize(
    ("name", "fit", "test"), [("fairytaleqa", 6, 0), ("squadshifts_reddit", 6, 50), ("covidqa", 0, 0)]
)
def test_of_other_files_whole_groups_are_held_aside_in_their_shares(
    tmp_path: Path, name: str, fit: int, test: int
) -> None:
    groups = [f"group-{number // 2}" for number in range(2000)]
    found = _groups(small_sources(tmp_path, {f"questions/{name}.jsonl.gz": _asked(*groups)}), name)
    assert sorted(group for part in found.values() for group in part) == sorted(groups)
    assert len(set(found["fit"])) == pytest.approx(10 * fit, abs=25)
    assert len(set(found["test"])) == pytest.approx(10 * test, abs=50)
    assert not set(found["train"]) & {*found["fit"], *found["test"]}
    assert not set(found["fit"]) & set(found["test"])


def _claim(premise: str, statement: str = "Tarn is old.") -> Row:
    return {"premise": premise, "hypothesis": statement}


def test_a_premise_that_is_held_aside_teaches_with_no_statement(tmp_path: Path) -> None:
    rows = [_claim(f"Premise {number}.") for number in range(16)] + [_claim("Premise 8.", "Tarn is new.")]
    sources = small_sources(tmp_path, {"support_more/fool_me_twice.jsonl.gz": rows})
    assert list(sources.claims("fool_me_twice", "test")) == [rows[0], rows[8], rows[16]]
    assert list(sources.claims("fool_me_twice", "train")) == [*rows[1:8], *rows[9:16]]


def test_of_files_that_only_teach_no_claim_is_held_aside(tmp_path: Path) -> None:
    rows = [_claim(f"Premise {number}.") for number in range(16)]
    sources = small_sources(tmp_path, {"support_more/cad_snli.jsonl.gz": rows})
    assert list(sources.claims("cad_snli", "train")) == rows
    assert list(sources.claims("cad_snli", "test")) == []


def test_a_bucket_never_changes() -> None:
    assert [bucket(name, 100) for name in ("tarn", "orme", "ellwood")] == [2, 36, 78]
    assert {bucket(f"article-{number}", 4) for number in range(50)} == {0, 1, 2, 3}
