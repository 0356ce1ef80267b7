"""A project whose numbers are a fake's: never the platform's, with something in place of what is not set."""

from __future__ import annotations

import pytest

from cauce.project import Project
from cauce.testing.graph.project import fake

URL = "http://127.0.0.1:4999"


@pytest.fixture
def faked(tmp_path):
    def make(toml="", **environment):
        (tmp_path / "flows").mkdir(exist_ok=True)
        if toml:
            (tmp_path / "cauce.toml").write_text(toml, "utf-8")
        return fake(Project.open(tmp_path, environment), URL)

    return make


def channels(found):
    return {one.name: one for one in found.project.settings.open_channels(found.project.plugins.transports)}


def test_a_project_without_a_number_gets_one_beside_its_chat(faked):
    found = faked()
    line = channels(found)["whatsapp"]
    assert set(channels(found)) == {"web", "whatsapp"}
    assert line.settings["graph_url"] == URL
    assert line.settings["mark_read"] is True
    number = found.numbers["whatsapp"]
    assert (number.token, number.secret, number.number_id) == (
        line.settings["access_token"], line.settings["app_secret"], line.settings["phone_number_id"],
    )  # fmt: skip
    assert len({number.token, number.secret, number.verify_token}) == 3
    assert min(len(number.token), len(number.secret)) >= 32
    assert "127.0.0.1:4999" in found.project.settings.values.egress.allow


def test_its_name_is_one_that_is_free(faked):
    toml = "\n".join(f'[[channels]]\nname = "{name}"\ntransport = "webchat"' for name in ("whatsapp", "whatsapp2"))
    assert "whatsapp3" in faked(toml).numbers


NUMBERS = """
[[channels]]
name = "uno"
transport = "whatsapp_cloud"
phone_number_id = "11"
business_account_id = "22"
access_token = "env:TOKEN"
app_secret = "env:SECRET"
verify_token = "env:WORD"
graph_url = "https://graph.facebook.com"

[[channels]]
name = "dos"
transport = "whatsapp_cloud"
phone_number_id = "12"
access_token = "here"
"""


def test_numbers_that_are_configured_never_go_to_the_platform(faked):
    found = faked(NUMBERS, SECRET="known", WORD="")
    lines = channels(found)
    assert {one.settings["graph_url"] for one in lines.values()} == {URL}
    one, two = found.numbers["uno"], found.numbers["dos"]
    assert (one.number_id, one.account, one.secret) == ("11", "22", "known")
    assert one.token == lines["uno"].settings["access_token"] != ""
    assert one.verify_token
    assert (two.number_id, two.token, lines["dos"].settings["app_secret"]) == ("12", "here", two.secret)
    assert one.display != two.display
