"""The profiles that the rules have to check, compared with the findings in the whole files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from unittest import mock

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import awscred
from awscred import ini, validation
from awscred.findings import INFO, Finding
from awscred.profiles import Files
from awscred.rules import RULES
from awscred.rules.rule import KEYS, Bad
from awscred.suspects import only_suspects, suspects
from tests.corpus import MUTATED, PAIRS, Pair
from tests.sizes import examples

KEY = "aws_access_key_id = AKIA{}\naws_secret_access_key = {}\n"
IDS = ("IOSFODNN7EXAMPLE", "QNZGKIQY56JQ7WML")
SECRETS = (
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
)
_KEYS = KEY.format(IDS[0], SECRETS[0])
_SESSION = (
    "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
    "sso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n"
)
_SSO = "[profile a]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = ReadOnly\n"
NAMES = (
    *("x", "y", "prod", "CI"),
    "default",
    "a",
    "b",
    "dev",
    "team-1.project_2",
    "profile.x",
    "corp",
    "Z9",
    "json",
)
REGIONS = ("", "region = eu-west-1\n", "region = us-gov-east-1\noutput = json\n", "output = text\n")
COMMENTS = ("", "", "# a comment\n", "; [b] # not a header\n", "\n", "\n#\n")


def _all_findings(files: Files) -> list[Finding]:
    """The findings if the rules check every profile."""
    with mock.patch("awscred.rules.rule.suspects", lambda files: [*files.profiles]):
        return validation.validate(files).findings


def _problems(findings: list[Finding]) -> Counter[tuple[str | None, str]]:
    return Counter((item.profile, item.severity) for item in findings if item.severity != INFO)


def _header(name: str) -> str:
    return "[default]\n" if name == "default" else f"[profile {name}]\n"


@st.composite
def _plain_sections(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """The sections of two files in which everything is in order, and many things are repeated."""
    config, credentials = [], []
    sessions = draw(st.lists(st.sampled_from(("corp", "s-1", "dev")), max_size=2, unique=True))
    config += [_SESSION.replace("corp", session) for session in sessions]
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=9))
    sources: list[str] = []
    for name in names:
        region, comment = draw(st.sampled_from(REGIONS)), draw(st.sampled_from(COMMENTS))
        kinds = (
            ["keys", "keys", "temporary"] + ["role"] * 2 * bool(sources) + ["sso"] * bool(sessions)
        )
        kind = draw(st.sampled_from(kinds))
        body = region
        if kind in ("keys", "temporary"):
            number = draw(st.integers(0, 1))
            keys = KEY.format(IDS[number], SECRETS[number])
            if kind == "temporary":
                keys = keys.replace("AKIA", "ASIA") + f"aws_session_token = {'EXAMPLE/' * 13}\n"
            credentials.append(f"[{name}]\n{keys}{comment}")
            sources.append(name)
        elif kind == "role":
            role = draw(st.sampled_from(("deploy", "Admin_1")))
            body += f"role_arn = arn:aws:iam::123456789012:role/{role}\n"
            body += f"source_profile = {draw(st.sampled_from(sources))}\n"
        else:
            body += f"sso_session = {draw(st.sampled_from(sessions))}\n"
            body += "sso_account_id = 123456789012\nsso_role_name = ReadOnly\n"
        if body:
            config.append(_header(name) + comment + body)
    return draw(st.permutations(config)), draw(st.permutations(credentials))


def _read(parts: tuple[list[str], list[str]]) -> Files:
    config, credentials = map("".join, parts)
    return awscred.read(config=config, credentials=credentials)


PLAIN = _plain_sections()
_ODD = st.sampled_from(
    (
        *("[a]\n", "[profile a]\n", "[profile a ]\n", "[b]# c\n", "[b\n", " [b]\n", "[DEFAULT]\n"),
        *(
            "[profile my a]\n",
            '[profile "a"]\n',
            "[profile 'd'ev]\n",
            "[profile.a]\n",
            "[plugins]\n",
        ),
        *(
            "[sso-session corp]\n",
            "[services a]\n",
            "[profile  a]\n",
            "[Default]\n",
            "[profile\xa0b]\n",
        ),
        *(
            "\ufeff[a]\n",
            "\xa0[b]\n",
            "x = 1\n\r[b]\n",
            "junk\n",
            "# é\n",
            "# \udce9\n",
            f"# {'x' * 70_000}\n",
            "[profile c\\orp]\nregion = us-east-2\n",
        ),
        *("region = eu-west-1 # c\n", "region = us-east1\n", "output = josn\n", "regoin = x\n"),
        *("[profile.a]\nregion = us-east-2\n", "[sso-session.corp]\nsso_region = us-east-2\n"),
        *(
            "  indented = 1\n",
            "source_profile = b\n",
            "source_profile = nobody\n",
            "sso_session = s\n",
        ),
        "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = a\n",
        *(KEY.format(IDS[0], SECRETS[1]), KEY.format(IDS[1], f'"{SECRETS[0]}"'), "s3 =\n  x = 1\n"),
        *("aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n", "mfa_serial = x\n", "<<<<<<< HEAD\n"),
    )
)


@st.composite
def _mixed(draw: st.DrawFn) -> Pair:
    """Files in order with a few odd lines anywhere among them."""
    files = [
        [line for part in parts for line in part.splitlines(keepends=True)] for parts in draw(PLAIN)
    ]
    for _ in range(draw(st.integers(1, 3))):
        lines = draw(st.sampled_from(files))
        for odd in draw(st.lists(_ODD, min_size=1, max_size=2)):
            lines.insert(draw(st.integers(0, len(lines))), odd)
    return Pair(*("".join(lines).encode("utf-8", "surrogateescape") for lines in files))


MIXED = _mixed()


def _twice(key: str) -> Callable[[Files], bool]:
    """Whether two profiles have the same value of this setting."""

    def is_there(files: Files) -> bool:
        values = [profile.settings.get(key) for profile in files.profiles.values()]
        return any(values.count(value) > 1 for value in values if value)

    return is_there


def _source_kinds(files: Files) -> set[str]:
    profiles = files.profiles.values()
    sources = {profile.settings.get("source_profile", "") for profile in profiles}
    return {files.profiles[source].kind for source in sources if source}


@pytest.mark.parametrize(
    "is_there",
    [
        *map(_twice, ("aws_access_key_id", "role_arn", "source_profile", "sso_session", "region")),
        lambda files: _source_kinds(files) == {"static", "temporary"},
        lambda files: {profile.kind for profile in files.profiles.values()} >= {"role", "sso"},
        lambda files: any(len(profile.sections) == 2 for profile in files.profiles.values()),
        lambda files: not files.sso_sessions.keys().isdisjoint(files.profiles),
        lambda files: {"default", "profile.x"} <= files.profiles.keys(),
        lambda files: len(files.sso_sessions) == 2,
        lambda files: "#" in files.config.text and ";" in files.credentials.text,
    ],
)
def test_files_in_order_have_what_a_rule_may_compare(is_there: Callable[[Files], bool]) -> None:
    """The files for the next test repeat keys, roles, sources, sessions and names."""
    find(
        PLAIN,
        lambda parts: is_there(_read(parts)),
        settings=settings(max_examples=2_000, derandomize=True, phases=[Phase.generate]),
    )


@examples(200, 40_000)
@given(PLAIN)
def test_what_is_in_order_has_no_problem(parts: tuple[list[str], list[str]]) -> None:
    """A new rule that warns about something usual fails here: `list` would not count its
    findings."""
    files = _read(parts)
    assert _problems(_all_findings(files)) == {}
    assert suspects(files) == []
    assert only_suspects(files) is None


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(bad, id=f"{rule.id}-{number}")
        for rule in RULES
        for number, bad in enumerate(rule.bad)
    ],
)
def test_no_example_of_a_rule_is_left_out(example: Bad) -> None:
    """Not even if everything else in it is usual: every profile has keys, and KEYS are usual ones.

    The KEYS of the examples are never in order, because no key id has an 8: they would hide a gap.
    """
    config, credentials = (text.replace(KEYS, _KEYS) for text in example[:2])
    before = awscred.read(config=config, credentials=credentials)
    bare = [name for name, profile in before.profiles.items() if profile.kind == "none"]
    more = "".join(f"[{name}]\n{_KEYS}" for name in bare if f"[{name}]" not in credentials)
    files = awscred.read(config=config, credentials=f"{credentials}\n{more}")
    assert validation.validate(files).findings == _all_findings(files)
    assert validation.problems(files) == _problems(_all_findings(files))


@pytest.mark.parametrize(
    ("config", "credentials", "names"),
    [
        pytest.param(
            "",
            f"[a]\n{_KEYS}[b]\n{_KEYS.replace('wJal', 'je7M')}",
            ["a", "b"],
            id="two secrets of one id",
        ),
        pytest.param(
            "[profile c\\orp]\n",
            f"[corp]\n{_KEYS}[b]\n{_KEYS}",
            ["c\\orp", "corp"],
            id="the AWS CLI reads corp",
        ),
        pytest.param(
            "[profile.a]\n",
            f"[a]\n{_KEYS}[b]\n{_KEYS}",
            ["profile.a", "a"],
            id="the JavaScript SDK reads a",
        ),
        pytest.param(
            _SESSION.replace("example.awsapps", "view.awsapps") + _SSO,
            "",
            ["a"],
            id="AWS Builder ID",
        ),
        pytest.param(
            "[DEFAULT]\n", f"[a]\n{_KEYS}", ["DEFAULT", "a"], id="settings of every profile"
        ),
        pytest.param(
            f"[sso-session.corp]\n{_SESSION}{_SSO}",
            f"[b]\n{_KEYS}",
            ["sso-session.corp", "a"],
            id="the JavaScript SDK reads corp",
        ),
        pytest.param(
            "[profile Default]\nregion = eu-west-1\n",
            f"[Default]\n{_KEYS}",
            ["Default"],
            id="default to the Go SDK",
        ),
    ],
)
def test_what_an_odd_header_may_touch_is_suspect(
    config: str, credentials: str, names: list[str]
) -> None:
    assert suspects(awscred.read(config=config, credentials=credentials)) == names


@pytest.mark.parametrize(
    "modes", [(None, 0o644), (None, 0o640), (0o666, 0o600), (0o622, None)], ids=str
)
def test_files_that_others_reach_are_looked_at(modes: tuple[int | None, int | None]) -> None:
    files = Files(ini.Document(), ini.parse(f"[default]\n{_KEYS}"), modes=modes)
    assert only_suspects(files) is not None
    assert validation.problems(files) == _problems(_all_findings(files))


def test_nothing_odd_is_left_out() -> None:
    """`list` counts what `validate` finds; many of these files are mostly left out."""
    parts_left_out = 0

    @examples(250, 50_000)
    @given(st.one_of(MIXED, MIXED, MIXED, MIXED, MUTATED, PAIRS))
    def check(pair: Pair) -> None:
        nonlocal parts_left_out
        files = awscred.read(config=pair.config, credentials=pair.credentials)
        everything = _all_findings(files)
        assert validation.problems(files) == _problems(everything)
        assert validation.validate(files).findings == everything
        parts_left_out += 0 < len(suspects(files)) < len(files.profiles)

    check()
    assert parts_left_out > 35
