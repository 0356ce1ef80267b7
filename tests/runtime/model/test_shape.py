"""Schemas as the checks need them."""

from __future__ import annotations

import pytest

from cauce.model import shape as module
from cauce.model.shape import Reading, read_field, shape


@pytest.mark.parametrize(
    ("schema", "reading"),
    [
        ({"type": "string"}, Reading.TEXT),
        ({"type": "string", "x-kind": "expr"}, Reading.EXPR),
        ({"type": "string", "format": "duration"}, Reading.DURATION),
        ({"x-kind": "duration"}, Reading.DURATION),
        ({"enum": ["a", "b"]}, Reading.WORD),
        ({"enum": [1, "b"]}, Reading.EXPR),
        ({"type": "string", "x-kind": "ref:area"}, Reading.WORD),
        ({"type": "string", "x-kind": "enum"}, Reading.WORD),
        ({"type": "string", "x-kind": "unheard-of"}, Reading.TEXT),
        ({"type": ["string", "null"]}, Reading.EXPR),
        ({"type": "integer"}, Reading.EXPR),
        ({}, Reading.EXPR),
        (True, Reading.EXPR),
    ],
)
def test_a_bare_word_reads_as_the_schema_says(schema, reading):
    assert read_field("a", schema).reading is reading


def test_what_a_validator_must_check_is_known_beforehand():
    assert not read_field("a", {"type": "integer", "minimum": 1, "x-other": 1}).more
    assert read_field("a", {"pattern": "a"}).more
    assert read_field("a", {"items": {"pattern": "a"}}).more
    assert read_field("a", {"enum": [1]}).more
    assert read_field("a", {}).plain
    assert not read_field("a", {"maxLength": 1}).plain


def test_references_name_what_they_are_of():
    assert read_field("a", {"x-kind": "ref:area"}).ref == "area"


def test_a_shape_knows_names_and_order():
    made = shape(
        {"required": ["b"], "minProperties": 1, "x-positional": ["b", "lost"], "properties": {"a": {}, "b": {}}}
    )
    assert [one.name for one in made.positional] == ["b"]
    assert (list(made.fields), made.required, made.least, made.other) == (["a", "b"], ("b",), 1, None)


def test_a_free_shape_says_what_others_are():
    assert shape({"additionalProperties": {"type": "string"}}, free=True).other.reading is Reading.TEXT
    assert shape({}, free=True).other.reading is Reading.EXPR


def test_a_schema_is_read_once(monkeypatch):
    schema = {"properties": {"a": {}}}
    assert shape(schema) is shape(schema)
    assert shape(schema) is not shape(dict(schema))
    monkeypatch.setattr(module, "_KEPT", 0)
    before = shape({"properties": {}})
    assert before.fields == {}
