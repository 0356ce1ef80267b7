"""Variables of quick replies: looked up by their names, and whatever else stands in braces stays what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.access.variables import LONGEST, fill

VALUES = {"contact.name": "Ana", "operator.name": "Eva", "contact.comuna": "Ñuñoa", "contact.nota": "{operator.name}"}


@pytest.mark.parametrize(
    ("text", "filled", "unknown"),
    [
        ("Hola {contact.name}, soy {operator.name}", "Hola Ana, soy Eva", ()),
        ("{ contact.name }{contact.name}", "AnaAna", ()),
        ("{contact.comuna}", "Ñuñoa", ()),
        ("{contact.rut} {area} {contact.rut}", "{contact.rut} {area} {contact.rut}", ("contact.rut", "area")),
        # What somebody else wrote is not looked at again.
        ("{contact.nota}", "{operator.name}", ()),
        ("{contact.name.__class__.__mro__}", "{contact.name.__class__.__mro__}", ("contact.name.__class__.__mro__",)),
        ("{0} {contact[name]} {contact.name!r:>99999999}", "{0} {contact[name]} {contact.name!r:>99999999}",
         ("0", "contact[name]", "contact.name!r:>99999999")),
        ("{{contact.name}} {} { {contact.name} }", "{Ana} {} { Ana }", ()),
        ("{", "{", ()), ("}{", "}{", ()), ("{contact.name", "{contact.name", ()), ("%s %(contact.name)s $contact", "%s %(contact.name)s $contact", ()),
    ],
)  # fmt: skip
def test_what_has_a_value_is_put_in_and_the_rest_stays(text, filled, unknown):
    found = fill(text, VALUES)
    assert (found.text, found.unknown) == (filled, unknown)


def test_no_value_makes_a_reply_endless():
    assert fill("{x}" * 3000, {"x": "y" * 100_000}).text == "y" * 65_536
    assert fill("{x}", {"x": "y" * 100_000}).text == "y" * LONGEST


@given(st.text(st.sampled_from("{}ab. ñ"), max_size=60))
def test_without_a_value_every_text_stays_as_it_is(text):
    found = fill(text, {})
    assert found.text == text
    assert all(name in text for name in found.unknown)
