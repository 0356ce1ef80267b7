"""Files as enemies send them: each really made here, and none of them kept, or shown as what it is not."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce_plugins.media import hostile, pixels
from cauce_plugins.media.kinds import TYPES
from cauce_plugins.media.names import cleaned, disposition
from cauce_plugins.media.refusal import REASONS, NotTaken
from cauce_plugins.media.sniff import HEAD, sniff
from media_rig import PDF, archive, document, film, flood, picture, sound, told_apart


def told(data: bytes) -> str:
    return hostile.look(io.BytesIO(data), sniff(data[:HEAD]))


def refused(data: bytes) -> str:
    with pytest.raises(NotTaken) as found:
        told(data)
    return found.value.reason


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (picture(), "image/png"),
        (picture(kind="JPEG"), "image/jpeg"),
        (picture(kind="GIF"), "image/gif"),
        (picture(kind="WEBP"), "image/webp"),
        (picture(kind="BMP"), "image/bmp"),
        (picture(kind="TIFF"), "image/tiff"),
        (sound(), "audio/wav"),
        (film(), "video/mp4"),
        (PDF, "application/pdf"),
        (document(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (archive(("[Content_Types].xml", b"<T/>"), ("xl/workbook.xml", b"<w/>")), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (archive(("mimetype", b"application/vnd.oasis.opendocument.text")), "application/vnd.oasis.opendocument.text"),
        (archive(("a.txt", b"x")), "application/zip"),
        ("Año: 3 < 5 y 7 > 2\n".encode(), "text/plain"),
        ("Año".encode("utf-16"), "text/plain"),
        ("a;b;ñ".encode("latin-1"), "text/plain"),
        (b"OggS\0\2" + bytes(22) + b"\1\x13OpusHead\1", "audio/ogg"),
        (b"#!AMR\n<\x91", "audio/amr"),
        (b"\xff\xfb\x90\x64" + bytes(400), "audio/mpeg"),
        (b"\xff\xf1\x50\x80" + bytes(400), "audio/aac"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\x08B\x82\x84webm", "video/webm"),
        (b"\0\0\0\x18ftyp3gp4", "video/3gpp"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "application/msword"),
    ], ids=told_apart)  # fmt: skip
def test_a_file_is_what_its_bytes_are(data, mime):
    assert told(data) == mime


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"<html><script>alert(1)</script>", "text/html"),
        (b"\xef\xbb\xbf  \n<!DOCTYPE HTML><p>", "text/html"),
        (b"hola <img src=x onerror=alert(1)>", "text/html"),
        ("<script>alert(1)</script>".encode("utf-16"), "text/html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"),
        (b'<?xml version="1.0"?><!DOCTYPE svg><s:svg xmlns:s="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "application/xml"),
        (b"<?php system($_GET[0]);", "application/xml"),
        (b"MZ\x90\0\3" + bytes(60), "application/x-executable"),
        (b"\x7fELF\2", "application/x-executable"),
        (b"#!/bin/sh\nrm -rf /", "application/x-executable"),
        (bytes(100), "application/octet-stream"),
        (b"BMhello, this is no bitmap\0", "application/octet-stream"),
    ],
    ids=told_apart,
)
def test_what_does_something_where_it_is_opened_is_told_for_what_it_is(data, mime):
    assert sniff(data[:HEAD]) == mime
    assert mime not in TYPES or not TYPES[mime].inline


@pytest.mark.parametrize(
    "data",
    [
        picture(kind="GIF")[:-1] + b"<script>alert(1)</script>",
        picture(kind="JPEG") + archive(("a.class", b"x")),
        picture(kind="JPEG", comment=b"<html><body onload='alert(1)'>"),
        picture() + PDF,
        b"GIF89a/*" + bytes(20) + b"*/=1;<script>alert(1)</script>",
        sound() + b"<?php system($_GET[0]); ?>",
        film() + archive(("a", b"x")),
        PDF + archive(("a", b"x")),
        picture(kind="JPEG") + b"Rar!\x1a\x07\0",
    ],
    ids=told_apart,
)
def test_what_is_two_things_at_once_is_neither(data):
    assert refused(data) == "polyglot"


@pytest.mark.parametrize(
    "data",
    [
        PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        PDF.replace(b"/Type/Catalog", b"/Type/Catalog/AA<</O<</S/#4aavaScrip#74/J#53(x)>>>>"),
        PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/Launch/F(cmd.exe)>>"),
        PDF + bytes(hostile.PIECE - len(PDF) - 4) + b"/JavaScript ",
        PDF.replace(b"/Type/Catalog", b"/Names<</EmbeddedFiles 3 0 R>>"),
        document(("word/vbaProject.bin", b"macro")),
        archive(("a.txt", b"x"), ("setup.EXE", b"MZ")),
        b"texto " * 1000 + b"<script>alert(1)</script>",
    ],
    ids=told_apart,
)
def test_a_document_with_a_program_in_it_is_not_taken(data):
    assert refused(data) == "script"


def test_an_archive_that_swells_is_not_taken():
    assert refused(archive(("a", bytes(20_000_000)))) == "bomb"
    assert refused(document(*((f"word/{n}", bytes(51_000_000)) for n in range(4)))) == "bomb"
    assert refused(archive(*((f"{n}", b"") for n in range(hostile.MEMBERS + 1)))) == "bomb"


def test_an_archive_whose_members_lie_upon_one_another_is_not_taken():
    good = archive(("a", b"x" * 1000), ("b", b"y" * 1000))
    second = good.rindex(b"PK\1\2")
    assert refused(good[: second + 42] + struct.pack("<I", 0) + good[second + 46 :]) == "bomb"


@pytest.mark.parametrize("data", [b"PK\3\4" + bytes(200), archive(("a", b"x"))[:40], document()[:-10]], ids=told_apart)
def test_an_archive_without_a_table_of_contents_is_broken(data):
    assert refused(data) == "broken"


def test_a_picture_of_a_few_bytes_says_how_many_pixels_it_would_be():
    data = flood()
    assert len(data) < 10_000
    assert pixels.size_of(io.BytesIO(data), "image/png") == (30_000, 30_000)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_sizes_are_read_without_decoding(kind):
    data = picture(321, 45, kind)
    assert pixels.size_of(io.BytesIO(data), sniff(data[:HEAD])) == (321, 45)


def test_sizes_are_read_of_every_kind_of_webp_and_behind_long_headers():
    lossless = picture(33, 21, "WEBP", lossless=True)
    assert pixels.size_of(io.BytesIO(lossless), "image/webp") == (33, 21)
    assert pixels.size_of(io.BytesIO(picture(33, 21, "WEBP", exif=b"Exif\0\0" + bytes(30))), "image/webp") == (33, 21)
    assert pixels.size_of(io.BytesIO(picture(33, 21, "JPEG", exif=b"Exif\0\0" + bytes(60_000))), "image/jpeg") == (
        33,
        21,
    )


@given(
    st.binary(max_size=200),
    st.sampled_from([picture(4, 4, kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP")]),
    st.data(),
)
def test_no_bytes_make_the_readers_raise_anything_but_a_refusal(noise, real, data):
    place = data.draw(st.integers(0, len(real)))
    for found in (noise, real[:place] + noise, b"PK\3\4" + noise, b"%PDF-" + noise, b"RIFF" + noise, b"\xff" + noise):
        mime = sniff(found[:HEAD])
        assert mime in TYPES
        pixels.size_of(io.BytesIO(found), mime)
        try:
            known = hostile.look(io.BytesIO(found), mime)
        except NotTaken as error:
            known = error.reason
        assert known in {*TYPES, *REASONS}


@pytest.mark.parametrize(
    ("name", "suffix", "kept"),
    [
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("C:\\Windows\\system32\\cmd.exe", "jpg", "cmd.exe.jpg"),
        ("foto\u202egpj.exe", "png", "fotogpj.exe.png"),
        ("Foto de José 📷.JPEG", "jpg", "Foto de José 📷.JPEG"),
        ("", "pdf", "file.pdf"),
        ("...", "pdf", "file.pdf"),
        ("con.jpg", "jpg", "file_con.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "jpg", "aSet-Cookie_ x=1.jpg"),
        ("<img src=x>.png", "png", "img src=x_.png"),
        ("x" * 500 + ".pdf", "pdf", "x" * 116 + ".pdf"),
        ("/", "ogg", "file.ogg"),
        ("nota\0.txt", "txt", "nota.txt"),
    ],
)
def test_a_name_is_good_to_be_read_and_leads_nowhere(name, suffix, kept):
    assert cleaned(name, suffix) == kept


@settings(max_examples=40)
@given(st.text(max_size=150), st.sampled_from(sorted({one.suffix for one in TYPES.values()})))
def test_no_name_means_anything_to_a_system_or_a_header(name, suffix):
    found = cleaned(name, suffix)
    assert found.lower().endswith(suffix) or "." in found
    assert not set(found) & set('/\\<>:"|?*;\r\n\0')
    assert not found.startswith(".")
    header = disposition(found, inline=False)
    assert header.isascii()
    assert "\n" not in header
    assert header.count('"') == 2
