"""Which URLs may be asked for, however they are written, and what the project may allow besides."""

from __future__ import annotations

import pytest

from cauce.egress import Forbidden
from cauce.egress.targets import Allowed
from cauce.errors import SettingsError

INTERNAL = [
    "https://127.0.0.1/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://255.255.255.255/",
    "https://127.0.0.1./",
    "https://１２７.０.０.１/",
    "https://127。0。0。1/",
    "https://①②⑦.0.0.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "https://[fe80::1]/",
    "https://[fd00:ec2::254]/",
]
ODD = [
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://127.0.0.0x1/",
    "https://0177.0.0.1/",
    "https://127.0.0.01/",
    "https://017700000001/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.0.0.1.../",
    "https://256.1.1.1/",
    "https://1.1.1.1.1/",
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://%31%32%37.0.0.1/",
    "https://a..example/",
    "https://-a.example/",
    "https://a b.example/",
    "https://a!.example/",
    "https://.example/",
    "https://" + "a" * 64 + ".example/",
    "https://" + ".".join(["a" * 50] * 6) + "/",
]
NO_URL = [
    "",
    "file:///etc/passwd",
    "ftp://a.example/",
    "gopher://a.example:70/_x",
    "unix:///run/docker.sock",
    "http+unix://%2frun%2fdocker.sock/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "//a.example",
    "https://",
    "https:///x",
    "https:/a.example",
    "https:a.example",
    "https://u:p@a.example/",
    "https://u@a.example/",
    "https://a.example\\@127.0.0.1/",
    "https://1.1.1.1 &@127.0.0.1# @a.example/",
    "https://a.example:0/",
    "https://a.example:99999/",
    "https://a.example:x/",
    "https://a.example:-1/",
    "https://[::1",
    "https://a.example/\r\nX: y",
    "https://a.exa\tmple/",
    "https://a.example/\x00",
    "https://a.example/\ud800",
    "https://a.example/" + "x" * 8192,
]


@pytest.mark.parametrize("url", INTERNAL)
def test_internal_addresses_are_out_of_reach(url):
    with pytest.raises(Forbidden, match="internal network"):
        Allowed().check(url)


@pytest.mark.parametrize("url", ODD)
def test_a_host_is_written_plainly_or_not_at_all(url):
    with pytest.raises(Forbidden, match=r"written as hosts are|not an address"):
        Allowed(["0x7f.0.0.1", "127.1"]).check(url)


@pytest.mark.parametrize("url", NO_URL)
def test_what_is_no_plain_web_address_is_refused(url):
    with pytest.raises(Forbidden):
        Allowed(["a.example"]).check(url)


@pytest.mark.parametrize("port", [22, 25, 81, 4000, 6379, 8080, 9200, 65535])
def test_ports_of_other_services_are_refused(port):
    with pytest.raises(Forbidden, match=f"port {port}"):
        Allowed().check(f"https://a.example:{port}/")


@pytest.mark.parametrize("port", [80, 443, 8443])
def test_ports_of_the_web_are_open_by_https(port):
    assert Allowed().check(f"https://a.example:{port}/").port == port


def test_without_encryption_only_what_is_allowed_is_reached():
    with pytest.raises(Forbidden, match=r"a\.example may only be called by https"):
        Allowed(["b.example"]).check("http://a.example/")
    for entry in ("a.example", "a.example:80", "http://a.example", "http://a.example:80", " A.Example "):
        assert str(Allowed([entry]).check("http://a.example/x")) == "http://a.example/x"


def test_an_entry_with_http_opens_no_internal_address():
    allowed = Allowed(["http://10.0.0.7", "http://a.example:8080"])
    with pytest.raises(Forbidden, match="internal network"):
        allowed.check("http://10.0.0.7/")
    assert allowed.check("http://a.example:8080/").port == 8080
    with pytest.raises(Forbidden, match="https"):
        allowed.check("http://a.example/")
    assert not allowed.anywhere("a.example", 8080)


@pytest.mark.parametrize(
    ("entry", "url", "elsewhere"),
    [
        ("10.0.0.7", "http://10.0.0.7:99/", "http://10.0.0.8/"),
        ("10.0.0.7:8080", "http://10.0.0.7:8080/", "http://10.0.0.7/"),
        ("crm.internal", "http://CRM.internal./", "http://x.crm.internal/"),
        ("::1", "http://[::1]:99/", "http://[::2]/"),
        ("0:0::1", "http://[::1]/", "http://[::2]/"),
        ("[::1]:99", "http://[0:0::1]:99/", "http://[::1]:98/"),
        ("10.0.0.7/", "http://10.0.0.7/", "http://10.0.0.70/"),
    ],
)
def test_an_entry_opens_what_it_names_and_nothing_else(entry, url, elsewhere):
    allowed = Allowed([entry, "", "  "])
    assert allowed.check(url)
    with pytest.raises(Forbidden):
        allowed.check(elsewhere)


@pytest.mark.parametrize(
    "entry", ["https://crm.internal", "crm.internal/x", "*", "*.example", "a b", "10.0.0.0/8", "::1]", "a:b"]
)
def test_an_entry_that_means_nothing_is_told(entry):
    with pytest.raises(SettingsError) as caught:
        Allowed([entry])
    assert entry in str(caught.value)


def test_the_host_is_handed_on_in_one_notation():
    for url in ("https://A.example./x#part", "https://a.example/x", "https://ａ.example/x"):
        assert str(Allowed().check(url)) == "https://a.example/x"
    assert Allowed().check("https://mañana.example/").raw_host == "xn--maana-pta.example"
    assert Allowed().check("https://[2606:4700:0::1]/").raw_host == "2606:4700::1"
    assert str(Allowed().check("https://a.example/a b?q=ñ")) == "https://a.example/a%20b?q=%C3%B1"
