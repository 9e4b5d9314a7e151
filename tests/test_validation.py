"""The whole report: its order, its verdicts, what `list` may leave out, and hostile files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import awscred
from awscred import validation
from awscred.findings import ERROR, INFO, WARNING, Report
from awscred.identity import without
from tests.aws import KEY, SECRET
from tests.sizes import cpu_limit, cpu_seconds

KEYS = (
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"


def _report(config: str, credentials: str) -> Report:
    return awscred.validate(awscred.read(config=config, credentials=credentials))


def test_findings_stand_in_the_order_of_the_files() -> None:
    report = _report("[profile a]\nregoin = x\nregion: y\n", "[b]\njunk\n")
    places = [(item.place.file, item.place.span.line) for item in report.findings]
    assert places == sorted(places, key=lambda place: (place[0] != "config", place[1]))
    assert {place[0] for place in places} == {"config", "credentials"}


Make = Callable[[int], tuple[str, str]]


def _times(text: str) -> Make:
    """A credentials file with one section full of this text."""
    return lambda n: ("", "[a]\n" + text * n)


def _value(char: str) -> Make:
    """A credentials file with one line full of this character."""
    return lambda n: ("", f"[a]\naws_access_key_id = {char * n}\n")


def _roles(to: Callable[[int, int], int]) -> Make:
    """A config file of roles; `to` names the source profile of each."""
    return lambda n: (
        "".join(f"[profile p{i}]\n{ROLE}source_profile = p{to(i, n)}\n" for i in range(n)),
        "",
    )


# The number of hostile things, and the files with this many of them
HOSTILE: dict[str, tuple[int, Make]] = {
    "a line of 1 MB": (1_000_000, _value("A")),
    "a line of 1 MB of blanks": (1_000_000, lambda n: ("", f"[a]\n{' ' * n}=\n")),
    "a line of 1 MB of equals signs": (1_000_000, _times("=")),
    "a line of 1 MB of line separators": (300_000, _times("\u2028=")),
    "a header of 1 MB": (1_000_000, lambda n: (f"[{'[' * n}\n", "")),
    "sections": (20_000, lambda n: ("".join(f"[profile p{i}]\n" for i in range(n)), "")),
    "misspelt settings": (
        20_000,
        lambda n: ("", "[a]\n" + "".join(f"regio{i} = x\n" for i in range(n))),
    ),
    "lines of junk": (20_000, _times("junk\n")),
    "nested lines": (20_000, lambda n: ("[default]\ns3 =\n" + "  a = 1\n" * n, "")),
    "continuation lines": (20_000, lambda n: ("[default]\nregion = x\n" + "  more\n" * n, "")),
    "unclosed headers": (20_000, lambda n: ("", "[a\n" * n)),
    "a chain of roles": (8_000, _roles(lambda i, n: i + 1)),
    "a circle of roles": (8_000, _roles(lambda i, n: (i + 1) % n)),
}


@pytest.mark.parametrize(("size", "make"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_answered(size: int, make: Make) -> None:
    """Linear work takes 50 times as long as for a 50th of the size, quadratic work 2,500 times."""
    _report(*make(size // 50))  # loads modules and caches
    small = cpu_seconds(lambda: _report(*make(size // 50)))
    with cpu_limit(max(3 * 50 * small, 1)):
        report = _report(*make(size))
    assert report.count(ERROR) + report.count(WARNING) + report.count(INFO) == len(report.findings)


def test_work_that_runs_away_is_ended() -> None:
    def run_away() -> None:
        while True:
            pass

    with pytest.raises(pytest.fail.Exception, match=r"more than 0\.1 s"), cpu_limit(0.1):
        run_away()


CAUSES = {  # config, credentials, and the one error
    "a missing source": (
        f"[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}source_profile = gone\n",
        "",
        ("source-profile-missing", "b"),
    ),
    "half a pair in the source": (
        f"[profile a]\n{ROLE}source_profile = b\n",
        f"[b]\naws_access_key_id = {KEY}\n",
        ("missing-keys", "b"),
    ),
    "a misspelled source": (
        f"[profile a]\n{ROLE}source_profil = b\n",
        f"[b]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n",
        ("unknown-setting", "a"),
    ),
    "a misspelled session": (
        "[profile a]\nsso_sesion = s\nsso_account_id = 123456789012\nsso_role_name = Dev\n"
        "[sso-session s]\nsso_start_url = https://example.awsapps.com/start\n"
        "sso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n",
        "",
        ("unknown-setting", "a"),
    ),
    "a circle": (
        f"[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}source_profile = a\n",
        "",
        ("source-profile-circle", "a"),
    ),
    "a wrapped key": (
        "",
        f"[a]\naws_access_key_id = {KEY}\naws_secret_access_key =\n{SECRET}\n",
        ("multiline-value", "a"),
    ),
    "a key without a separator": (
        "",
        f"[a]\naws_access_key_id = {KEY}\naws_secret_access_key {SECRET}\n",
        ("junk-line", "a"),
    ),
}


@pytest.mark.parametrize("case", CAUSES)
def test_one_cause_is_one_finding(case: str) -> None:
    config, credentials, expected = CAUSES[case]
    files = awscred.read(config=config, credentials=credentials)
    report = awscred.validate(files)
    serious = [found for found in report.findings if found.severity != INFO]
    assert [(found.rule, found.profile) for found in serious] == [expected]


def test_what_an_error_says_only_of_other_profiles_is_not_explained() -> None:
    """An error in one profile does not hide that the Toolkit refuses another one."""
    text = f"[a]\naws_access_key_id {KEY}\n[b]\naws_access_key_id = {KEY}\n"
    report = awscred.validate(awscred.read(credentials=text))
    assert ("missing-keys", "b") in {(found.rule, found.profile) for found in report.findings}


def test_what_aws_says_of_a_role_is_not_said_again_if_its_source_is_the_cause() -> None:
    config, credentials, expected = CAUSES["half a pair in the source"]
    files = awscred.read(config=config, credentials=credentials)
    broken = without("a", "broken", "NoSource", "There are no credentials.", "See b.")
    report = validation.validate(files, identities={"a": broken})
    errors = [(found.rule, found.profile) for found in report.findings if found.severity == ERROR]
    assert errors == [expected]
