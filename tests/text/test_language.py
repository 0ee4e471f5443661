"""Other languages are told by a few words, and English is never taken for one, be it names, keywords or misspelt."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qa.adapters.py3langid import Langid
from qa.text.digits import digits
from qa.text.language import article_language, question_language
from tests.conftest import ROOT

GUESS = Langid()
QUESTIONS = {
    "de": ("Wie viele Soldaten sind im Irak?", "wie hoch war die wahlbeteiligung", "Warum streiken die Busfahrer?"),
    "fr": ("Combien de soldats sont en Irak ?", "De quoi parle cet article ?", "Le pont est-il encore fermé ?"),
    "es": ("¿Cuántos soldados hay en Irak?", "¿Quién es Joe Biden?", "cuantos votos recibio el candidato"),
    "ar": ("كم عدد الجنود الأمريكيين في العراق؟", "لماذا أضرب سائقو الحافلات؟", "هل لا يزال Tim Cook رئيس Apple؟"),
    "zh": ("伊拉克有多少美军？", "这篇文章讲什么？", "Tim Cook还是Apple的首席执行官吗？"),
    "it": ("Quanti soldati ci sono in Iraq?",),
    "pt": ("O que disse o prefeito sobre a ponte?",),
    "nl": ("Hoeveel soldaten zijn er in Irak?",),
    "pl": ("Dlaczego kierowcy strajkują?",),
    "tr": ("Toplantı nerede yapıldı?",),
    "ru": ("Сколько солдат в Ираке?",),
    "ja": ("この記事は何について？",),
}
ENGLISH = (
    "Why?",
    "And in Syria?",
    "Tell me more",
    "Who is Recep Tayyip Erdoğan?",
    "Who leads Médecins Sans Frontières?",
    "What is a coup d'état?",
    "What is Schadenfreude?",
    "What does “слава Україні” mean?",
    "who is el chapo",
    "Nicolás Maduro",
    "Der Spiegel Scholz interview",
    "Marine Le Pen verdict",
    "Zürich bank merger",
    "Kata'ib Hezbollah attacks",
    "whos the prime minster of isreal",
    "how mny trops in irak",
    "us trops syria numbr",
    "iran sanctions oil",
    "2024",
    "?",
    "",
)
GERMAN = (
    "Der Stadtrat von Nordhafen hat am Montag beschlossen, die alte Brücke für zwei Jahre zu sperren. Die Kosten sollen "
    "bei 14 Millionen Euro liegen, sagte Bürgermeisterin Karin Holm. Busse fahren eine Umleitung über den Marktplatz."
)


def questions_of_the_evals() -> list[str]:
    lines = [
        line for path in (ROOT / "eval" / "cases").glob("*.jsonl") for line in path.read_text("utf-8").splitlines()
    ]
    town = [it for path in (ROOT / "bench" / "town").glob("*.yaml") for it in yaml.safe_load(path.read_text("utf-8"))]
    return [case["question"] for case in [*map(json.loads, lines), *town]]


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in QUESTIONS.items() for text in texts])
def test_a_question_in_another_language_is_told_with_its_language(language: str, text: str) -> None:
    assert question_language(text, GUESS) == language


@pytest.mark.parametrize("text", ENGLISH)
def test_english_with_foreign_names_slips_or_keywords_alone_is_english(text: str) -> None:
    assert question_language(text, GUESS) is None


def test_every_question_of_the_evals_and_of_the_bench_is_english() -> None:
    questions = questions_of_the_evals()

    assert len(questions) > 200
    assert [text for text in questions if question_language(text, GUESS)] == []


@given(st.text(st.characters(codec="latin-1"), max_size=60))
def test_no_latin_text_outweighs_a_word_that_only_english_has(text: str) -> None:
    assert question_language(f"what about {text}", lambda _: {"de": 1.0}) is None


def test_a_guess_that_is_not_sure_leaves_a_question_english() -> None:
    assert question_language("lorem ipsum dolor sit", lambda _: {"la": 0.9, "en": 0.1}) is None
    assert question_language("lorem ipsum dolor sit", lambda _: {"la": 0.2, "en": 0.0}) is None
    assert question_language("lorem ipsum dolor sit", lambda _: {"la": 0.9, "en": 0.0}) == "la"


def test_articles_are_told_by_their_opening() -> None:
    arabic = "أعلن وزير الدفاع العراقي أن المحادثات مع الولايات المتحدة ستبدأ الأسبوع المقبل في بغداد. "
    seeds = [path.read_text(encoding="utf-8") for path in (ROOT / "seeds").glob("*.txt")]
    town = [path.read_text(encoding="utf-8") for path in (ROOT / "bench" / "town" / "articles").glob("*.md")]

    assert article_language(GERMAN, GUESS) == "de"
    assert article_language(arabic * 3, GUESS) == "ar"
    assert len(seeds) == 5
    assert {article_language(text, GUESS) for text in [*seeds, *town]} == {None}


@pytest.mark.parametrize("text", ["", "Müller 3:2 Schmidt", "12 14 16 18 20 22 24 26 28", "Ein Satz."])
def test_what_hardly_has_words_tells_no_language_of_an_article(text: str) -> None:
    assert article_language(text, GUESS) is None


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("About 2,500 of 14.5 million", {"2500", "14.5"}),
        ("Rund 2.500 von 14,5 Millionen", {"2500", "14.5"}),
        ("2 500 soldats, 1 234 567 euros", {"2500", "1234567"}),
        ("حوالي ٢٥٠٠ جندي", {"2500"}),
        ("none", set()),
    ],
)
def test_figures_read_alike_in_every_language(text: str, figures: set[str]) -> None:
    assert digits(text) == figures
