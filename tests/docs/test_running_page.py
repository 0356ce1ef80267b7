"""The page for administrators is true: its settings are accepted and are the defaults, its figures those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cauce.access import limits, passwords
from cauce.delivery import membership, outbox, pacing, pipeline
from cauce.delivery.lane import LONGEST_SECONDS, PROBE_SECONDS
from cauce.delivery.pacing import Limits
from cauce.http import server
from cauce.settings import load
from cauce.settings_file import AccessPart, LoopGuardPart, PacePart, table
from cauce.store import inbox, mysql, mysql_schema, mysql_trouble, nodes, trouble, writer
from cauce.store.address import backend_at
from cauce.store.mysql import Mysql
from cauce_plugins.transports.webchat import stream
from cauce_plugins.transports.webchat.transport import Webchat
from cauce_plugins.transports.whatsapp_cloud.transport import WhatsAppCloud

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "running.md").read_text(encoding="utf-8")
GUARD = LoopGuardPart()
WHATSAPP = Limits.of(WhatsAppCloud.capabilities)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)


def test_its_settings_are_accepted(tmp_path):
    (tmp_path / "cauce.toml").write_text("\n".join(blocks("toml")), encoding="utf-8")
    found = load(tmp_path, {})
    assert found.values.loop_guard == GUARD
    assert found.values.access == AccessPart()
    pace = found.paces["web"]
    assert pace == PacePart(per_second=20, person_seconds=1, person_burst=10, per_day=5000)
    assert [name for name in PacePart.__struct_fields__ if getattr(pace, name) is None] == []


def test_its_addresses_of_databases_are_read():
    [address] = re.findall(r"^CAUCE_DATABASE_URL=(mysql\S+)$", PAGE, re.MULTILINE)
    found = backend_at(f"{address}?ssl_ca=/etc/cauce/ca.pem")
    assert isinstance(found, Mysql)
    assert (found.address.host, found.address.port, found.address.ssl_ca) == ("db.internal", 3306, "/etc/cauce/ca.pem")
    assert found.address.password == "password"
    assert "password" not in str(found)


def test_its_variables_are_those_of_the_settings():
    known = {name for setting in table() for name in setting.variables} | {"CAUCE_LOG_FORMAT", "CAUCE_LOG_LEVEL"}
    assert set(re.findall(r"\bCAUCE_\w+", PAGE)) <= known


@pytest.mark.parametrize(
    "told",
    [
        f"waits for that {writer.DEADLINE:.0f} seconds at most",
        f"those in hand end ({server.DRAIN:.0f} seconds at most) and what is being sent ({outbox.DRAIN_SECONDS:.0f} seconds;",
        f"longer than {mysql.SECONDS} seconds is broken off",
        f"stands still for {nodes.LEASE_MS // 1000} seconds",
        f"some {-int(-(nodes.LEASE_MS / 1000 + membership.EVERY) // 1)} seconds",
        f"within {stream.BREATHING:.0f} seconds what another one says",
        f"WhatsApp {WHATSAPP.per_second} messages a second for a number, and one every {WHATSAPP.person_seconds:g} seconds",
        f"of which {WHATSAPP.person_burst} may",
        f"more than {GUARD.same_texts} times in {GUARD.within_minutes} minutes, or {GUARD.quick_rounds}\nanswers in a row",
        f"paused for {pipeline.PAUSE_MS // 60_000} minutes",
        f"tried again after {PROBE_SECONDS / 60:.0f}\nminutes",
        f"leaves within {LONGEST_SECONDS / 60:.0f} minutes of that",
        f"from {passwords.SHORTEST} to {passwords.LONGEST} characters",
        f"{passwords.PARALLEL} at a time at most",
        f"after {limits.ACCOUNT_FREE} for one account, or {limits.ADDRESS_FREE} from one address",
        f"doubles, {limits.LONGEST // 60} minutes at most",
        f"after {AccessPart().idle_minutes} minutes without use, after {AccessPart().absolute_hours} hours in any case",
        "MariaDB from {}.{} on, or MySQL from {}.{} on".format(*mysql_schema._MARIADB, *mysql_schema._MYSQL),
    ],
)
def test_its_figures_are_those_of_the_code(told):
    assert told in PAGE


def test_what_it_tells_in_words_is_what_the_code_does():
    assert Limits.of(Webchat.capabilities) == Limits()
    assert (inbox.TRIES, pacing.LONGEST_HOLD) == (3, 3600)
    assert "an hour at most" in PAGE
    assert "A message whose step failed three times" in PAGE


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (mysql_trouble.unreachable("mysql://…", OSError(1, "no")), "the database mysql://… cannot be used"),
        (mysql_trouble.too_old("x", "5.5"), "Cauce needs MariaDB 10.6 or MySQL 8.0"),
        (trouble.half_way_on_a_server("…", ["0002"], OSError("no")), "ended half-way"),
        (trouble.in_use(Path("cauce.db"), "N"), "is being used by process N"),
        (trouble.locked("cauce.db"), "locked by another program"),
        (trouble.not_a_database(Path("cauce.db")), "is not a SQLite database, or it is damaged"),
    ],
)
def test_what_it_says_when_it_does_not_start_is_on_the_page(error, told):
    assert told.lower() in error.say("en").lower()
    assert told in PAGE.split("## When it does not start")[1]


def test_what_to_watch_the_log_for_is_what_the_log_says():
    says = (pipeline.__file__, str(Path(pipeline.__file__).with_name("lane.py")))
    code = "".join(Path(name).read_text(encoding="utf-8") for name in says)
    phrases = re.findall(r"\*(what a person says goes in circles[^*]*|the channel linea1[^*]*)\*", PAGE)
    assert len(phrases) == 2
    assert [one for one in phrases if one.replace("linea1", "%s") not in code] == []


def test_its_links_lead_somewhere():
    for name, anchor in re.findall(r"\]\(([\w./]*)(?:#([\w-]+))?\)", PAGE):
        path = DOCS / name if name else DOCS / "running.md"
        assert path.exists()
        heads = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert not anchor or anchor in {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}
