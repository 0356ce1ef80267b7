"""The diagnostics of one document."""

from __future__ import annotations

from cauce.model.diagnostic import NOWHERE, Span
from cauce.model.findings import ENOUGH, Findings


def place(line):
    return Span(line, 1, line, 2)


def test_they_come_in_reading_order_and_once_for_each_place():
    findings = Findings("a.flow")
    for line in (3, 1, 3):
        findings.report("E205", place(line), "similar", kind="a")
    findings.report("E203", place(3))
    assert [(one.span.line, one.code, one.file) for one in findings.in_order()] == [
        (1, "E205", "a.flow"),
        (3, "E203", "a.flow"),
        (3, "E205", "a.flow"),
    ]


def test_lines_that_could_not_be_read_get_none():
    findings = Findings("", frozenset({2}))
    findings.report("E205", place(2))
    assert findings.in_order() == ()


def test_of_each_code_only_so_many_are_told():
    findings = Findings("")
    for line in range(1, ENOUGH + 1):
        assert not findings.has_enough("W305")
        findings.report("W305", place(line))
    assert findings.has_enough("W305")
    findings.report("W305", place(1000))
    findings.report("E205", place(1000))
    assert [one.code for one in findings.in_order()] == ["W305"] * ENOUGH + ["E205"]


def test_problems_without_a_place_are_all_kept():
    findings = Findings("")
    findings.report("E205", NOWHERE, kind="a")
    findings.report("E205", NOWHERE, kind="b")
    assert [one.args for one in findings.in_order()] == [{"kind": "a"}, {"kind": "b"}]
