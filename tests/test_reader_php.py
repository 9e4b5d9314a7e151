"""The reader of the SDK for PHP: recordings, its rules one by one, its providers retold, and PHP's
real scanner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.tools import php
from awscred.tools.php.file import read_file
from awscred.tools.reading import Reading, Refused, Verdict
from tests import readers
from tests.corpus import MUTATED, PAIRS, Pair
from tests.record.__main__ import NEAR_CLEAN, RECORDED, load
from tests.record.php import Scanner, started
from tests.sizes import cpu_limit, examples

Values = Mapping[str, str]
Profiles = Mapping[str, Values]


def _read(config: str | bytes = "", credentials: str | bytes = "") -> Reading:
    return php.read(ini.parse(config), ini.parse(credentials))


def _sections(data: str | bytes) -> object:
    """The sections of a file, or PHP's words about its syntax error."""
    try:
        return read_file("config", ini.parse(data))
    except Refused as refused:
        return str(refused)


# --- reading


@pytest.mark.parametrize("path", [RECORDED, NEAR_CLEAN], ids=["random", "near clean"])
def test_it_sees_what_the_real_one_saw(path: Path) -> None:
    wrong = []
    for case in load(path):
        real = case["readings"]["php"]
        reading = _read(case["config"] or "", case["credentials"] or "")
        said = reading.error and reading.error.message
        same = (said, reading.profiles) == (real.get("message"), real["profiles"])
        if not (same and all(_is_same_file(case, file) for file in ("config", "credentials"))):
            wrong.append(case["id"])
    assert not wrong


def _is_same_file(case: Mapping[str, Any], file: str) -> bool:
    """Whether one file by itself is what it was."""
    if case[file] is None:
        return True
    found, real = _sections(case[file]), case["readings"]["php"][file]
    return isinstance(found, str) if real is False else found == real


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        pytest.param("", {}, id="an empty file"),
        pytest.param("a = 1\n", {}, id="before the first header"),
        # lines
        pytest.param(
            "[p]\r\na = 1\rb = 2\nc = 3", {"p": {"a": "1", "b": "2", "c": "3"}}, id="ends"
        ),
        pytest.param("[p]\n# a = (\n#\nb = 1\n", {"p": {"b": "1"}}, id="comments"),
        pytest.param(
            "[p]\n #a = 1\n\t#b = 2\n#c = 3", {"p": {"#a": "1", "#b": "2", "#c": "3"}}, id="none"
        ),
        pytest.param("[p]\n;a (\n ; b = 1\nc = 1\n;", {"p": {"c": "1"}}, id="semicolons"),
        pytest.param("[p]\na = 1\n;x", {"p": {"a": "1"}}, id="a last comment"),
        pytest.param("[p]\na = 1\0b\n[q]\n", {"p": {"a": "1"}}, id="NUL ends the file"),
        pytest.param("#\0\n[p]\na = 1\n", {"p": {"a": "1"}}, id="except in a comment"),
        pytest.param("#\0", {}, id="a last line is none"),
        pytest.param("\ufeff[p]\na = 1", {"p": {"a": "1"}}, id="a BOM"),
        pytest.param("# c\n\ufeff[p]\na = 1", {"p": {"a": "1"}}, id="a BOM after a comment"),
        pytest.param(
            "\ufeff#x = 1\n[p]\n\ufeffb = 1", {"p": {"\ufeffb": "1"}}, id="no comment after a BOM"
        ),
        pytest.param(b"[p\xff]\na\xfe = \xfd", {"p\udcff": {"a\udcfe": "\udcfd"}}, id="bytes"),
        # headers
        pytest.param(
            "[profile a]\n[ 'b' ]\n[]\n[c;d#e]\n",
            {"profile a": {}, " 'b' ": {}, "": {}, "c;d#e": {}},
            id="the inside as it is",
        ),
        pytest.param(
            "[p] # c\na = 1\n[q] ; c = 2\n[r]k = 3",
            {"p": {"a": "1"}, "q": {}, "r": {"k": "3"}},
            id="the line goes on",
        ),
        pytest.param(
            "[p]]\na = 1\n\t[q]\nb = 1\n[r]\u3000",
            {"p": {"a": "1"}, "q": {"b": "1"}, "r": {}},
            id="a tab before it",
        ),
        pytest.param("[p]\na = 1\n[q]\n[p]\nb = 2", {"p": {"b": "2"}, "q": {}}, id="again"),
        # keys
        pytest.param(
            "[p]\nA b\t=\t1\n  c=2\n'd' = 3\n] = 4\n",
            {"p": {"A b": "1", "c": "2", "'d'": "3", "]": "4"}},
            id="keys",
        ),
        pytest.param(
            "[p]\na b\tc = 1\n\xa0=2", {"p": {"c": "1", "\xa0": "2"}}, id="a tab ends a word"
        ),
        pytest.param("[p]\njunk\na: b\n]\n\\\n", {"p": {}}, id="words"),
        pytest.param(
            "[p]\nnone at all\nnobody = 1\nyes please = 2\n on = 3",
            {"p": {"nobody": "1", "yes please": "2", "on": "3"}},
            id="no words of PHP",
        ),
        pytest.param("[p]\ntrue", {"p": {}}, id="a word of PHP at the end"),
        pytest.param("[p]\ntrue ", {"p": {}}, id="and a space"),
        # values
        pytest.param("[p]\na =\nb = \nc =  ;c\nd =", {"p": dict.fromkeys("abcd", "")}, id="empty"),
        pytest.param(
            "[p]\na = b;c\nd = e ; f\ng = h;", {"p": {"a": "b", "d": "e", "g": "h"}}, id="cut"
        ),
        pytest.param(
            "[p]\na = b # c\nd = 'e;f'\ng = ${x}\\ (~",
            {"p": {"a": "b # c", "d": "'e", "g": "${x}\\ (~"}},
            id="as it is",
        ),
        pytest.param(
            '[p]\na = "b;c" ; d\ne = "f" g ; h\ni = "\nj = ""\nk = "l;m\nn = o "p"\n',
            {"p": {"a": "b;c", "e": '"f" g', "i": '"', "j": "", "k": '"l', "n": 'o "p"'}},
            id="quotes",
        ),
        pytest.param("[p]\na = \v1\xa0\u2028\f", {"p": {"a": "\v1\xa0\u2028\f"}}, id="other space"),
        pytest.param("[p]\na = b=c\nd = = e\na = f", {"p": {"a": "f", "d": "= e"}}, id="= in it"),
        pytest.param("[p]\na = 1\n  more\n  b = 2", {"p": {"a": "1", "b": "2"}}, id="more lines"),
        pytest.param("[p]\ns3 =\n  a = 1\n", {"p": {"s3": "", "a": "1"}}, id="a block is flat"),
        # arrays
        pytest.param(
            "[p]\nk[x] = 1\nk[] = 2\nk[5] = 3\nk[] = 4",
            {"p": {"k": {"x": "1", "0": "2", "5": "3", "6": "4"}}},
            id="an array",
        ),
        pytest.param(
            "[p]\nk[-3] = a\nk[] = b\nk['a' ] = c\nk[\"d\"e] = f",
            {"p": {"k": {"-3": "a", "-2": "b", "a": "c", "de": "f"}}},
            id="indices",
        ),
        pytest.param(
            "[p]\nk[true] = 1\nk[FALSE] = 2\nk[null] = 3\nk[nulls] = 4",
            {"p": {"k": {"1": "1", "2": "2", "3": "3", "nulls": "4"}}},
            id="constants",
        ),
        pytest.param(
            "[p]\nk = 1\nk[a] = 2\nl[a] = 1\nl = 2\n [b] = 3",
            {"p": {"k": {"a": "2"}, "l": "2", "": {"b": "3"}}},
            id="in place of a text",
        ),
        pytest.param(
            "k[a] = 1\nl[a] = 1\nl = 1\nm[a] = 1\n[m]\n", {"k": {"a": "1"}, "m": {}}, id="above"
        ),
    ],
)
def test_a_file_reads_as(text: str | bytes, sections: object) -> None:
    assert _sections(text) == sections


_ERROR = "syntax error, unexpected {} in Unknown on line {}"


@pytest.mark.parametrize(
    ("text", "token", "php_line", "line"),
    [
        pytest.param("[p]\n= 1", "'='", 2, 2, id="no key"),
        pytest.param("[p]\n  \t= 1", "'='", 2, 2, id="blanks for a key"),
        *(
            pytest.param(f"[p]\na = 1\n{sign}b = 1", f"'{sign}'", 3, 3, id=sign)
            for sign in '(){}!"&|^~$'
        ),
        pytest.param("[p]\nfoo(bar) = 1", "'('", 2, 2, id="after a word"),
        pytest.param("[p]\nYes = 1\n", "BOOL_TRUE", 2, 2, id="yes"),
        pytest.param("[p]\nnone\n", "BOOL_FALSE", 2, 2, id="none"),
        pytest.param("[p]\nnull\t= 1\n", "NULL_NULL", 2, 2, id="null"),
        pytest.param("[p]\ntrue\t", "BOOL_TRUE", 2, 2, id="and a tab"),
        pytest.param("[p]\na = ;", "end of file", 2, 2, id="a comment for a value"),
        pytest.param("[p]\n[q", "end of file, expecting ']'", 2, 2, id="unclosed"),
        pytest.param("[p]\n[\n]", "end of file, expecting ']'", 2, 2, id="over a line end"),
        pytest.param("[p]\n [q]\n", "END_OF_LINE, expecting '='", 3, 2, id="an indented header"),
        pytest.param("[p]\n [q]", "end of file, expecting '='", 2, 2, id="at the end"),
        pytest.param("[p]\nk[a]b = 1", "TC_LABEL, expecting '='", 2, 2, id="after an index"),
        pytest.param("[p]\nk[a]\t[b]", "TC_SECTION, expecting '='", 2, 2, id="a header after it"),
        pytest.param("[p]\nk[a;b] = 1", "end of file, expecting ']'", 2, 2, id="in an index"),
        pytest.param(
            "[p]\nk[a\n] = 1", "end of file, expecting ']'", 2, 2, id="index on two lines"
        ),
        pytest.param("[p]\n".encode("utf-16-le"), "end of file, expecting ']'", 1, 1, id="UTF-16"),
        pytest.param("# c\n[p]x\n# c\n(\n", "'('", 3, 4, id="PHP counts otherwise"),
    ],
)
def test_a_syntax_error_refuses_both_files(
    text: str | bytes, token: str, php_line: int, line: int
) -> None:
    good = "[good]\na = 1\n"
    for reading, file in ((_read(text, good), "config"), (_read(good, text), "credentials")):
        assert reading.error is not None
        assert reading.error.message == _ERROR.format(token, php_line)
        assert (reading.error.place.file, reading.error.place.span.line) == (file, line)
        assert reading.profiles == {}


def test_the_files_are_not_merged() -> None:
    reading = _read(
        "[default]\na = 1\n[p]\na = 1\n[profile p]\na = 1\nb = 1\n[profile q]\n"
        "[sso-session s]\nc = 1",
        "[p]\na = 2\n[profile r]\n",
    )
    assert reading.profiles == {"p": {"a": "2"}, "q": {}, "profile r": {}}
    assert reading.sessions == {"s": {"c": "1"}}


@pytest.mark.parametrize(
    ("file", "inside", "title"),
    [
        ("config", "profile a", ("profile", "a")),
        ("config", "profile  a ", ("profile", " a ")),
        ("config", "default", None),
        ("config", "a", None),
        ("config", "sso-session s", ("sso-session", "s")),
        ("config", "services s", ("services", "s")),
        ("credentials", "profile a", ("profile", "profile a")),
        ("credentials", " a", ("profile", " a")),
        ("credentials", "", ("profile", "")),
        ("credentials", "a]", None),
    ],
)
def test_headers(file: str, inside: str, title: object) -> None:
    assert php.header(file, inside) == title


# --- verdicts

KEYS = (
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
ACCOUNT = "sso_account_id = 123456789012\nsso_role_name = Dev\n"
SSO = f"{ACCOUNT}sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
SESSION = "[sso-session s]\nsso_region = us-east-1\nsso_start_url = u\n"
WEB = f"{ROLE}web_identity_token_file = t\n"


@pytest.mark.parametrize(
    ("config", "credentials", "kind"),
    [
        pytest.param("", f"[p]\n{KEYS}", "static", id="keys"),
        pytest.param(f"[profile p]\n{KEYS}", "", "static", id="keys in config"),
        pytest.param(
            "", "[p]\naws_access_key_id =\naws_secret_access_key =\n", "static", id="empty"
        ),
        pytest.param(f"[profile p]\n{KEYS}", "[p]\nregion = x\n", "static", id="in the other file"),
        pytest.param("", f"[p]\n{ROLE}source_profile = p\n{KEYS}", "role", id="its own source"),
        pytest.param("", f"[p]\n{ROLE}source_profile = q\n[q]\n{KEYS}", "role", id="a source"),
        pytest.param(
            f"[profile p]\n{ROLE}source_profile = q\n[q]\n{KEYS}",
            "",
            "role",
            id="a source in config",
        ),
        pytest.param(f"[profile p]\n{ROLE}credential_source = Environment\n", "", "role", id="env"),
        pytest.param("", f"[p]\n{WEB}", "web-identity", id="web identity"),
        pytest.param(
            f"[p]\n{WEB}[profile p]\n{KEYS}", "", "web-identity", id="under a plain title"
        ),
        pytest.param(f"[profile p]\n{WEB}", f"[p]\n{KEYS}", "static", id="not with credentials"),
        pytest.param(f"[profile p]\n{SSO}", f"[p]\n{KEYS}", "sso", id="SSO before keys"),
        pytest.param(f"[p]\n{SSO}\n[profile p]\n{KEYS}", "", "sso", id="SSO under a plain title"),
        pytest.param(
            f"[profile p]\n{ACCOUNT}sso_session = s\n{SESSION}", "", "sso", id="a session"
        ),
        pytest.param(f"[profile p]\n{ACCOUNT}", f"[p]\n{KEYS}", "static", id="SSO that fails"),
        pytest.param("[profile p]\nlogin_session = x\n", f"[p]\n{KEYS}", "login", id="a login"),
        pytest.param("", f"[p]\n{KEYS}credential_process = x\n", "process", id="a command first"),
        pytest.param(
            "[profile p]\ncredential_process = x\n",
            f"[p]\n{KEYS}",
            "static",
            id="a command of config last",
        ),
    ],
)
def test_a_profile_is_accepted(config: str, credentials: str, kind: str) -> None:
    assert _read(config, credentials).verdicts["p"] == Verdict(True, None, kind)


@pytest.mark.parametrize(
    ("token", "key"),
    [
        ("aws_session_token = t\n", "aws_session_token"),
        ("aws_security_token = t\n", "aws_security_token"),
        ("aws_security_token = s\naws_session_token = t\n", "aws_session_token"),
        ("aws_security_token = s\naws_session_token = 0\n", "aws_security_token"),
        ("aws_session_token =\n", None),
    ],
)
def test_a_token_makes_keys_temporary(token: str, key: str | None) -> None:
    verdict = _read("", f"[p]\n{KEYS}{token}").verdicts["p"]
    assert verdict == Verdict(True, None, "temporary" if key else "static", token=key)


NONE = "No credentials present in INI profile '{}' ({})"
EITHER = "Either source_profile or credential_source must be set using profile {}, but not both."
NOT_THERE = "source_profile {} using profile {} does not exist"
CIRCLE = "Circular source_profile reference found."


@pytest.mark.parametrize(
    ("config", "credentials", "reason", "key"),
    [
        pytest.param("", "[p]\n", NONE.format("p", "credentials"), None, id="nothing"),
        pytest.param("[profile p]\n", "", NONE.format("profile p", "config"), None, id="in config"),
        pytest.param(
            f"[p]\n{KEYS}[profile p]\n",
            "",
            NONE.format("profile p", "config"),
            None,
            id="keys under a plain title",
        ),
        pytest.param("", f"[p]\n{KEYS}{ROLE}", EITHER.format("p"), "role_arn", id="no source"),
        pytest.param(
            "",
            f"[p]\n{ROLE}source_profile = p\ncredential_source = Environment\n",
            EITHER.format("p"),
            "credential_source",
            id="two sources",
        ),
        pytest.param(
            "",
            f"[p]\n{ROLE}source_profile = 0\n",
            EITHER.format("p"),
            "role_arn",
            id="zero is empty",
        ),
        pytest.param(
            "",
            f"[p]\n{ROLE}source_profile = q\n",
            NOT_THERE.format("q", "p"),
            "source_profile",
            id="an unknown source",
        ),
        pytest.param(
            "",
            f"[p]\n{ROLE}source_profile = q\n[q]\n{ROLE}source_profile = r\n",
            NOT_THERE.format("r", "q"),
            "source_profile",
            id="in a chain",
        ),
        pytest.param(
            "",
            f"[p]\n{ROLE}source_profile = q\n[q]\n",
            NONE.format("q", "credentials"),
            "source_profile",
            id="a source without keys",
        ),
        pytest.param("", f"[p]\n{ROLE}source_profile = p\n", CIRCLE, "source_profile", id="itself"),
        pytest.param(
            "",
            f"[p]\n{ROLE}source_profile = q\n[q]\n{ROLE}source_profile = p\n",
            CIRCLE,
            "source_profile",
            id="a circle",
        ),
        pytest.param(
            "",
            f"[p]\n{ROLE}credential_source = environment\n",
            "Invalid credential_source found in config file: environment. Valid inputs"
            " include Environment, Ec2InstanceMetadata, and EcsContainer.",
            "credential_source",
            id="another credential source",
        ),
        pytest.param(
            "",
            "[p]\nrole_arn =\ncredential_source = Environment\n",
            "A role_arn must be provided with credential_source in file credentials under"
            " profile p ",
            "role_arn",
            id="an empty role",
        ),
        pytest.param(
            "[profile p]\nsso_session = x\n",
            "",
            "Could not find sso-session x in config",
            "sso_session",
            id="no session",
        ),
        pytest.param(
            f"[profile p]\n{ACCOUNT}sso_region =\n",
            "[p]\n",
            "Profile profile p in config must contain the following keys: sso_start_url,"
            " sso_region, sso_account_id, and sso_role_name.",
            "sso_region",
            id="half of SSO",
        ),
        pytest.param(
            f"[profile p]\nsso_session = s\n{SESSION}",
            "",
            "[accountId] is missing and is a required parameter",
            "sso_session",
            id="no account",
        ),
        pytest.param(
            f"[p]\n{ACCOUNT}sso_session = s\n[sso-session s]\nsso_region = x\n[profile p]\n",
            "",
            "Profile p in config must contain the following keys: sso_start_url and sso_region.",
            "sso_session",
            id="no URL",
        ),
        pytest.param(
            "",
            "[p]\ncredential_process =\n",
            "shell_exec(): Argument #1 ($command) cannot be empty",
            "credential_process",
            id="an empty command",
        ),
    ],
)
def test_a_profile_is_refused(config: str, credentials: str, reason: str, key: str | None) -> None:
    assert _read(config, credentials).verdicts["p"] == Verdict(False, reason, None, key)


@pytest.mark.parametrize(
    ("config", "credentials"),
    [
        pytest.param(f"[profile q]\n{KEYS}", "", id="in config"),
        pytest.param("", f"[q]\n{KEYS}", id="in credentials"),
    ],
)
def test_it_lacks_source_profiles_of_other_titles(config: str, credentials: str) -> None:
    role = f"[profile p]\n{ROLE}source_profile = q\n"
    verdict = _read(role + config, credentials).verdicts["p"]
    assert verdict.reason == NOT_THERE.format("q", "profile p")
    assert (verdict.accepted, verdict.lacks) == (False, "source_profile")


class _Failed(Exception):
    """What a provider ends with."""


class _Providers:
    """The default chain for one profile, provider by provider, with no memory and no shortcuts."""

    def __init__(self, config: Profiles, credentials: Profiles) -> None:
        self.config = config
        self.credentials = credentials

    def kind(self, name: str) -> str | None:
        """The kind of credentials that the first provider finds that finds any."""
        titles = (name, f"profile {name}")
        for provider in (
            lambda: self._web(name),
            lambda: self._sso(name),
            lambda: self._login(name),
            lambda: self._process(self.credentials, titles[0]),
            lambda: self._ini(self.credentials, titles[0], []),
            lambda: self._process(self.config, titles[1]),
            lambda: self._ini(self.config, titles[1], []),
        ):
            if kind := _found_by(provider):
                return kind
        return None

    def _web(self, name: str) -> str | None:
        profiles = dict(self.credentials)
        for title, values in self.config.items():
            profiles.setdefault(title.replace("profile ", ""), values)
        needed = {"web_identity_token_file", "role_arn"}
        return "web-identity" if needed <= profiles.get(name, {}).keys() else None

    def _either(self, name: str) -> Values:
        return self.config.get(name, self.config.get(f"profile {name}", {}))

    def _sso(self, name: str) -> str | None:
        values = self._either(name)
        if values.get("sso_session"):
            session = self.config.get(f"sso-session {values['sso_session']}")
            is_whole = session and session.get("sso_start_url") and session.get("sso_region")
            account = {"sso_account_id", "sso_role_name"}
            return "sso" if is_whole and account <= values.keys() else None
        needed = ("sso_start_url", "sso_region", "sso_account_id", "sso_role_name")
        return "sso" if all(values.get(key) for key in needed) else None

    def _login(self, name: str) -> str | None:
        return "login" if self._either(name).get("login_session") else None

    def _process(self, file: Profiles, title: str) -> str | None:
        return "process" if file.get(title, {}).get("credential_process") else None

    def _ini(self, file: Profiles, title: str, visited: list[str]) -> str | None:
        values = file.get(title, {})
        has_keys = {"aws_access_key_id", "aws_secret_access_key"} <= values.keys()
        if "role_arn" in values and not (visited and has_keys):
            return self._role(file, title, visited)
        if not has_keys:
            raise _Failed
        tokens = (values.get("aws_session_token"), values.get("aws_security_token"))
        return "temporary" if any(tokens) else "static"

    def _role(self, file: Profiles, title: str, visited: list[str]) -> str:
        values = file[title]
        source, provider = values.get("source_profile"), values.get("credential_source")
        if bool(source) == bool(provider):
            raise _Failed
        if source:
            if source not in file or source in visited:
                raise _Failed
            self._ini(file, source, [*visited, source])
        elif not values["role_arn"] or provider not in (
            "Environment",
            "Ec2InstanceMetadata",
            "EcsContainer",
        ):
            raise _Failed
        return "role"


def _found_by(provider: Any) -> str | None:
    try:
        kind: str | None = provider()
    except _Failed:
        return None
    return kind


_NAMES = ("a", "b", "c", "d", "default")
_TITLES = (*_NAMES, *(f"profile {name}" for name in _NAMES))
_VALUES = {
    "source_profile": (*_NAMES, "profile a", "gone", ""),
    "credential_source": ("Environment", "Ec2InstanceMetadata", "EcsContainer", "Ec2", ""),
    "sso_session": ("a", "b", "gone", ""),
}
_DECIDING = (
    *("role_arn", "source_profile") * 5,
    *("aws_access_key_id", "aws_secret_access_key") * 3,
    *("credential_source", "web_identity_token_file", "login_session", "credential_process"),
    *("aws_session_token", "aws_security_token", "region"),
    *("sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"),
)


def _settings(keys: tuple[str, ...], most: int) -> st.SearchStrategy[dict[str, str]]:
    one = st.sampled_from(keys).flatmap(
        lambda key: st.tuples(st.just(key), st.sampled_from(_VALUES.get(key, ("x", "x", ""))))
    )
    return st.lists(one, max_size=most).map(dict)


_PROFILES = st.dictionaries(st.sampled_from(_TITLES), _settings(_DECIDING, 6), max_size=5)
_SESSIONS = st.dictionaries(
    st.sampled_from(("sso-session a", "sso-session b")),
    _settings(("sso_region", "sso_start_url"), 3),
    max_size=2,
)


@examples(120, 50_000)
@given(_PROFILES, _SESSIONS, _PROFILES)
def test_verdicts_are_those_of_the_providers(
    own: dict[str, dict[str, str]],
    sessions: dict[str, dict[str, str]],
    credentials: dict[str, dict[str, str]],
) -> None:
    config = {**own, **sessions}
    start = "profile "
    names = {title.removeprefix(start) for title in own if title.startswith(start)} | {*credentials}
    verdicts = php.judge(names, config, credentials)
    providers = _Providers(config, credentials)
    kinds = {name: verdict.kind for name, verdict in verdicts.items()}
    assert kinds == {name: providers.kind(name) for name in names}


# --- any files


@examples(80, 50_000)
@given(PAIRS)
def test_any_files_are_read_and_judged(pair: Pair) -> None:
    reading = _read(*pair)
    assert reading.tool == "php"
    assert not (reading.error and reading.profiles)
    assert reading.verdicts.keys() == reading.profiles.keys()
    readers.give_reasons(reading)


@examples(80, 50_000)
@given(st.one_of(PAIRS, MUTATED))
def test_plain_sections_read_as_line_by_line(pair: Pair) -> None:
    readers.read_alike(php.read, pair)


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanner]:
    with started(tmp_path_factory.mktemp("php")) as found:
        yield found


_BITS = (
    *("[", "[a]", "[b]", "[profile a]\n", "k", "key", "k = v", "=", " = ", "v", " ", "\t", "\n"),
    *("\n", "\n", "\r\n", "\r", ";", "; c", "#", "# c", "\n#", "\n# c\n", '"', '"x"', "'", "]"),
    *("(", ")", "{", "}", "!", "&", "|", "^", "~", "$", "true", "on ", "yes", "No", "none"),
    *("null", "off", "k[x]", "k[] = v", 'k["a"]', "k['a' ]", "a[", "\0", "\ufeff", "\xa0", "\v"),
    *("\f", "é", "\udcff", "\\", 'k = "a;b"', 'k = "', "[default]\nregion = x\n", "-", "5", ":"),
)
_SCRAPS = (
    st.lists(st.sampled_from(_BITS), max_size=14)
    .map("".join)
    .filter(lambda text: "${" not in text)  # in an index, PHP looks for a variable
    .map(lambda text: text.encode("utf-8", "surrogateescape"))
)


@examples(1_000, 30_000)
@given(st.one_of(PAIRS, MUTATED, st.tuples(_SCRAPS, _SCRAPS)))
def test_the_real_scanner_reads_the_same(scanner: Scanner, pair: tuple[bytes, bytes]) -> None:
    for data in pair:
        assert _sections(data) == scanner.read(data)


# --- big files: each would take minutes, were any step not linear


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        pytest.param(KEYS, None, id="keys"),
        pytest.param("", NONE.format("p20000", "credentials"), id="no keys"),
        pytest.param(f"{ROLE}source_profile = p0\n", CIRCLE, id="a circle"),
    ],
)
def test_a_long_chain_is_followed(last: str, reason: str | None) -> None:
    links = (f"[p{number}]\n{ROLE}source_profile = p{number + 1}\n" for number in range(20_000))
    with cpu_limit(10):
        verdicts = _read("", f"{''.join(links)}[p20000]\n{last}").verdicts
    assert {verdicts[f"p{number}"].reason for number in range(20_000)} == {reason}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("k = " + "x" * 1_000_000, id="a value"),
        pytest.param("k = x" + " \t" * 500_000, id="white space"),
        pytest.param("k" + " " * 1_000_000, id="a key"),
        pytest.param("\t" * 1_000_000, id="tabs"),
        pytest.param("\t " * 500_000 + "k", id="blanks"),
        pytest.param("k = x" + ";" * 1_000_000, id="semicolons"),
        pytest.param("k = " + '"' * 1_000_000, id="quotes"),
        pytest.param("]" * 1_000_000, id="brackets"),
        pytest.param("k[] = x\n" * 50_000, id="an array"),
        pytest.param("k[" + "'a'" * 100_000 + "] = x", id="an index"),
        pytest.param("[q]\nx = 1 \n" * 50_000, id="sections"),
        pytest.param("\n" * 500_000, id="empty lines"),
        pytest.param("# c\n" * 200_000 + " ", id="comments"),
    ],
)
def test_big_lines_are_read(text: str) -> None:
    with cpu_limit(10):
        sections = _sections(f"[p]\n{text}")
    assert isinstance(sections, dict)
