"""JUnit XML is well-formed whatever the texts hold, and tells a broken case from an error."""

from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from eval.record import Run
from eval.report.junit import junit
from eval.verdict import Verdict
from tests.eval.samples import RUN, VERDICT, filled


def parsed(run: Run, verdict: Verdict | None, failing: dict[str, list[str]] | None = None) -> Element:
    return fromstring(junit(run, verdict, failing).encode())  # noqa: S314 our own document


def test_each_case_is_a_test_of_its_kind_with_file_line_and_seconds() -> None:
    cases = parsed(RUN, VERDICT).findall("testsuite/testcase")

    assert [case.get("name") for case in cases] == [scored.case.id for scored in RUN.scored]
    assert cases[10].attrib == {
        "name": "north-011",
        "classname": "number",
        "file": "eval/cases/north.jsonl",
        "line": "11",
        "time": "5.003",
    }


def test_a_case_that_the_verdict_calls_broken_fails_with_what_was_asked_and_said() -> None:
    root = parsed(RUN, VERDICT)
    failures = {
        case.get("name"): case.find("failure") for case in root.iter("testcase") if case.find("failure") is not None
    }

    assert list(failures) == ["north-002", "north-004"]
    failure = failures["north-002"]
    assert failure is not None
    assert failure.get("message") == "must pass; correct 1.000 → 0.000; citation_validity 1.000 → 0.000"
    assert "Expected: 12.5 million\nSaid: It cost 15.2 million dollars." in (failure.text or "")


def test_an_error_is_an_error_and_no_failure() -> None:
    root = parsed(RUN, None, {"north-011": ["correct"]})

    assert [error.get("message") for error in root.iter("error")] == [
        "ConnectionError: the server closed the connection"
    ]
    assert list(root.iter("failure")) == []


def test_without_a_verdict_the_metrics_that_a_case_fails_count() -> None:
    root = parsed(RUN, None, {"north-008": ["abstention", "correct"]})

    assert [failure.get("message") for failure in root.iter("failure")] == ["abstention; correct"]


def test_without_anything_to_hold_it_to_no_case_fails() -> None:
    assert list(parsed(RUN, None).iter("failure")) == []


def test_the_suite_counts_what_it_holds() -> None:
    root = parsed(RUN, VERDICT)

    for element in (root, root[0]):
        counts = [element.get(name) for name in ("tests", "failures", "errors")]
        assert counts == ["12", "2", "1"]


@given(st.text(min_size=1))
def test_any_text_in_any_field_gives_a_well_formed_document(text: str) -> None:
    root = parsed(*filled(text))

    assert len(list(root.iter("testcase"))) == 2


def test_characters_that_xml_forbids_are_replaced() -> None:
    root = parsed(*filled("a\x00\x1b\ufffe]]>&<b>\U0001f6a2"))

    assert root[0].get("name") == "a\ufffd\ufffd\ufffd]]>&<b>\U0001f6a2"
