"""The reader of the C++ SDK: recordings, its rules one by one, and its resolution retold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.tools import cpp
from awscred.tools.cpp.verdicts import judge
from awscred.tools.reading import Reading, Verdict
from tests import cplusplus, readers
from tests.corpus import MUTATED, PAIRS, Pair
from tests.record.__main__ import NEAR_CLEAN, RECORDED, load
from tests.sizes import examples

Values = Mapping[str, str]


def _read(config: str | bytes = "", credentials: str | bytes = "") -> Reading:
    return cpp.read(ini.parse(config), ini.parse(credentials))


# --- reading


@pytest.mark.parametrize("path", [RECORDED, NEAR_CLEAN], ids=["random", "near clean"])
def test_it_sees_what_the_real_one_saw(path: Path) -> None:
    wrong = []
    for case in load(path):
        real = case["readings"]["cpp"]
        texts = [case[file] or "" for file in ("config", "credentials")]
        both, own, keys = _read(*texts), _read(texts[0]), _read("", texts[1])
        seen = (both.profiles, own.profiles, keys.profiles)
        if seen != (real["profiles"], real["config"] or {}, real["credentials"] or {}):
            wrong.append(case["id"])
    assert not wrong


@pytest.mark.parametrize(
    ("config", "profiles"),
    [
        pytest.param("", {}, id="an empty file"),
        pytest.param("[profile p]\n[default]", {"p": {}, "default": {}}, id="profiles"),
        pytest.param(" \t[ \tprofile\t p ] \n[ default\t]", {"p": {}, "default": {}}, id="blanks"),
        pytest.param("[profile p]#c\n[profile q] ;c\n[default] \t#", ["p", "q", "default"], id="c"),
        pytest.param("[profile a-Z0_/.%@:+]", ["a-Z0_/.%@:+"], id="characters of a name"),
        pytest.param(
            "[p]\n[profilep]\n[profile]\n[Profile p]\n[profile p q]\n[profile é]\n[profile \\]\n"
            "[profile p] junk\n[profile p]\x0c\n[x profile p]\n[foo p]\n[]\n[profile ]\n[[a]]",
            {},
            id="unknown headers",
        ),
        pytest.param("[foo]\njunk\na = 1\n[profile p]", ["p"], id="lines below them are skipped"),
        pytest.param("[profile p]\na = [v]\nb = 1", {"p": {}}, id="brackets make a header"),
        pytest.param("[profile p]\na = 1\nb ] = [\nc = 1", {"p": {"a": "1"}}, id="in any order"),
        pytest.param("[profile p]\na = [v\nb = v]", {"p": {"a": "[v", "b": "v]"}}, id="not one"),
        pytest.param("[profile p]\n\ta \x0b=\x0c 1 \r\n", {"p": {"a": "1"}}, id="trimmed"),
        pytest.param("[profile p]\na = 1\r\r\nb = 2\r", {"p": {"a": "1", "b": "2"}}, id="CR"),
        pytest.param("[profile p]\na = \xa01\x85", {"p": {"a": "\xa01\x85"}}, id="no other space"),
        pytest.param("[profile p]\na = b=c\n = d", {"p": {"a": "b=c", "": "d"}}, id="the first ="),
        pytest.param("[profile p]\na = 1\0 2\nb\0c = 3", {"p": {"a": "1", "b": "3"}}, id="NUL"),
        pytest.param(
            "[profile p]\na = 1 # c\nb = 1#c\nc = 1\t;c\nd = 1\xa0#c",
            {"p": {"a": "1", "b": "1#c", "c": "1", "d": "1\xa0#c"}},
            id="comments",
        ),
        pytest.param("[profile p]\n#[profile q]\n;junk", {"p": {}}, id="lines of comments"),
        pytest.param("[profile p]\n # c\n  \t\nab\na=\na=1", {"p": {"a": "1"}}, id="short lines"),
        pytest.param("[profile p]\nb= \né=", {"p": {"b": "", "é": ""}}, id="of less than 3 bytes"),
        pytest.param(b"[profile p]\n\xe9= \xff", {"p": {"\udce9": "\udcff"}}, id="not UTF-8"),
        pytest.param("[profile p]\na = 1\na = 2\nA = 3", {"p": {"a": "2", "A": "3"}}, id="twice"),
        pytest.param("[profile p]\ns3 =\n  a = 1", {"p": {"s3": "", "a": "1"}}, id="no blocks"),
        pytest.param(
            "[profile p]\na = 1\n[profile q]\n[profile p]\nb = 1",
            {"p": {"b": "1"}, "q": {}},
            id="a profile twice",
        ),
        pytest.param("[profile p]\n[profile q]\njunk\n[profile r]", {"p": {}}, id="the end"),
        pytest.param("[profile p]\n[profile q]\n\x0b\x0b\x0b", {"p": {}}, id="of VT"),
        pytest.param("a = 1\n[profile p]", {}, id="a line before any header"),
        pytest.param("# c\nab\n[profile p]", {"p": {}}, id="unless it is short"),
        pytest.param("\ufeff[profile p]\njunk\n[default]", ["default"], id="a mark"),
        pytest.param("[profile p]".encode("utf-16"), {}, id="UTF-16"),
        pytest.param(
            "[services s]\njunk\na = 1\ns3 =\n endpoint_url = x\nec2 =\nendpoint_url = y\n"
            "[default]",
            ["default"],
            id="services",
        ),
        pytest.param("[services s]\nendpoint_url = x\n[default]", {}, id="no service for it"),
        pytest.param("[services s]\ns3 =\n region = x\n[default]", {}, id="another setting"),
        pytest.param("[profile services s]\nendpoint_url = x\n[default]", {}, id="behind profile"),
        pytest.param("[services]\njunk\n[default]", ["default"], id="without a name"),
    ],
)
def test_config_reads_as(config: str | bytes, profiles: object) -> None:
    reading = _read(config)
    if isinstance(profiles, list):
        profiles = {name: {} for name in profiles}
    assert (reading.error, reading.profiles) == (None, profiles)
    assert reading.verdicts.keys() == reading.profiles.keys()


@pytest.mark.parametrize(
    ("credentials", "profiles"),
    [
        pytest.param("[p]\na = 1\n [ q ]#", {"p": {"a": "1"}, "q": {}}, id="names"),
        pytest.param("[profile p]\n[profile sso-session s]\n[p q]", {}, id="no types"),
        pytest.param("[profile]\n[sso-session]", {"profile": {}, "sso-session": {}}, id="words"),
        pytest.param("[sso-session s]\njunk\n[p]", {"p": {}}, id="no sessions"),
        pytest.param("[services s]\nendpoint_url = x\n[p]", {}, id="but services"),
        pytest.param("[profile services s]\nendpoint_url = x\n[p]", {"p": {}}, id="by themselves"),
    ],
)
def test_credentials_read_as(credentials: str, profiles: object) -> None:
    assert _read("", credentials).profiles == profiles


def test_two_files() -> None:
    reading = _read(
        "[sso-session s]\na = 1\n[profile sso-session t]\nb = 1\n[sso-session]\n[profile p]\na = 1"
        "\nb = 1\n[profile q]",
        "[p]\nb = 2\nB = 3\n[r]",
    )
    assert reading.sessions == {"s": {"a": "1"}, "t": {"b": "1"}}
    assert reading.profiles == {"p": {"a": "1", "b": "2", "B": "3"}, "q": {}, "r": {}}


@pytest.mark.parametrize(
    ("file", "inside", "title"),
    [
        ("config", " profile\tp ", ("profile", "p")),
        ("config", "default", ("profile", "default")),
        ("config", "sso-session p", ("sso-session", "p")),
        ("config", "profile services p", ("services", "p")),
        ("config", "p", None),
        ("config", "profile sso-session", None),
        ("credentials", "p", ("profile", "p")),
        ("credentials", "services p", ("services", "p")),
        ("credentials", "profile p", None),
        ("credentials", "sso-session p", None),
    ],
)
def test_headers(file: str, inside: str, title: object) -> None:
    assert cpp.header(file, inside) == title


# --- verdicts

_ACCEPTED = Verdict(True, None, "static")
_REFUSED = Verdict(False, "Valid credentials could not be sourced by a profile provider", None)
_PROCESS, _SSO = (Verdict(True, None, kind) for kind in ("process", "sso"))
_ABSENT = Verdict(False, "Profile credentials provider could not load a profile at p.", None)
_KEYS = ("sso_account_id", "sso_role_name", "sso_region", "sso_start_url")
_WHOLE = dict.fromkeys(_KEYS, "x")
_SESSION = {"s": {"sso_region": "x", "sso_start_url": "x"}, "empty": {}}


@pytest.mark.parametrize(
    ("values", "runtime", "expected"),
    [
        pytest.param({}, _ACCEPTED, _ACCEPTED, id="what the C runtime says"),
        pytest.param({"credential_process": "c"}, _ACCEPTED, _ACCEPTED, id="before a command"),
        pytest.param({}, _REFUSED, _REFUSED, id="and why it refuses"),
        pytest.param({}, None, _ABSENT, id="what it does not see"),
        pytest.param({"credential_process": "c", **_WHOLE}, _REFUSED, _PROCESS, id="a command"),
        pytest.param({"credential_process": ""}, None, _ABSENT, id="of no length"),
        pytest.param(_WHOLE, _REFUSED, _SSO, id="SSO"),
        *(pytest.param({**_WHOLE, key: ""}, None, _ABSENT, id=f"no {key}") for key in _KEYS),
        pytest.param({**_WHOLE, "sso_session": "s"}, None, _SSO, id="the same as a session's"),
        pytest.param(
            {**dict.fromkeys(_KEYS[:2], "x"), "sso_session": "s"}, None, _SSO, id="only there"
        ),
        pytest.param(
            {**_WHOLE, "sso_session": "s", "sso_region": "y"}, None, _ABSENT, id="a conflict"
        ),
        pytest.param({**_WHOLE, "sso_session": "gone"}, None, _ABSENT, id="no session"),
        pytest.param(
            {"sso_account_id": "x", "sso_role_name": "x", "sso_session": "empty"},
            None,
            _ABSENT,
            id="nothing in it",
        ),
    ],
)
def test_a_profile_is_judged(values: Values, runtime: Verdict | None, expected: Verdict) -> None:
    verdicts = {"p": runtime} if runtime else {}
    assert judge(["p"], {"p": values}, _SESSION, verdicts) == {"p": expected}


def test_only_config_is_asked_for_more_than_the_runtime_has() -> None:
    assert judge(["p"], {}, {}, {}) == {"p": _ABSENT}


# --- against a plain retelling of the loader


def _retold(file: str, data: bytes) -> dict[str, dict[bytes, bytes]]:
    """The profiles of a file: the steps of the loader one after the other, on bytes."""
    stored: dict[bytes, dict[bytes, bytes]] = {}
    state, name, service = "nothing", b"", b""
    values: dict[bytes, bytes] = {}
    lines = data.split(b"\n")

    def store() -> None:
        if state == "profile":
            stored[name] = values

    for line in lines:
        line = line[:-1] if line.endswith(b"\r") else line
        if line[:1] in (b"#", b";"):
            continue
        for at in range(len(line) - 1):
            if line[at] in b" \t" and line[at + 1] in b"#;":
                line = line[:at]
                break
        if len(line) < 3 or not line.strip(b" \t"):
            continue
        if b"[" in line and b"]" in line:
            store()
            state, name = _section(file == "config", line)
            values, service = {}, b""
            continue
        key, equals, value = (
            part.split(b"\0")[0].strip(b"\t\n\x0b\x0c\r ") for part in line.partition(b"=")
        )
        if state == "nothing" or (state in ("profile", "session") and not equals):
            break
        if state == "profile":
            values[key] = value
        if state == "services" and equals:
            if not value:
                service = key
            elif (key == b"endpoint_url") != (service != b""):
                break
    else:
        store()
    return {key.decode("utf-8", "surrogateescape"): found for key, found in stored.items()}


def _section(is_config: bool, line: bytes) -> tuple[str, bytes]:
    """What a header begins, and its name."""
    rest = line.lstrip(b" \t")
    if not rest.startswith(b"["):
        return "unknown", b""
    rest = rest[1:].lstrip(b" \t")
    prefixed = False
    if is_config and b"profile" in rest[:14]:
        if rest[7:8] not in (b" ", b"\t"):
            return "unknown", b""
        rest, prefixed = rest[7:].lstrip(b" \t"), True
    word, rest = _identifier(rest)
    if not word or rest[:1] not in (b" ", b"\t", b"]"):
        return "unknown", b""
    kind, name = "profile", word
    if word == b"services" or (is_config and word == b"sso-session"):
        kind = "services" if word == b"services" else "session"
        name, rest = _identifier(rest.lstrip(b" \t"))
        if not name:
            return "unknown", b""
    elif is_config and not prefixed and word != b"default":
        return "unknown", b""
    rest = rest.lstrip(b" \t")
    if rest[:1] != b"]" or rest[1:].lstrip(b" \t")[:1] not in (b"", b"#", b";"):
        return "unknown", b""
    return kind, name


def _identifier(text: bytes) -> tuple[bytes, bytes]:
    end = 0
    while end < len(text) and (text[end : end + 1].isalnum() or text[end] in b"-_/.%@:+"):
        end += 1
    return text[:end], text[end:]


_PIECES = (
    *(b"[", b"]", b"[profile p]", b"[q]", b"[default]", b"[services s]", b"[sso-session s]"),
    *(b"profile", b"profile ", b"services ", b" ", b"\t", b"\r", b"\0", b"\x0b", b"#", b";", b" #"),
    *(b"=", b"a = 1", b"b =", b"endpoint_url = x", b"s3 =", b"a", b"\xe9", b"\xc3\xa9", b"\n"),
    *(b"\n", b"\n", b"\n", b"\n[profile p]\n", b"\n[q]\n", b"\ndefault", b"sso-session", b"=="),
)
_BYTES = st.lists(st.sampled_from(_PIECES), max_size=30).map(b"".join)


@examples(250, 100_000)
@given(st.one_of(PAIRS, st.builds(Pair, _BYTES, _BYTES)))
def test_a_file_reads_as_the_loader_does(pair: Pair) -> None:
    for file, reading in (("config", _read(pair[0])), ("credentials", _read("", pair[1]))):
        expected = {
            name: {
                key.decode("utf-8", "surrogateescape"): value.decode("utf-8", "surrogateescape")
                for key, value in found.items()
            }
            for name, found in _retold(file, getattr(pair, file)).items()
        }
        assert reading.profiles == expected


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[cplusplus.Sdk]:
    with cplusplus.started(tmp_path_factory.mktemp("cpp")) as found:
        yield found


@examples(1_000, 100_000)
@given(pair=st.one_of(PAIRS, MUTATED, st.builds(Pair, _BYTES, _BYTES)))
def test_the_real_loader_reads_so(sdk: cplusplus.Sdk, pair: Pair) -> None:
    each = {"config": _read(pair[0]).profiles, "credentials": _read("", pair[1]).profiles}
    assert sdk.ask(pair) == each


@examples(250, 50_000)
@given(PAIRS)
def test_any_files_are_read_and_judged(pair: Pair) -> None:
    reading = _read(*pair)
    assert (reading.tool, reading.error) == ("cpp", None)
    assert reading.verdicts.keys() == reading.profiles.keys()
    readers.give_reasons(reading)


@examples(250, 50_000)
@given(PAIRS)
def test_plain_sections_read_as_line_by_line(pair: Pair) -> None:
    readers.read_alike(cpp.read, pair)


# --- big files: each would take minutes, were any step not linear


@pytest.mark.parametrize("end", ["\n", " \n"], ids=["plain", "odd"])
def test_many_sections_are_read(end: str) -> None:
    text = "".join(f"[profile p{number}]\nregion = x{end}" for number in range(20_000))
    assert len(_read(text + text).profiles) == 20_000


@pytest.mark.parametrize(
    "line", ["a = " + "x" * 1_000_000, "[profile" + " \t" * 500_000, "a = b" + " x" * 500_000]
)
def test_big_lines_are_read(line: str) -> None:
    assert _read(f"[profile p]\n{line}\n[default]\n").verdicts.keys() <= {"p", "default"}
