"""The values of custom fields, identity numbers, names, tags and cells."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce_plugins.contacts import defang, documents, names, tagging, values
from cauce_plugins.contacts.values import Definition, NoValue

TITLE = {"es": "x", "en": "x"}


def read(kind, given, *choices):
    return values.read(Definition(1, "x", TITLE, kind, choices), given, "PY")


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", " hola ", "hola"), ("text", 5.0, "5"), ("number", "1.234,5", 1234.5), ("number", "1,234.5", 1234.5),
        ("number", "12", 12), ("number", 3.5, 3.5), ("number", "-7", -7), ("date", "21/11/2026", {"$date": "2026-11-21"}),
        ("date", "2026-11-21", {"$date": "2026-11-21"}), ("date", {"$date": "2026-11-21"}, {"$date": "2026-11-21"}),
        ("yes_no", "Sí", True), ("yes_no", "no", False), ("yes_no", True, True), ("yes_no", 0, False), ("phone", "0981123456", "+595981123456"),
        ("email", "ana@example.org", "ana@example.org"), ("url", "https://example.org/x?y", "https://example.org/x?y"),
        ("choice", "oro", "Oro"),
    ],
)  # fmt: skip
def test_each_type_is_kept_in_one_spelling(kind, given, kept):
    assert read(kind, given, "Oro", "Plata") == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", True), ("text", "x" * 2001), ("number", "doce"), ("number", "1e5"), ("number", 2**60), ("number", True),
        ("date", "31/02/2026"), ("date", "2026-13-01"), ("date", "20261121"), ("date", 5), ("yes_no", "quizás"), ("phone", "hola"),
        ("email", "ana@"), ("email", "a b@example.org"), ("url", "javascript:alert(1)"), ("url", "http://"), ("url", "https://[x"),
        ("choice", "Bronce"), ("email", None), ("url", 3),
    ],
)  # fmt: skip
def test_what_is_not_of_its_type_is_refused(kind, given):
    with pytest.raises(NoValue):
        read(kind, given, "Oro")


@given(st.sampled_from([*values.TYPES]), st.text() | st.integers() | st.floats() | st.booleans() | st.none())
def test_whatever_is_given_is_kept_or_refused_and_what_is_kept_stays(kind, given):
    with contextlib.suppress(NoValue):
        kept = read(kind, given, "Oro")
        assert read(kind, kept, "Oro") == kept
        assert isinstance(values.written(kept), str)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("12.345.678", "12345678"), (" １２ ", None), ("11.111.111-k", "11111111K"), ("hola", None), ("x" * 99, None)],
)
def test_an_identity_number_has_one_spelling(written, kept):
    if kept is None:
        with pytest.raises(ValueError, match="no identity number"):
            documents.read(written)
    else:
        assert documents.read(written) == kept


@given(st.text())
def test_an_identity_number_is_one_or_none(written):
    with contextlib.suppress(ValueError):
        assert documents.read(documents.read(written)) == documents.read(written)


def test_the_team_goes_before_a_file_a_file_before_a_profile():
    given = {"shortName": "Jp", "pushname": "juan", "import": "", "name": "Juan P."}
    assert names.best(given) == ("Juan P.", "name")
    assert names.best({"pushname": None}) == ("", "")
    assert [names.is_better("import", than) for than in names.ORDER] == [False, True, True, True, True, True]


@given(st.text())
def test_a_name_can_always_be_shown(given):
    found = names.tidy(given)
    assert found.isprintable()
    assert len(found) <= 256
    assert names.tidy(found) == found


@given(st.text())
def test_no_cell_is_a_formula_and_every_cell_is_read_as_it_was(cell):
    safe = defang.safe(cell)
    assert not safe.lstrip(" \n").startswith(defang.STARTS)
    if not cell.startswith("'"):
        assert defang.plain(safe) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+595", "-1", "@x", "\tx", "\rx", " =1", "=cmd|' /C calc'!A0"])
def test_a_formula_is_text(cell):
    assert defang.safe(cell) == f"'{cell}"


def test_tags_of_a_person_in_flows():
    assert tagging.tagged(None, None, " vip ") == ["vip"]
    assert tagging.tagged(None, ["vip", 3], "vip") == ["vip"]
    assert tagging.untagged(None, ["vip", "x"], "vip") == ["x"]
    for tags, tag in (([], ""), ([], "x" * 65), ([str(one) for one in range(50)], "más"), ([], 3)):
        with pytest.raises(ValueError):
            tagging.tagged(None, tags, tag)
