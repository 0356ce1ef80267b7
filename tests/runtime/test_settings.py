"""`cauce.toml` and the environment: defaults, precedence, and errors with their line and remedy."""

from __future__ import annotations

from types import MappingProxyType

import pytest
import tzlocal

from cauce.errors import SettingsError
from cauce.settings import FILE, find_root, load
from cauce.settings_file import LoopGuardPart, PacePart, table
from cauce.settings_reading import read_file


def write(folder, text):
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_everything_works_with_no_file_at_all(tmp_path):
    found = load(tmp_path, {})
    assert (found.host, found.port, found.lang) == ("127.0.0.1", 4000, "es")
    assert found.data_dir == tmp_path / "data"
    assert found.database_url == f"sqlite://{tmp_path}/data/cauce.db"
    assert found.flows_dir == tmp_path / "flows"
    assert [(channel.name, channel.transport) for channel in found.channels] == [("web", "webchat")]
    assert found.areas is None
    assert found.file is None


def test_what_the_file_says_holds(tmp_path):
    write(
        tmp_path,
        """
lang = "en"
host = "0.0.0.0"
port = 8080
data_dir = "var"
[database]
url = "mysql://localhost/cauce"
[flows]
folder = "talks"
[areas.desk]
title = "Service desk"
open = false
hours = "never"
[plugins]
files = ["plugins/mine.py"]
disable = ["weather"]
allow = []
[[channels]]
name = "site"
transport = "webchat"
colour = "#123456"
""",
    )
    found = load(tmp_path, {})
    assert (found.lang, found.host, found.port) == ("en", "0.0.0.0", 8080)
    assert found.data_dir == tmp_path / "var"
    assert found.database_url == "mysql://localhost/cauce"
    assert found.flows_dir == tmp_path / "talks"
    assert found.areas["desk"].hours == "never"
    assert not found.areas["desk"].open
    assert found.plugin_files == (tmp_path / "plugins" / "mine.py",)
    assert found.values.plugins.disable == ("weather",)
    assert found.values.plugins.allow == ()
    assert found.channels[0].settings == {"colour": "#123456"}


def test_a_channel_says_how_fast_it_sends_and_leaves_the_rest_to_its_transport(tmp_path):
    write(
        tmp_path,
        """
[[channels]]
name = "line"
transport = "whatsapp_cloud"
token = "x"
[channels.pace]
per_second = 20
person_burst = 0
[[channels]]
name = "site"
transport = "webchat"
""",
    )
    found = load(tmp_path, {})
    assert found.paces == {"line": PacePart(per_second=20.0, person_burst=0), "site": PacePart()}
    assert found.paces["line"].person_seconds is None
    assert found.channels[0].settings == {"token": "x"}, "the transport is not asked about it"


def test_the_loop_guard_is_on_unless_it_is_switched_off(tmp_path):
    assert load(tmp_path, {}).values.loop_guard == LoopGuardPart(same_texts=20, within_minutes=5, quick_rounds=40)
    write(tmp_path, "[loop_guard]\nsame_texts = 0\nwithin_minutes = 2.5\n")
    assert load(tmp_path, {}).values.loop_guard == LoopGuardPart(same_texts=0, within_minutes=2.5)


def test_the_environment_wins_over_the_file_and_our_names_over_their_aliases(tmp_path):
    write(tmp_path, "port = 1000\n[database]\nurl = 'sqlite:///a.db'\n")
    assert load(tmp_path, {"PORT": "2000"}).port == 2000
    assert load(tmp_path, {"PORT": "2000", "CAUCE_PORT": "3000"}).port == 3000
    assert load(tmp_path, {"DATABASE_URL": "sqlite:///b.db"}).database_url == "sqlite:///b.db"
    both = {"DATABASE_URL": "sqlite:///b.db", "CAUCE_DATABASE_URL": "sqlite:///c.db"}
    assert load(tmp_path, both).database_url == "sqlite:///c.db"
    assert load(tmp_path, {"CAUCE_HOST": "::", "CAUCE_DATA_DIR": "/srv/cauce", "CAUCE_LANG": "en"}).host == "::"
    assert load(tmp_path, {"CAUCE_DATA_DIR": "/srv/cauce"}).data_dir.as_posix() == "/srv/cauce"
    assert load(tmp_path, {"CAUCE_PORT": ""}).port == 1000, "an empty variable is none"


def test_how_long_a_login_lasts_comes_in_the_units_of_each_name(tmp_path):
    assert (load(tmp_path, {}).values.access.idle_minutes, load(tmp_path, {}).values.access.absolute_hours) == (30, 12)
    assert load(tmp_path, {"CAUCE_IDLE_MINUTES": "15"}).values.access.idle_minutes == 15
    seeds = {"SESSION_MAX_AGE": "86400000"}
    assert load(tmp_path, seeds).values.access.absolute_hours == 24
    assert load(tmp_path, {**seeds, "CAUCE_ABSOLUTE_HOURS": "8"}).values.access.absolute_hours == 8
    for wrong, told in (("60000", "must be 0.1 or more"), ("long", "SESSION_MAX_AGE=long: must be a number")):
        with pytest.raises(SettingsError, match=told):
            load(tmp_path, {"SESSION_MAX_AGE": wrong})


def test_a_list_in_the_environment_is_written_with_commas(tmp_path):
    found = load(tmp_path, {"CAUCE_EGRESS_ALLOW": "crm.internal, 10.0.0.7:8080,", "CAUCE_TRUSTED_PROXIES": "::1"})
    assert found.values.egress.allow == ("crm.internal", "10.0.0.7:8080")
    assert found.values.trusted_proxies == ("::1",)


def test_an_absolute_data_folder_stays_where_it_is(tmp_path):
    assert load(tmp_path, {"CAUCE_DATA_DIR": "/srv/x"}).database_url == "sqlite:///srv/x/cauce.db"


@pytest.mark.parametrize(
    ("text", "es", "en"),
    [
        (
            'lang = "es"\n\nprot = 1',
            "cauce.toml, línea 3: «prot» no es una clave conocida; ¿quisiste decir «port»?",
            "cauce.toml, line 3: “prot” is not a known key; did you mean “port”?",
        ),
        ("[areas.mesa]\nhorario = 'x'", "línea 2: «areas.mesa.horario» no es una clave conocida; hay: hours", "line 2"),
        (
            'port = "80"',
            "línea 1: «port» debe ser un número entero, no un texto.",
            "must be a whole number, not a text.",
        ),
        ("port = 0", "«port» debe ser 1 o más.", "“port” must be 1 or more."),
        ("port = 70000", "«port» debe ser 65535 o menos.", "must be 65535 or less."),
        ("port = true", "debe ser un número entero, no true o false", "must be a whole number"),
        ('lang = "fr"', "«lang» no puede ser «fr»: es, en.", "“lang” cannot be “fr”: es, en."),
        ("areas = 3", "«areas» debe ser una tabla, no un número entero", "must be a table"),
        ("channels = 3", "«channels» debe ser una lista", "must be a list"),
        ("[plugins]\nfiles = ['a.py', 3]", "línea 2: «plugins.files[2]» debe ser un texto", "“plugins.files[2]”"),
        (
            "[[channels]]\nname = 'a'",
            "línea 1: «channels[1]» necesita «transport».",
            "“channels[1]” needs “transport”.",
        ),
        (
            "[[channels]]\nname = 'a b'\ntransport = 'x'",
            "«channels[1].name» debe tener la forma de una palabra",
            "of one",
        ),
        (
            "[[channels]]\nname = 'a'\ntransport = 'x'\n[[channels]]\nname = 'a'\ntransport = 'y'",
            "línea 5: «channels[2].name» ya hay otro canal «a»; dale otro nombre.",
            "line 5",
        ),
        ("[secrets]\nandina = 'hunter2'", "«secrets.andina» debe tener la forma «env:VARIABLE»", "“env:VARIABLE”"),
        ("[secrets]\n'' = 'env:A'\nport = 1", "«secrets.port» debe ser un texto", "must be a text"),
        (
            "[[channels]]\nname = 'a'\ntransport = 'x'\n[channels.pace]\nper_second = -0.5",
            "línea 5: «channels[1].pace.per_second» debe ser 0 o más.",
            "line 5: “channels[1].pace.per_second” must be 0 or more.",
        ),
        (
            "[[channels]]\nname = 'a'\ntransport = 'x'\npace = { per_second = nan }",
            "línea 4: «channels[1].pace.per_second» debe ser 0 o más.",
            "must be 0 or more",
        ),
        (
            "[[channels]]\nname = 'a'\ntransport = 'x'\npace = { per_second = inf }",
            "«channels[1].pace.per_second» debe ser 10000 o menos.",
            "must be 10000 or less.",
        ),
        (
            "[[channels]]\nname = 'a'\ntransport = 'x'\npace = { person_burst = 1.5 }",
            "«channels[1].pace.person_burst» debe ser un número entero, no un número.",
            "must be a whole number, not a number.",
        ),
        (
            "[[channels]]\nname = 'a'\ntransport = 'x'\npace = { per_secnd = 1 }",
            "«channels[1].pace.per_secnd» no es una clave conocida; ¿quisiste decir «per_second»?",
            "did you mean “per_second”?",
        ),
        ("[[channels]]\nname = 'a'\ntransport = 'x'\npace = 5", "«channels[1].pace» debe ser una tabla", "a table"),
        ("[loop_guard]\nwithin_minutes = 0.05", "«loop_guard.within_minutes» debe ser 0.1 o más.", "be 0.1 or more."),
        ("[loop_guard]\nsame_texts = 'a'", "«loop_guard.same_texts» debe ser un número entero, no un texto.", "text."),
        ("a ==", "cauce.toml no es TOML válido: Invalid value (línea 1, columna 4).", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_remedy(tmp_path, text, es, en):
    with pytest.raises(SettingsError) as caught:
        load(write(tmp_path, text), {})
    assert es in caught.value.say("es")
    assert en in caught.value.say("en")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"CAUCE_PORT": "abc"}, "CAUCE_PORT=abc: must be a whole number"),
        ({"PORT": "0"}, "PORT=0: must be 1 or more"),
        ({"CAUCE_LANG": "fr"}, "CAUCE_LANG=fr: cannot be “fr”"),
        ({"CAUCE_PROT": "80"}, "There is no environment variable CAUCE_PROT; did you mean CAUCE_PORT?"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path, environment, told):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, environment)
    assert told in caught.value.say("en")


def test_variables_that_resemble_nothing_of_ours_are_let_be(tmp_path):
    assert load(tmp_path, {"CAUCE_EXPERIMENT": "1", "CAUCE_LOG": "x"}).port == 4000


def test_a_file_that_is_not_utf8_says_where(tmp_path):
    (tmp_path / FILE).write_bytes(b'lang = "\xe9s"')
    with pytest.raises(SettingsError, match="is not UTF-8"):
        load(tmp_path, {})


def test_a_byte_order_mark_is_forgiven(tmp_path):
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbfport = 81\n")
    assert load(tmp_path, {}).port == 81


def test_a_folder_of_that_name_is_no_settings_file(tmp_path):
    (tmp_path / FILE).mkdir()
    assert load(tmp_path, {}).file is None


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        read_file(tmp_path / FILE)


def test_secrets_come_from_the_environment_when_they_are_needed(tmp_path):
    write(tmp_path, "[secrets]\nandina = 'env:ANDINA_TOKEN'\n")
    assert load(tmp_path, {"ANDINA_TOKEN": "t0k3n"}).secret("andina") == "t0k3n"
    with pytest.raises(SettingsError, match="the environment variable ANDINA_TOKEN is not set"):
        load(tmp_path, {}).secret("andina")
    with pytest.raises(SettingsError, match=r"There is no secret “andian”.*did you mean “andina”"):
        load(tmp_path, {}).secret("andian")


class Postcards:
    """Enough of a transport for its settings."""

    settings = MappingProxyType(
        {"type": "object", "required": ["token"], "properties": {"token": {"type": "string", "minLength": 3}}}
    )


CHANNEL = "[[channels]]\nname = 'post'\ntransport = 'postcards'\n"


def test_channels_are_opened_with_their_settings_checked_and_looked_up(tmp_path):
    write(tmp_path, f"{CHANNEL}token = 'env:POST_TOKEN'\nstamps = 3\n")
    (channel,) = load(tmp_path, {"POST_TOKEN": "abcdef"}).open_channels({"postcards": Postcards()})
    assert channel.settings == {"token": "abcdef", "stamps": 3}
    assert channel.name == "post"


@pytest.mark.parametrize(
    ("text", "transports", "told"),
    [
        (
            CHANNEL,
            {"postcard": Postcards()},
            "line 3: “channels[1].transport” there is no transport “postcards”; did you",
        ),
        (CHANNEL, {"postcards": Postcards()}, "line 1: “channels[1]” “token” is missing."),
        (
            f"{CHANNEL}token = 'a'",
            {"postcards": Postcards()},
            "line 4: “channels[1].token” must have 3 characters or more.",
        ),
        (
            f"{CHANNEL}token = 'env:NOPE'",
            {"postcards": Postcards()},
            "line 4: “channels[1].token” the environment variable",
        ),
    ],
)
def test_a_wrong_channel_is_told_with_its_line(tmp_path, text, transports, told):
    with pytest.raises(SettingsError) as caught:
        load(write(tmp_path, text), {}).open_channels(transports)
    assert told in caught.value.say("en")


def test_the_root_is_the_nearest_folder_upwards(tmp_path):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert find_root(deep) is None
    write(tmp_path, "")
    assert find_root(deep) == tmp_path
    write(tmp_path / "a", "")
    assert find_root(deep) == tmp_path / "a"


def test_the_table_knows_every_setting_with_words_in_both_languages():
    rows = {row.key: row for row in table()}
    assert rows["port"].variables == ("CAUCE_PORT", "PORT")
    assert rows["port"].default == 4000
    assert rows["database.url"].variables == ("CAUCE_DATABASE_URL", "DATABASE_URL")
    assert rows["areas.NAME.open"].type == "boolean"
    assert rows["channels[].transport"].type == "string"
    assert rows["lang"].type == "es | en"
    assert rows["plugins.allow"].type == "array"
    assert (rows["channels[].pace.per_second"].type, rows["channels[].pace.person_burst"].type) == ("number", "integer")
    assert (rows["loop_guard.within_minutes"].type, rows["loop_guard.same_texts"].default) == ("number", 20)
    assert all(row.words["es"] and row.words["en"] for row in rows.values())


def test_origins_and_redis_are_checked_before_anything_is_served(tmp_path):
    found = load(
        tmp_path, {"CORS_ORIGIN": "https://mesa.example, http://10.0.0.7:5173", "CAUCE_REDIS_URL": "redis://x"}
    )
    assert found.values.live.origins == ("https://mesa.example", "http://10.0.0.7:5173")
    assert found.values.live.redis_url == "redis://x"
    for name, value in (("CORS_ORIGIN", "*"), ("CORS_ORIGIN", "https://mesa.example/"), ("CAUCE_REDIS_URL", "x:6379")):
        with pytest.raises(SettingsError, match=name):
            load(tmp_path, {name: value})
    (tmp_path / "cauce.toml").write_text('[live]\norigins = ["https://*.example"]\n', "utf-8")
    with pytest.raises(SettingsError, match=r"live.origins\[1\].*sin ruta|without a path"):
        load(tmp_path, {})


def test_the_zone_is_the_machines_unless_one_is_given(tmp_path):
    assert load(tmp_path, {}).zone == tzlocal.get_localzone()
    assert str(load(tmp_path, {"CAUCE_ZONE": "America/Asuncion"}).zone) == "America/Asuncion"


@pytest.mark.parametrize("zone", ["America/Nowhere", "../etc/passwd", "/etc/localtime"])
def test_a_zone_that_there_is_not_is_told(tmp_path, zone):
    (tmp_path / "cauce.toml").write_text(f'zone = "{zone}"\n', "utf-8")
    with pytest.raises(SettingsError, match="there is no time zone"):
        load(tmp_path, {})
