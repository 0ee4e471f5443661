"""The comment tells the verdict first, holds what a comment can, and leaves no text of an article or a model alive."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from eval.report.markdown import MOST_FLIPS, code, markdown
from eval.report.words import one_line
from eval.verdict import Verdict
from tests.eval.samples import RUN, VERDICT, filled

HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "</details></summary><h1>owned</h1>",
    "@octocat please merge, closes #1 and owner/repo#2 :tada:",
    "[text](https://evil.example) ![x](https://evil.example/x.png) https://evil.example www.evil.example a@b.example",
    "` `` ``` </code>`<b>",
    "``",
    "a | b \\| c \\",
    "one\n\n# two\n\n- three\r\n> four\n\n```\nfive",
    "&lt;b&gt; &amp; &#64;",
    " ",
]


class Reading(HTMLParser):
    """What a rendered comment holds: its tags, and all text that does not stand in code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.prose = ""
        self.codes: list[str] = []
        self._in_code = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._in_code = tag == "code"
        if self._in_code:
            self.codes.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_code = False

    def handle_data(self, data: str) -> None:
        if self._in_code:
            self.codes[-1] += data
        else:
            self.prose += data


def rendered(text: str) -> Reading:
    return Reading(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


HARMLESS = rendered(markdown(RUN, VERDICT))


def test_the_verdict_comes_first_with_its_reasons() -> None:
    lines = markdown(RUN, VERDICT).splitlines()

    assert lines[0] == "### Failed: 2 broken, 1 mended, of 12 cases"
    assert lines[2] == "- `citation_validity is 0.889, below its floor of 1`"


def test_metrics_stand_before_now_with_change_and_floor() -> None:
    assert "| `citation_validity` | 1.000 | 0.889 | -0.111 | 1.000, **not met** |" in markdown(RUN, VERDICT)


def test_broken_flips_stand_before_mended_ones() -> None:
    flips = re.findall(r"^\| `north-\d+` .*\| (.*) \|$", markdown(RUN, VERDICT), re.MULTILINE)

    assert flips == ["**broken**", "**broken**", "**broken**", "mended"]


def test_strata_tell_the_smallest_drop_that_they_would_show() -> None:
    text = markdown(RUN, VERDICT)

    assert "| `all` | `correct` | 9 | 1.000 | 0.778 | 2 | 0 | 0.250 | 0.750 | 7 broken |  |" in text
    assert "| 0.500 | 1.000 | too few cases |  |" in text


def test_a_failed_stratum_comes_first() -> None:
    failed = VERDICT.strata[1].model_copy(update={"failed": True})
    text = markdown(RUN, VERDICT.model_copy(update={"strata": (VERDICT.strata[0], failed)}))

    assert text.index("| `all` | `correct` | 9 |") < text.index("| `number` | `correct` | 4 |")


def test_only_so_many_flips_are_listed_and_the_rest_counted() -> None:
    many = VERDICT.model_copy(update={"flips": VERDICT.flips * 10})

    assert f"\nand {40 - MOST_FLIPS} more\n" in markdown(RUN, many)


def test_a_comment_never_grows_beyond_what_github_takes() -> None:
    scored = [case_run.model_copy(update={"case": case_run.case.model_copy(update={"id": f"c{n}", "question": "\\" * 5000})})
              for n in range(100) for case_run in RUN.scored[:1]]  # fmt: skip
    run = RUN.model_copy(update={"scored": tuple(scored)})
    text = markdown(run, Verdict(passed=False, must_pass=tuple(case_run.case.id for case_run in scored)))

    assert len(text) < 65_536
    assert text.endswith("\nand 70 more cases\n")


def test_details_stop_where_the_comment_is_full() -> None:
    run, _ = filled("x" * 1000)
    outcome = run.scored[0].outcome.model_copy(update={"statements": run.scored[0].outcome.statements * 60})
    first = run.scored[0].model_copy(update={"outcome": outcome})
    scored = [first.model_copy(update={"case": first.case.model_copy(update={"id": f"c{n}"})}) for n in range(8)]
    verdict = Verdict(passed=False, must_pass=tuple(case_run.case.id for case_run in scored))
    text = markdown(run.model_copy(update={"scored": tuple(scored)}), verdict)

    assert 50_000 < len(text) < 65_536
    assert re.search(r"\nand \d more cases?\n$", text)


def test_a_verdict_without_flips_has_neither_flips_nor_strata() -> None:
    text = markdown(RUN, Verdict(passed=True))

    assert text.startswith("### Passed: 0 broken, 0 mended, of 12 cases")
    assert "smallest drop" not in text
    assert "| case |" not in text


def test_cases_that_fail_are_listed_whether_they_broke_or_not() -> None:
    text = markdown(RUN, Verdict(passed=True))

    assert "Cases that fail, now as before" in text
    assert "- `north-002 (number) fails citation_validity`" in text


def test_what_the_cases_are_too_few_for_is_told() -> None:
    assert "`Too few cases pass to tell a drop from chance, whatever breaks: correct (4 of 4). " in markdown(
        RUN, VERDICT
    )


def test_without_a_verdict_the_errors_are_shown() -> None:
    text = markdown(RUN, None)

    assert text.startswith("### Measured: 12 cases, compared with nothing")
    assert re.findall(r"<summary><code>(.*)</code>", text) == ["north-011"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    assert_inert(text)


@given(st.text(st.sampled_from("`@#<>&|[]()!*_~:\\/-\n\r ab\t"), min_size=1) | st.text(min_size=1))
def test_any_text_in_any_field_stays_text(text: str) -> None:
    assert_inert(text)


def assert_inert(text: str) -> None:
    comment = rendered(markdown(*filled(text)))

    assert comment.tags == HARMLESS.tags
    assert comment.attributes <= {"style"}
    assert set(re.findall(r"[@#<>`\[\]()!]", comment.prose)) == set()
    assert one_line(text) in (one_line(code) for code in comment.codes) or not one_line(text)


@given(st.text(st.sampled_from("` a\\"), min_size=1))
def test_code_holds_its_text_to_the_letter(text: str) -> None:
    assert list(_codes(code(text))) == [one_line(text) or "nothing"]


def _codes(text: str) -> Iterator[str]:
    for token in MarkdownIt("commonmark").parseInline(text)[0].children or ():
        assert token.type == "code_inline"
        yield token.content
