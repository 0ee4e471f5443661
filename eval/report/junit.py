"""Turns a run and its verdict into JUnit XML, which every CI server shows case by case."""

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
    cases = [_case(suite, it, wrong.get(it.case.id, ())) for it in run.scored]
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


def _case(suite: Element, it: Scored, wrong: Sequence[str]) -> Element:
    case = SubElement(suite, "testcase", name=it.case.id, classname=_xml(it.case.kind), file=_xml(it.file))
    case.set("line", str(it.line))
    case.set("time", _seconds(it.outcome.milliseconds))
    text = _xml("\n".join(f"{label}: {line}" for label, line in lines(it.case, it.outcome)))
    if it.outcome.mode == "error":
        SubElement(case, "error", type="error", message=_xml(it.outcome.error or "unknown")).text = text
    elif wrong:
        SubElement(case, "failure", type="regression", message=_xml("; ".join(wrong))).text = text
    return case


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.3f}"


def _xml(text: str) -> str:
    """Untrusted: texts of articles and models may hold characters that make the whole document unreadable."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
