"""What the files mean: names, kinds, accounts, and where credentials are defined."""

from __future__ import annotations

import pytest

import awscred
from awscred.profiles import account_of_access_key, account_of_arn, section_type
from awscred.tools import TOOLS

ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"
KEYS = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = x\n"


@pytest.mark.parametrize(
    ("file", "header", "expected"),
    [
        ("config", "default", ("profile", "default")),
        ("config", "profile a", ("profile", "a")),
        ("config", "profile  a", ("profile", "a")),
        ("config", 'profile "my work"', ("profile", "my work")),
        ("config", "Profile a", ("profile", "a")),
        ("config", "profiles a", ("profile", "a")),
        ("config", "a", ("profile", "a")),
        ("config", "sso-session a", ("sso-session", "a")),
        ("config", "services a", ("services", "a")),
        ("config", "plugins", ("", "plugins")),
        ("config", "what ever", ("", "what ever")),
        ("credentials", "a", ("profile", "a")),
        ("credentials", "profile a", ("profile", "a")),
        ("credentials", "my work", ("profile", "my work")),
        ("credentials", "plugins", ("profile", "plugins")),
    ],
)
def test_a_header_means(file: str, header: str, expected: tuple[str, str]) -> None:
    assert section_type(file, header) == expected


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (KEYS, "static"),
        (KEYS + "aws_session_token = x\n", "temporary"),
        ("aws_secret_access_key = x\n", "static"),
        (ROLE + "source_profile = a\n", "role"),
        (KEYS + ROLE + "source_profile = a\n", "role"),
        (ROLE + "web_identity_token_file = /t\n", "web-identity"),
        ("credential_source = Environment\n", "source"),
        ("sso_session = a\n", "sso"),
        ("sso_start_url = https://example.awsapps.com/start\n", "sso"),
        ("credential_process = /bin/keys\n", "process"),
        ("login_session = arn:aws:sts::123456789012:assumed-role/a/b\n", "login"),
        ("region = eu-west-1\n", "none"),
        ("", "none"),
    ],
)
def test_a_profile_s_kind(settings: str, kind: str) -> None:
    assert awscred.read(config=f"[profile p]\n{settings}").profiles["p"].kind == kind


@pytest.mark.parametrize(
    ("key_id", "account"),
    [
        ("ASIAQNZGKIQY56JQ7WML", "029608264753"),  # published with the scheme
        ("AKIAI44QH8DHBEXAMPLE", None),  # the old scheme: I or J in fifth place
        ("AKIAJ44QH8DHBEXAMPLE", None),
        ("AKIA1111111111111111", None),  # not base 32
        ("AKIA7777777777777777", None),  # 13 digits
        ("akiaqnzgkiqy56jq7wml", None),
        ("AKIAÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉ", None),
        ("AROAQNZGKIQY56JQ7WML", None),
        ("AKIA", None),
        ("", None),
    ],
)
def test_an_access_key_id_spells_its_account(key_id: str, account: str | None) -> None:
    assert account_of_access_key(key_id) == account


@pytest.mark.parametrize(
    ("arn", "account"),
    [
        ("arn:aws:iam::123456789012:role/deploy", "123456789012"),
        ("arn:aws-us-gov:iam::123456789012:role/a:b", "123456789012"),
        ("arn:aws:iam::12345:role/deploy", None),
        ("arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/deploy", None),
        ("deploy", None),
    ],
)
def test_an_arn_names_its_account(arn: str, account: str | None) -> None:
    assert account_of_arn(arn) == account


@pytest.mark.parametrize(
    ("settings", "account"),
    [
        ("aws_access_key_id = ASIAQNZGKIQY56JQ7WML\n", ("029608264753", "aws_access_key_id")),
        (KEYS, (None, None)),
        (KEYS + "aws_account_id = 123456789012\n", ("123456789012", "aws_account_id")),
        (KEYS + "aws_account_id = 1234\n", (None, None)),
        (ROLE + "source_profile = a\n", ("123456789012", "role_arn")),
        ("sso_session = a\nsso_account_id = 123456789012\n", ("123456789012", "sso_account_id")),
        ("login_session = arn:aws:sts::123456789012:user/a\n", ("123456789012", "login_session")),
        ("region = eu-west-1\naws_account_id = 123456789012\n", (None, None)),
    ],
)
def test_a_profile_s_account_and_where_it_is_from(
    settings: str, account: tuple[str | None, str | None]
) -> None:
    assert awscred.read(config=f"[profile p]\n{settings}").profiles["p"].account == account


def test_credentials_go_over_config_and_both_places_are_known() -> None:
    files = awscred.read(
        config="[profile p]\nregion = a\noutput = json\n", credentials=f"\n[p]\n{KEYS}region = b\n"
    )
    profile = files.profiles["p"]
    assert profile.region == "b"
    assert profile.settings["output"] == "json"
    assert [(file, section.line) for file, section in profile.sections] == [
        ("config", 1),
        ("credentials", 2),
    ]
    assert (profile.origin[0], profile.origin[1].line) == ("credentials", 2)


def test_the_origin_is_where_the_kind_is_decided() -> None:
    """Not the last section of the profile, and not the one with its region."""
    files = awscred.read(
        config=f"[profile p]\n{ROLE}\n[profile none]\n", credentials="[p]\nregion = a\n[none]\n"
    )
    file, section = files.profiles["p"].origin
    assert (file, section.header) == ("config", "profile p")
    file, section = files.profiles["none"].origin
    assert (file, section.header) == ("credentials", "none")


def test_a_section_given_twice_is_one_profile_whose_last_value_counts() -> None:
    files = awscred.read(config="[profile p]\nregion = a\noutput = json\n[profile p]\nRegion = b\n")
    assert files.profiles["p"].settings == {"region": "b", "output": "json"}
    assert len(files.profiles["p"].sections) == 2


@pytest.mark.parametrize(
    ("line", "name"), [(1, None), (2, "a"), (3, "a"), (4, None), (5, None), (6, "b"), (7, "b")]
)
def test_the_profile_at_a_line(line: int, name: str | None) -> None:
    config = "# top\n[profile a]\nregion = x\n[sso-session s]\nsso_region = x\n[profile b]\n"
    assert awscred.read(config=config).profile_at("config", line) == name


def test_a_profile_s_representation_shows_no_value() -> None:
    files = awscred.read(credentials="[p]\naws_secret_access_key = hidden\nx = hidden\n")
    assert repr(files.profiles["p"]) == "<Profile 'p': static>"
    assert "hidden" not in repr((files, files.profiles, files.profiles["p"].sections))


def test_no_representation_shows_a_secret() -> None:
    """A failing assertion of a user's test prints the values that it compares."""
    secret = "TOPSECRET123"
    files = awscred.read(
        config=f"[profile b]\nxaws_secret_access_key = {secret}\nregion: {secret}\n  {secret}\n",
        credentials=f"[b]\naws_secret_access_key = {secret}\nsource_profile = {secret}\n",
    )
    report = awscred.validate(files)
    readings = [awscred.reading(tool, files) for tool in TOOLS]
    shown = [
        *map(repr, (files.profiles, files.config, report, report.findings, readings)),
        *(repr(found.fix) for found in report.findings),
        *(repr(reading.verdicts) + repr(reading.error) for reading in readings),
        *(repr(reading.parts) for reading in readings),
        *(repr(section.settings) + repr(section.rows) for section in files.config.sections),
    ]
    assert not [text for text in shown if secret in text]


def test_an_absent_file_is_an_empty_one() -> None:
    for files in (awscred.read(config=None, credentials=None), awscred.read()):
        assert not files.profiles
        assert all(not awscred.reading(tool, files).profiles for tool in TOOLS)
        assert not awscred.validate(files).findings
    only_keys = awscred.read(config=None, credentials="[p]\nregion = eu-west-1\n")
    assert [*only_keys.profiles] == ["p"]
