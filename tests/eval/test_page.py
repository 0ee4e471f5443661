"""The page asks for nothing, runs nothing but its own script, and shows every text as text."""

import hashlib
import json
import re
from base64 import b64encode
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.record import Cited
from eval.report.page import SHEETS, page
from eval.report.sheet import AROUND, Sheet, sheets
from eval.verdict import Floor
from tests.eval.samples import BASELINE, RUN, TEXTS, VERDICT, filled

HOSTILE = "</script><img src=x onerror=alert(1)>"
AT_HAND = {"src", "srcset", "action", "formaction", "data", "poster", "background", "style", "srcdoc", "ping"}


class Parsed(HTMLParser):
    """A page as a browser takes it: its elements in order, and the text of each script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {}
        self.text = ""
        self._within = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within = f"{tag} {dict(attrs).get('type', '')}".strip()

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        self.inside[self._within] = self.inside.get(self._within, "") + data
        self.text += data

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]

    @property
    def policy(self) -> str:
        return next(
            str(element["content"])
            for _, element in self.elements
            if element.get("http-equiv") == "Content-Security-Policy"
        )

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return SHEETS.validate_json(self.inside["script application/json"])


SAMPLE = Parsed(page(RUN, VERDICT, BASELINE, TEXTS))


def sheet(name: str) -> Sheet:
    return next(sheet for sheet in SAMPLE.sheets if sheet.id == name)


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() -> None:
    def digest(source: str) -> str:
        return f"'sha256-{b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"

    assert SAMPLE.policy == (
        f"default-src 'none'; style-src {digest(SAMPLE.inside['style'])}; script-src {digest(SAMPLE.inside['script'])}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_asked_of_any_server_and_no_element_carries_code() -> None:
    links = [attributes for tag, attributes in SAMPLE.elements if tag in {"link", "a"}]

    assert links == [{"rel": "icon", "href": "data:,"}]
    for _, attributes in SAMPLE.elements:
        assert not attributes.keys() & AT_HAND
        assert not any(name.startswith("on") for name in attributes)
    assert not re.search(r"url\(|@import", SAMPLE.inside["style"])
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|fetch\(", SAMPLE.inside["script"])


def test_the_embedded_cases_are_read_back_as_they_were_put_in() -> None:
    assert SAMPLE.sheets == sheets(RUN, VERDICT, BASELINE, TEXTS)


def test_hostile_text_in_every_field_makes_no_element_and_ends_no_script() -> None:
    run, verdict = filled(HOSTILE)
    parsed = Parsed(page(run, verdict, run, {HOSTILE: HOSTILE}))

    assert set(parsed.tags) == set(SAMPLE.tags) - {"wbr"}
    assert parsed.tags.count("script") == 2
    assert f"Dateline evaluation of {HOSTILE}" in parsed.text
    assert parsed.sheets == sheets(run, verdict, run, {HOSTILE: HOSTILE})
    assert "<" not in parsed.inside["script application/json"]


@pytest.mark.parametrize("text", ["<!--", "<!--<script>", "]]>", "\u2028", "{{ 7 * 7 }}{% raw %}", "&lt;", "\x00"])
def test_text_that_would_confuse_a_parser_is_read_back(text: str) -> None:
    run, verdict = filled(text)

    assert Parsed(page(run, verdict, None, {text: text})).sheets[0].question == text


@settings(max_examples=40)
@given(st.text(st.sampled_from("</!->script &\"'{}%\n"), min_size=1) | st.text(min_size=1))
def test_any_text_in_any_field_gives_a_page_that_parses(text: str) -> None:
    run, verdict = filled(text)
    parsed = Parsed(page(run, verdict, run, {text: text}))

    assert set(parsed.tags) - {"wbr"} == set(SAMPLE.tags) - {"wbr"}
    assert [sheet.question for sheet in parsed.sheets] == [text, text]


def test_the_header_tells_the_verdict_and_its_reasons() -> None:
    assert "Failed: 2 broken, 1 mended, of 12 cases" in SAMPLE.inside["h1"]
    assert all(reason in SAMPLE.text for reason in VERDICT.reasons)


def test_each_metric_is_drawn_and_told_in_words() -> None:
    labels = [attributes["aria-label"] for tag, attributes in SAMPLE.elements if tag == "svg" and "role" in attributes]

    assert labels[1] == "citation_validity: before 1.000, now 0.889, floor 1.000"
    assert len(labels) == len(VERDICT.means)


def test_a_floor_is_shown_even_of_a_metric_without_a_mean() -> None:
    floor = Floor(metric="ran", least=1.0, found=None, failed=True)
    parsed = Parsed(page(RUN, VERDICT.model_copy(update={"floors": (floor,)}), None, TEXTS))

    assert ("svg", "ran: floor 1.000") in [(tag, attributes.get("aria-label")) for tag, attributes in parsed.elements]


def test_a_stratum_that_failed_stands_open() -> None:
    failed = VERDICT.strata[1].model_copy(update={"failed": True})
    parsed = Parsed(page(RUN, VERDICT.model_copy(update={"strata": (failed,)}), None, TEXTS))

    assert ("details", {"class": "strata", "open": None}) in parsed.elements
    assert ("details", {"class": "strata"}) in SAMPLE.elements


def test_without_verdict_and_baseline_only_what_came_now_is_shown() -> None:
    parsed = Parsed(page(RUN, None, None, {}))

    assert "Measured: 12 cases, compared with nothing" in parsed.text
    assert "Before" not in parsed.text.split("Cases")[0]
    assert parsed.sheets[0].id == "north-011"
    assert all(sheet.before is None and sheet.excerpts == () for sheet in parsed.sheets)


def test_without_a_verdict_the_means_of_the_baseline_stand_beside() -> None:
    parsed = Parsed(page(RUN, None, BASELINE, {}))

    assert ("svg", "correct: before 1.000, now 0.778") in [
        (tag, element.get("aria-label")) for tag, element in parsed.elements
    ]


def test_what_broke_comes_first_then_errors_then_what_fails_as_before_then_what_was_mended() -> None:
    assert [sheet.id for sheet in SAMPLE.sheets][:7] == [
        "north-002",
        "north-004",
        "north-011",
        "north-006",
        "north-008",
        "north-007",
        "north-010",
    ]


def test_what_fails_as_before_comes_before_what_was_mended_and_what_passes() -> None:
    tags = [sheet.tags[:1] for sheet in sheets(RUN, None, None, TEXTS)]

    assert tags.index(("failing",)) < tags.index(())


def test_all_that_an_answer_of_any_kind_has_is_on_its_sheet() -> None:
    run, verdict = filled("word")
    sheet = sheets(run, verdict, None, {"word": "word"})[0]

    assert (sheet.relation, sheet.facts, sheet.context) == ("conflict", (("word", True),), (("word", "word"),))
    assert [part.question for part in sheet.parts] == ["word", "word"]
    assert (sheet.now.verdict, sheet.now.parts, sheet.now.missing) == ("word", (("word", 1),), ("word",))
    assert sheet.now.premise is not None
    assert sheet.now.premise[:2] == ("word", "word")
    assert sheet.now.statements[0].qualifications[0][0] == "word"
    assert sheet.now.disagreements[0].positions[0].value == "word"
    assert sheet.now.nearest[0].held is True


def test_a_case_shows_both_runs_side_by_side() -> None:
    case = sheet("north-002")

    assert case.tags == ("broken", "failing", "must pass")
    assert case.scores["correct"] == (1.0, 0.0)
    assert case.before is not None
    assert (case.before.statements[0].text, case.now.statements[0].text) == (
        "It cost 12.5 million dollars.",
        "It cost 15.2 million dollars.",
    )


def test_a_quote_is_held_to_the_article_to_the_letter() -> None:
    case = sheet("north-002")

    assert case.now.statements[0].quotes[0].held is False
    assert case.before is not None
    assert case.before.statements[0].quotes[0].held is True
    assert sheets(RUN, None, None, {})[1].now.statements[0].quotes[0].held is None


def test_passages_that_hold_an_expected_quote_are_told_apart() -> None:
    assert [passage.gold for passage in sheet("north-003").now.passages] == [False, False, True]


def test_expected_and_cited_words_are_marked_in_their_place() -> None:
    (excerpt,) = sheet("north-012").excerpts
    marked = [(part.text, part.gold, part.cited) for part in excerpt.parts if part.gold or part.cited]

    assert marked == [
        ("The lamp can be seen from ", False, True),
        ("21 nautical miles", True, True),
        (".", False, True),
    ]
    assert (excerpt.before, excerpt.after) == (True, False)


def test_only_what_stands_around_a_quote_goes_into_the_page() -> None:
    quote = "ONLY THIS"
    text = f"{'a' * 1000}{quote}{'b' * 1000}{quote}{'c' * 1000}"
    first = Cited(article="long", quote=quote, start=1000, end=1009)
    second = first.model_copy(update={"start": 2009, "end": 2018})
    said = RUN.scored[0].outcome.statements[0].model_copy(update={"citations": (first, second)})
    outcome = RUN.scored[0].outcome.model_copy(update={"statements": (said,)})
    run = RUN.model_copy(update={"scored": (RUN.scored[0].model_copy(update={"outcome": outcome}),)})
    excerpts = sheets(run, None, None, {"long": text})[0].excerpts

    assert ["".join(part.text for part in excerpt.parts) for excerpt in excerpts] == [
        f"{'a' * AROUND}{quote}{'b' * AROUND}",
        f"{'b' * AROUND}{quote}{'c' * AROUND}",
    ]
    assert all(excerpt.before and excerpt.after for excerpt in excerpts)


def test_a_long_passage_is_cut() -> None:
    run, verdict = filled("x" * (AROUND + 1))

    assert sheets(run, verdict, None, {})[0].now.passages[0].text == "x" * AROUND + "…"


def test_no_article_goes_into_the_page_as_a_whole() -> None:
    html = page(RUN, VERDICT, BASELINE, {**TEXTS, "secret": "never cited"})

    assert "never cited" not in html
    assert json.dumps(TEXTS["lighthouse"])[1:-1] not in html
