"""What browsers load."""

from __future__ import annotations

import gzip
import re

import pytest

from cauce_plugins.transports.webchat import assets

BUDGET = 15_000


def test_the_widget_is_under_15_kilobytes_on_the_wire_all_in_all() -> None:
    assert len(assets.squeezed()) < BUDGET
    assert gzip.decompress(assets.squeezed()) == assets.widget()


def test_the_page_loads_nothing_but_the_widget_and_its_icon() -> None:
    page = assets.page("web", "", "es")
    assert set(re.findall(r'(?:src|href)="([^"]+)"', page)) == {"/webchat/widget.js", "/webchat/icon.svg"}
    rest = [page, assets.read("icon.svg")]
    assert sum(len(gzip.compress(text.encode())) for text in rest) + len(assets.squeezed()) < BUDGET


def test_comments_and_indentation_stay_at_home() -> None:
    widget = assets.widget().decode()
    assert "/**" not in widget
    assert not re.search(r"^\s+|^$(?!\Z)", widget, re.MULTILINE)
    assert not re.search(r"(?<!:)//", widget)


@pytest.mark.parametrize(
    "line",
    [
        'const text = "a ? b : c, (d) => { e }";',
        "return `${n} > ${m} && { o }`;",
        "const word = /a , b ? [\"'`] = c/u;",
        "const name = `${a ? `b = c` : d} ( e )`;",
        "const quoted = 'a , b';",
    ],
)
def test_the_spaces_of_texts_and_patterns_travel(line: str) -> None:
    inside = re.search(r"=? ?([\"/`'].*[\"/`']u?);", line)[1]
    assert inside in assets._plain_line(line)


def test_the_spaces_around_operators_stay_at_home() -> None:
    assert assets._plain_line('if (a === b && c) d = { e: (f) => f - -g, h: "i , j" };') == (
        'if(a===b&&c)d={e:(f)=>f - -g,h:"i , j"};'
    )


@pytest.mark.parametrize(
    "banned", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("]
)
def test_the_widget_never_parses_markup_or_code(banned: str) -> None:
    assert banned not in assets.widget().decode()


def test_the_widget_names_no_other_host() -> None:
    found = set(re.findall(r"https?://[a-z0-9.-]+", assets.widget().decode()))
    assert found == {"http://www.w3.org"}


def test_the_languages_have_the_same_words() -> None:
    words = assets.read("words.js")
    spanish, english = re.search(r"es: \{(.*?)\n  \},\n  en: \{(.*?)\n  \},", words, re.DOTALL).groups()
    names = [re.findall(r"^    (\w+):", part, re.MULTILINE) for part in (spanish, english)]
    assert names[0] == names[1]
    assert len(names[0]) > 20
    used = set(re.findall(r"words\.(\w+)", assets.widget().decode()))
    assert used <= set(names[0])


def test_what_a_channel_is_called_is_escaped() -> None:
    page = assets.page("web", '</title><script>alert(1)</script>"{channel}', "en")
    assert "<script>alert" not in page
    assert "&lt;/title&gt;&lt;script&gt;" in page
    assert '<html lang="en">' in page
