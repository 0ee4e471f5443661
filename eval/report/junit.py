"""Render a run and its verdict as JUnit XML, which every CI server shows case by case."""

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eval.record import Run, Scored
from eval.report.words import broken, lines
from eval.verdict import Verdict

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, even escaped."""


def junit(run: Run, verdict: Verdict | None, failing: Mapping[str, Sequence[str]] | None = None) -> str:
    """A document with one suite; `failing` says by case which metrics it fails, and counts only without a verdict."""
    wrong = broken(verdict) if verdict else (failing or {})
    root = Element("testsuites", name="eval")
    suite = SubElement(root, "testsuite", name=_xml(run.target), time=_seconds(run.seconds * 1000))
    suite.set("timestamp", _xml(run.started_at))
    _properties(suite, run)
    cases = [_case(suite, scored, wrong.get(scored.case.id, ())) for scored in run.scored]
    for counted, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        number = str(len(cases) if tag == "testcase" else sum(case.find(tag) is not None for case in cases))
        root.set(counted, number)
        suite.set(counted, number)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _properties(suite: Element, run: Run) -> None:
    properties = SubElement(suite, "properties")
    for name, value in (("corpus", run.corpus), ("cases", run.cases), ("metrics", str(run.metrics))):
        SubElement(properties, "property", name=name, value=_xml(value))


def _case(suite: Element, scored: Scored, wrong: Sequence[str]) -> Element:
    case = SubElement(suite, "testcase", name=scored.case.id, classname=_xml(scored.case.kind), file=_xml(scored.file))
    case.set("line", str(scored.line))
    case.set("time", _seconds(scored.outcome.milliseconds))
    text = _xml("\n".join(f"{label}: {line}" for label, line in lines(scored.case, scored.outcome)))
    if scored.outcome.mode == "error":
        SubElement(case, "error", type="error", message=_xml(scored.outcome.error or "unknown")).text = text
    elif wrong:
        SubElement(case, "failure", type="regression", message=_xml("; ".join(wrong))).text = text
    return case


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.3f}"


def _xml(text: str) -> str:
    """Untrusted: texts of articles and models may hold characters that make the whole document unreadable."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
