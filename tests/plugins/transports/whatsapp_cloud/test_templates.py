"""Templates: each kind of variable where the platform wants it, and what it would not take refused beforehand."""

from __future__ import annotations

import pytest

from cauce.transport import Refused
from cauce_plugins.transports.whatsapp_cloud.templates import template


def made(**found):
    part = template({"name": "aviso", **found})
    assert part["type"] == "template"
    return part["template"]


def components(**found):
    return made(**found).get("components")


def test_a_template_has_a_name_and_a_language():
    assert made() == {"name": "aviso", "language": {"code": "es"}}
    assert made(language="es_AR")["language"] == {"code": "es_AR"}


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": 7}, {"name": "Aviso"}, {"name": "a b"}, {"name": "x" * 513}, {"language": 7},
     {"language": ""}, {"language": "español"}, {"language": "../x"}],
)  # fmt: skip
def test_what_no_template_is_called_is_refused(wrong):
    with pytest.raises(Refused):
        made(**wrong)


def test_variables_go_in_their_order_or_by_their_names():
    assert components(params=[7.0, "hoy", 2.5, True]) == [
        {"type": "body", "parameters": [{"type": "text", "text": text} for text in ("7", "hoy", "2.5", "True")]}
    ]
    assert components(params={"nombre": "Ana"}) == [
        {"type": "body", "parameters": [{"parameter_name": "nombre", "type": "text", "text": "Ana"}]}
    ]
    price = {"type": "currency", "currency": {"fallback_value": "$ 1", "code": "ARS", "amount_1000": 1000}}
    assert components(params=[price])[0]["parameters"] == [price]
    assert components(params="no") is None
    assert components(params=[]) is None


def test_a_variable_stays_on_one_line():
    [body] = components(params=[" a \n\n b\t\tc     d   e "])
    assert body["parameters"][0]["text"] == "a b c d   e"


@pytest.mark.parametrize(
    "params",
    [[""], [None], [" \n "], ["x" * 1025], ["x"] * 101, {"a b": "x"}, {"": "x"}, {7: "x"}, {"a": None}],
)
def test_variables_that_the_platform_would_not_take_are_refused(params):
    with pytest.raises(Refused):
        made(params=params)


@pytest.mark.parametrize(
    ("header", "parameter"),
    [
        ("Ana", {"type": "text", "text": "Ana"}),
        (7, {"type": "text", "text": "7"}),
        ({"text": "Ana", "name": "quien"}, {"type": "text", "text": "Ana", "parameter_name": "quien"}),
        ({"text": "Ana"}, {"type": "text", "text": "Ana"}),
        ({"image": "https://x.example/a.png"}, {"type": "image", "image": {"link": "https://x.example/a.png"}}),
        ({"video": {"id": "77"}}, {"type": "video", "video": {"id": "77"}}),
        (
            {"document": {"link": "https://x.example/a.pdf"}, "filename": "Factura.pdf"},
            {"type": "document", "document": {"link": "https://x.example/a.pdf", "filename": "Factura.pdf"}},
        ),
        (
            {"location": {"latitude": 1.5, "longitude": 2, "name": "Plaza"}},
            {"type": "location", "location": {"latitude": 1.5, "longitude": 2, "name": "Plaza"}},
        ),
    ],
)
def test_a_header_is_a_text_a_file_or_a_place(header, parameter):
    assert components(header=header) == [{"type": "header", "parameters": [parameter]}]


@pytest.mark.parametrize(
    "header",
    ["x" * 61, {}, {"text": ""}, {"text": "a", "name": "a b"}, {"image": "file:///etc/passwd"}, {"image": 7},
     {"video": {}}, {"location": {"latitude": 1}}, {"location": "here"}],
)  # fmt: skip
def test_a_header_that_the_platform_would_not_take_is_refused(header):
    with pytest.raises(Refused):
        made(header=header)


def test_buttons_answer_or_open_a_page_each_in_its_place():
    assert components(header="", buttons=[{"payload": "SI"}, None, {"url": "pedidos/7"}]) == [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "0",
            "parameters": [{"type": "payload", "payload": "SI"}],
        },
        {"type": "button", "sub_type": "url", "index": "2", "parameters": [{"type": "text", "text": "pedidos/7"}]},
    ]
    assert components(buttons="no") is None


@pytest.mark.parametrize(
    "buttons",
    [[{}], [7], [{"payload": ""}], [{"payload": "x" * 257}], [{"url": "x" * 2001}], [{"url": " "}], [None] * 11],
)
def test_buttons_that_the_platform_would_not_take_are_refused(buttons):
    with pytest.raises(Refused):
        made(buttons=buttons)


def test_the_platforms_own_components_are_taken_as_they_are():
    given = [{"type": "body", "parameters": []}]
    assert components(components=given, params=["x"]) == given
    assert [one["type"] for one in components(header="a", params=["b"], buttons=[{"url": "c"}])] == [
        "header", "body", "button",
    ]  # fmt: skip
