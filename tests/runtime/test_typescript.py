"""The types of the console: what schemas become, and that what is committed is what the server says."""

from __future__ import annotations

from pathlib import Path

import pytest

from cauce import typescript
from cauce.http.schema import choice, either, or_null, text, thing
from cauce.project import Project

ROOT = Path(__file__).parents[2]


def test_what_the_console_knows_is_not_out_of_date():
    made = typescript.module(Project.open(ROOT).plugins)
    assert (ROOT / "web/src/gen/api.ts").read_text("utf-8") == made, "run: cauce types"


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        (text(5), "string"),
        ({"type": "integer"}, "number"),
        (or_null({"type": "boolean"}), "boolean | null"),
        (choice(("a", "ñ")), '"a" | "ñ"'),
        ({"const": 1}, "1"),
        ({"type": "array", "items": or_null(text(1))}, "(string | null)[]"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"type": "object"}, "Record<string, unknown>"),
        (thing({}), "Record<string, never>"),
        (thing({"a": text(1)}, {"b-c": text(1)}), '{\n  a: string;\n  "b-c"?: string;\n}'),
        (either("k", thing({"a": text(1)}), thing({"b": text(1)})), "{\n  a: string;\n} | {\n  b: string;\n}"),
    ],
)
def test_a_schema_becomes_a_type(schema, type_):
    assert typescript.written(schema) == type_
