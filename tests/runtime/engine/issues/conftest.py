"""What the tests of the issues share."""

from __future__ import annotations

import pytest

from cauce.engine.issues import inspect
from cauce_dsl import compiler
from cauce_dsl.parser import parse
from vocabularies import DESK, core_vocabulary


@pytest.fixture
def find():
    """Return a function: the issues of a flow as (code, line, column)."""

    def find(text, *, head="flow x\n\nstart:\n", **words):
        vocabulary = core_vocabulary(**DESK, **words)
        parsed = parse(head + text)
        assert parsed.diagnostics == ()
        flow, problems = compiler.compile(parsed.document, vocabulary)
        assert problems == ()
        return [(one.code, one.span.line, one.span.column) for one in inspect(flow, vocabulary)]

    return find
