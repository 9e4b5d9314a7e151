"""Files from public bug reports, with what their owners needed to know.

Each folder of tests/cases has the smallest input of one report. Files named `good-...` are written
by other programs, and no AWS tool rejects them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import awscred
from awscred import fixes, validation
from awscred.findings import INFO, Finding
from awscred.profiles import Files

CASES = Path(__file__).parent / "cases"

# The errors and warnings: severity, rule, file:line
EXPECTED: dict[str, set[str]] = {
    "azure-settings": set(),
    "ec2-role": set(),
    "good-azure-login": set(),
    "good-comment-umlaut": set(),
    "good-external-id": set(),
    "good-pager": set(),
    "good-saml2aws": set(),
    "good-scaleway-plugin": set(),
    "mfa-inherit": {"warning unused-role-setting config:3"},
    "missing-printf": {
        "error access-key-id-form credentials:6",
        "error unknown-setting credentials:7",
        "error junk-line credentials:8",
    },
    "names-quoted": {"error name-not-portable config:1", "error name-not-portable config:5"},
    "no-header": {"error junk-line credentials:1"},
    "no-prefix-keys": {"error section-prefix config:6"},
    "no-region": set(),
    "okta-blanks": {
        "error header-spacing config:8",
        "error missing-keys config:9",
        "error header-spacing config:10",
        "error missing-keys config:11",
    },
    "optin-token": set(),
    "own-settings": {"error indented-key config:3", "error header-glued-text config:6"},
    "region-typo": {"error region-form config:2"},
    "s3-flat-min": {"error block-expected config:3"},
    "sso-session-name": {"error sso-session-missing config:10"},
    "token-in-config": {"error credentials-split config:3"},
    "typo-source": {"error unknown-setting config:11"},
    "typo-source-min": {"error unknown-setting config:3"},
    "unprefixed-region": {"error section-prefix config:5"},
    "wrapped-arn": {"error multiline-value config:2"},
    "wrong-key-names": {"error unknown-setting config:2"},
}

# After all fixes: lines that are then in the files, by file
FIXED: dict[str, tuple[tuple[str, str], ...]] = {
    "no-header": (("credentials", "[default]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\n"),),
    "region-typo": (("config", "region = us-east-1\n"),),
    "s3-flat-min": (("config", "s3 =\n  addressing_style = virtual\n"),),
    "token-in-config": (
        ("config", "[default]\nregion = us-east-1\n"),
        ("credentials", "aws_session_token = TOKENEXAMPLE\n"),
    ),
    "typo-source": (("config", "\nsource_profile = usermgt\n"),),
    "typo-source-min": (("config", "\nsource_profile = base\n"),),
    "wrapped-arn": (
        ("config", "\nrole_arn = arn:aws:iam::123456789012:role/cross-account/Admin\nsource_"),
    ),
    "wrong-key-names": (("config", "\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"),),
}


def _files(case: str) -> Files:
    texts = {}
    for name in ("config", "credentials"):
        path = CASES / case / name
        texts[name] = path.read_bytes() if path.exists() else b""
    return awscred.read(**texts)


def _serious(found: list[Finding]) -> set[str]:
    return {
        f"{one.severity} {one.rule} {one.place.file}:{one.place.span.line}"
        for one in found
        if one.severity != INFO
    }


def test_every_case_is_expected() -> None:
    assert {folder.name for folder in CASES.iterdir()} == EXPECTED.keys()


@pytest.mark.parametrize("case", EXPECTED)
def test_a_case_has_the_right_findings(case: str) -> None:
    assert _serious(awscred.validate(_files(case)).findings) == EXPECTED[case]


@pytest.mark.parametrize("case", FIXED)
def test_a_case_is_fixed(case: str) -> None:
    fixed = fixes.apply(_files(case), validation.validate, unsafe=True)
    for file, text in FIXED[case]:
        assert text in f"\n{fixed.files.document(file).text}"
    assert _serious(fixed.report.findings) == set()


def _finding(case: str, rule: str) -> Finding:
    (found,) = (one for one in awscred.validate(_files(case)).findings if one.rule == rule)
    return found


def test_a_missing_region_is_an_info() -> None:
    assert "dev has no region" in _finding("no-region", "region-missing").message


def test_a_misspelled_region_is_guessed() -> None:
    assert "did you mean us-east-1?" in _finding("region-typo", "region-form").message


def test_a_setting_that_cannot_be_named_is_not_called_a_setting() -> None:
    message = _finding("missing-printf", "unknown-setting").message
    assert "setting a setting" not in message
    assert "aws_secret_access_key" in message


def test_a_split_pair_of_key_and_token_is_explained() -> None:
    message = _finding("token-in-config", "credentials-split").message
    assert "config" in message
    assert "credentials" in message
