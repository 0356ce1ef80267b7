"""JSON Schemas: what is wrong with a value, in words of both languages."""

from __future__ import annotations

import pytest

from cauce.schemas import check_schema, compile_schema, did_you_mean, nearest, type_words

SCHEMA = {
    "type": "object",
    "required": ["token"],
    "additionalProperties": False,
    "properties": {
        "token": {"type": "string", "minLength": 2, "maxLength": 4},
        "port": {"type": ["integer", "null"], "minimum": 3, "maximum": 9},
        "mode": {"enum": ["fast", "safe"]},
        "wait": {"type": "string", "format": "duration"},
        "hosts": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string", "pattern": "^h"}},
        "inner": {"type": "object", "additionalProperties": False, "properties": {"colour": {"const": "red"}}},
        "over": {"exclusiveMinimum": 0, "exclusiveMaximum": 9},
    },
}


def test_a_good_value_has_no_problems():
    good = {"token": "abc", "port": None, "wait": "1h30m", "hosts": ["h1"], "inner": {"colour": "red"}}
    assert compile_schema(SCHEMA)(good) == ()


@pytest.mark.parametrize(
    ("value", "path", "es", "en"),
    [
        ({}, (), "falta «token»", "“token” is missing"),
        ({"token": "a"}, ("token",), "debe tener 2 caracteres o más", "must have 2 characters or more"),
        ({"token": "abcde"}, ("token",), "debe tener 4 caracteres o menos", "must have 4 characters or fewer"),
        (
            {"token": "ab", "port": "x"},
            ("port",),
            "debe ser nada (null) o un número entero",
            "must be nothing (null) or a whole number",
        ),
        ({"token": "ab", "port": 1}, ("port",), "debe ser 3 o más", "must be 3 or more"),
        ({"token": "ab", "port": 10}, ("port",), "debe ser 9 o menos", "must be 9 or less"),
        ({"token": "ab", "mode": "x"}, ("mode",), "debe ser fast o safe", "must be fast or safe"),
        ({"token": "ab", "wait": "P1D"}, ("wait",), "no es un valor de tipo «duration»", "is not a “duration”"),
        ({"token": "ab", "hosts": []}, ("hosts",), "debe tener 1 elementos o más", "must have 1 items or more"),
        (
            {"token": "ab", "hosts": ["h", "h", "h"]},
            ("hosts",),
            "debe tener 2 elementos o menos",
            "must have 2 items or fewer",
        ),
        ({"token": "ab", "hosts": ["x"]}, ("hosts", 0), "no tiene la forma ^h", "is not of the form ^h"),
        ({"token": "ab", "over": 0}, ("over",), "debe ser más que 0", "must be more than 0"),
        ({"token": "ab", "over": 9}, ("over",), "debe ser menos que 9", "must be less than 9"),
        ({"token": "ab", "inner": {"colour": 1}}, ("inner", "colour"), "debe ser red", "must be red"),
        (
            {"token": "ab", "prot": 1},
            (),
            "no conozco «prot»; ¿quisiste decir «port»?",
            "“prot” is not known; did you mean “port”?",
        ),
        (
            {"token": "ab", "inner": {"xyz": 1}},
            ("inner",),
            "no conozco «xyz»; hay: colour",
            "“xyz” is not known; there is: colour",
        ),
    ],
)
def test_each_problem_is_told_in_both_languages(value, path, es, en):
    (problem,) = compile_schema(SCHEMA)(value)
    assert problem.path == path
    assert problem.words == {"es": es, "en": en}


def test_what_has_no_sentence_of_its_own_is_told_plainly():
    (problem,) = compile_schema({"multipleOf": 5})(3)
    assert problem.keyword == "multipleOf"
    assert "3" in problem.words["es"]


def test_several_problems_are_told_at_once():
    assert len(compile_schema(SCHEMA)({"port": 1, "mode": "x"})) == 3


@pytest.mark.parametrize("schema", [{"type": "objec"}, {"pattern": "("}, {"$ref": "#/nowhere"}, {"properties": 3}])
def test_what_is_not_a_schema_is_refused(schema):
    with pytest.raises(ValueError, match=r"\w+: .+"):
        check_schema(schema)


def test_guesses():
    assert nearest("prot", ["port", "host"]) == "port"
    assert nearest("xyz", ["port", "host"]) == ""
    assert did_you_mean("xyz", [])["es"] == ""


def test_unknown_types_are_called_by_their_name():
    assert type_words("integer")["en"] == "a whole number"
    assert type_words("thing")["es"] == "thing"
