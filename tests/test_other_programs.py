"""What programs other than AWS's keep in the files: owners, expiry times, and what is shown."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import awscred
from awscred.other_programs import expiry, owned_section, owner, uses_own_sso
from awscred.other_settings import _BY_NAME, _BY_PREFIX
from awscred.output.times import remaining, until
from awscred.redaction import MASK
from awscred.settings import KNOWN, NESTED, is_shown, shown_value, suggest
from awscred.times import parse_time
from tests.aws import KEY, SECRET
from tests.conftest import Run
from tests.sizes import examples

TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN" * 5
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
SESSION = f"{KEYS}aws_session_token = {TOKEN}\n"
NOON = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)

# The files as each program writes them, with the program named for each of its settings.
WRITTEN = {
    "saml2aws": f"""{SESSION}aws_security_token = {TOKEN}
x_principal_arn          = arn:aws:sts::123456789012:assumed-role/eng/anna@example.com  ; saml2aws
x_security_token_expires = 2026-11-28T13:00:00+01:00  ; saml2aws or gimme-aws-creds
""",
    "gimme-aws-creds": f"""{SESSION}
x_security_token_expires = 2026-11-28T12:00:00+00:00  ; saml2aws or gimme-aws-creds
""",
    "awscred": f"""{SESSION}
awscred_expires = 2026-11-28T12:00:00Z  ; awscred
awscred_mfa_device = arn:aws:iam::123456789012:mfa/anna  ; awscred
""",
    "aws-mfa": f"""{SESSION}
assumed_role = True  ; aws-mfa
assumed_role_arn = arn:aws:iam::123456789012:role/eng  ; aws-mfa
expiration = 2026-11-28 12:00:00  ; aws-mfa or awsume
""",
    "aws-mfa-long-term": f"""{KEYS}
aws_mfa_device = arn:aws:iam::123456789012:mfa/anna  ; aws-mfa
assume_role = arn:aws:iam::123456789012:role/eng  ; aws-mfa
""",
    "awsume": f"""{SESSION}
autoawsume = true  ; awsume
manager = awsume  ; awsume
expiration = 2026-11-28 12:00:00  ; aws-mfa or awsume
source_expiration = 2026-11-28 18:00:00  ; awsume
awsumepy_command = dev -a  ; awsume
""",
    "awsume-saml": """role_arn = arn:aws:iam::123456789012:role/eng
principal_arn = arn:aws:iam::123456789012:saml-provider/corp  ; awsume
""",
    "aws-mfa-tools": f"""{SESSION}
aws_session_token_expiration = 2026-11-28 12:00:00+00:00  ; aws-mfa-tools
""",
    "aws-azure-login": f"""{SESSION}
aws_expiration = 2026-11-28T12:00:00.000Z  ; aws-azure-login
azure_tenant_id = 11111111-2222-3333-4444-555555555555  ; aws-azure-login
azure_app_id_uri = https://signin.aws.amazon.com/saml\\#2  ; aws-azure-login
azure_default_username = anna@example.com  ; aws-azure-login
azure_default_password = hunter2  ; aws-azure-login
azure_default_role_arn =  ; aws-azure-login
azure_default_duration_hours = 5  ; aws-azure-login
azure_default_remember_me = true  ; aws-azure-login
""",
    "aws-google-auth": f"""{SESSION}
aws_session_expiration = 2026-11-28T12:00:00+0000  ; aws-google-auth or gsts
google_config.ask_role = False  ; aws-google-auth
google_config.google_username = anna@example.com  ; aws-google-auth
google_config.role_arn = arn:aws:iam::123456789012:role/eng  ; aws-google-auth
aws_google_auth_duration = 3600  ; aws-google-auth
""",
    "aws-adfs": """region = eu-west-1
adfs_config.ssl_verification = True  ; aws-adfs
adfs_config.role_arn = arn:aws:iam::123456789012:role/eng  ; aws-adfs
adfs_config.adfs_host = adfs.example.com  ; aws-adfs
""",
    "aws-sso-util": """sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Dev
sso_account_name = Big Corp  ; aws-sso-util
sso_auto_populated = true  ; aws-sso-util
sso_util_populate = true  ; aws-sso-util
sso_interactive_auth = true  ; aws-sso-util
""",
    "aws-okta": """aws_saml_url = home/amazon_aws/abc123/281  ; aws-okta
okta_account_name = account-a  ; aws-okta
okta_aws_role_arn = arn:aws:iam::123456789012:role/eng  ; aws-okta
okta_session_cookie_key = okta-session-cookie-test  ; aws-okta
mfa_provider = OKTA  ; aws-okta
mfa_factor_type = push  ; aws-okta
session_ttl = 12h  ; aws-okta
assume_role_ttl = 12h  ; aws-okta
""",
    "aws-vault": """parent_profile = base  ; aws-vault
include_profile = base  ; aws-vault
session_tags = team=a  ; aws-vault
mfa_process = /bin/otp  ; aws-vault
""",
    "granted": """granted_sso_start_url = https://example.awsapps.com/start  ; granted
granted_sso_region = eu-west-1  ; granted
granted_sso_account_id = 111122223333  ; granted
granted_generated_from = aws-sso  ; granted
common_fate_generated_from = aws-sso  ; granted
common_fate_url = https://example.com  ; granted
""",
    "aws-runas": """credentials_duration = 1h  ; aws-runas
session_token_duration = 4h  ; aws-runas
jump_role_arn = arn:aws:iam::123456789012:role/jump  ; aws-runas
saml_auth_url = https://example.com/saml  ; aws-runas
saml_username = anna  ; aws-runas
saml_provider = okta  ; aws-runas
web_identity_auth_url = https://example.com/oidc  ; aws-runas
web_identity_username = anna  ; aws-runas
web_identity_provider = okta  ; aws-runas
web_identity_client_id = abc  ; aws-runas
web_identity_redirect_uri = app:/callback  ; aws-runas
federated_username = anna  ; aws-runas
mfa_type = push  ; aws-runas
""",
    "aws-extend-switch-roles": """aws_account_id = 123456789012
role_name = Developer  ; aws-extend-switch-roles
target_role_name = Developer  ; aws-extend-switch-roles
target_region = eu-west-1  ; aws-extend-switch-roles
color = ff0000  ; aws-extend-switch-roles
image = "https://example.com/150"  ; aws-extend-switch-roles
group = Org1  ; aws-extend-switch-roles
aws_account_alias = corp  ; aws-extend-switch-roles
""",
    "net": f"""{KEYS}
toolkit_artifact_guid = 90127c27-006e-477d-8d24-a507d3bfa7b0  ; the AWS SDK for .NET
s3_force_path_style = true  ; the AWS SDK for .NET
""",
}


def _lines(program: str) -> Iterator[tuple[str, str, str | None]]:
    """The settings that a program writes: key, value, and owner."""
    for line in filter(None, WRITTEN[program].splitlines()):
        setting, _, whose = line.partition("  ; ")
        key, _, value = setting.partition("=")
        yield key.strip(), value.strip(), whose or None


@pytest.mark.parametrize("program", WRITTEN)
def test_every_setting_has_its_owner(program: str) -> None:
    for key, _, whose in _lines(program):
        assert owner(key) == owner(key.upper()) == whose
        if whose and key not in KNOWN:
            assert suggest(key) is None


def test_every_row_of_the_catalogue_is_in_a_file() -> None:
    written = {key for program in WRITTEN for key, _, _ in _lines(program)}
    assert _BY_NAME.keys() <= written
    assert all(any(key.startswith(prefix) for key in written) for prefix in _BY_PREFIX)


def test_no_setting_of_aws_has_another_owner() -> None:
    assert KNOWN.keys().isdisjoint(_BY_NAME)
    for below in NESTED.values():
        assert below.keys().isdisjoint(_BY_NAME)
    owners = {name: owner(name) for name in KNOWN}
    assert {name for name, whose in owners.items() if whose == "granted"} == {
        name for name in KNOWN if name.startswith("granted_")
    }
    assert {name for name, whose in owners.items() if whose == "aws-vault"} == {
        *("include_profile", "mfa_process", "session_tags", "transitive_session_tags"),
        *("source_identity", "web_identity_token_process"),
    }
    assert owner("sso_start_url") is owner("mfa_serial") is owner("s3") is None


def test_the_catalogue_is_in_lower_case() -> None:
    for name in (*_BY_NAME, *_BY_PREFIX):
        assert name == name.lower().strip()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sso_role_nam", "sso_role_name"),
        ("sso_acount_id", "sso_account_id"),
        ("aws_session_tokn", "aws_session_token"),
        ("source_profil", "source_profile"),
        ("role_arm", "role_arn"),
        ("web_identity_token_fil", "web_identity_token_file"),
        ("mfa_seral", "mfa_serial"),
        ("duration_second", "duration_seconds"),
        ("granted_sso_region", "granted_sso_region"),
    ],
)
def test_a_misspelled_setting_of_aws_stays_one(written: str, meant: str) -> None:
    assert suggest(written) == meant
    if written not in KNOWN:
        assert owner(written) is None


@given(st.sampled_from(sorted(KNOWN)), st.data())
@examples(100, 20_000)
def test_one_wrong_letter_makes_no_setting_of_aws_another_program_s(
    name: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(["", *"abcdefghijklmnopqrstuvwxyz_-"]))
    misspelled = name[:place] + letter + name[place + 1 :]
    assert misspelled in KNOWN or owner(misspelled) in (None, owner(name))


@pytest.mark.parametrize(
    ("keys", "whose"),
    [
        (["aws_saml_url"], "aws-okta"),
        (["AWS_SAML_URL", "mfa_provider"], "aws-okta"),
        (["aws_saml_url", "role_arn"], None),
        (["aws_saml_url", "unknown"], None),
        ([], None),
    ],
)
def test_a_section_belongs_to_a_program(keys: list[str], whose: str | None) -> None:
    assert owned_section(keys) == whose


# --- when keys expire


@pytest.mark.parametrize("program", WRITTEN)
def test_the_expiry_that_a_program_writes_is_found(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        found = expiry({key: value for key, value, _ in _lines(program)})
    finally:
        monkeypatch.undo()
        time.tzset()
    if not any("expir" in key for key, _, _ in _lines(program)):
        assert found is None
    elif program == "awsume":  # writes local times
        assert found == NOON + timedelta(hours=5)
    else:
        assert found == NOON
    assert found is None or found.tzinfo is timezone.utc


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-28T12:00:00Z", "2026-11-28T12:00:00+00:00", "2026-11-28T12:00:00.123Z"),
        *("2026-11-28T14:00:00+0200", "2026-11-28T14:00:00+02:00", "2026-11-28T07:00:00-05:00"),
        *("2026-11-28 12:00:00", "2026-11-28 12:00:00+00:00", "2026-11-28 12:00:00 UTC"),
        *("2026-11-28 12:00:00 +0000 UTC", "2026-11-28T12:00:00.123456789Z", "2026-11-28 12:00"),
        *("2026-11-28T12:00:00", "1795867200", "1795867200000", " 2026-11-28T12:00:00Z "),
    ],
)
def test_an_expiry_is_read_in_every_form(text: str) -> None:
    assert expiry({"x_security_token_expires": text}) == NOON


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2026-11-28", "2026-13-28T12:00:00Z", "2026-11-31T12:00:00Z"),
        *("2026-11-28T24:00:00Z", "2026-11-28T12:00:60Z", "2026-11-28T12:00:00+99:99"),
        *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
        *("0", "12", "²" * 10, "\uff12026-11-28T12:00:00Z", "2026-11-28T12:00:00Z\n", "9" * 5000),
        *("2026-11-28T12:00:00Z # x", '"2026-11-28T12:00:00Z"', "\x00", "\udc80", SECRET, "-1"),
    ],
)
@pytest.mark.parametrize("key", ["expiration", "aws_expiration"])
def test_what_is_no_time_is_no_expiry(text: str, key: str) -> None:
    found = expiry({key: text, "autoawsume": "true"})
    assert found is None or text.endswith("\n")  # is stripped


@given(st.text(max_size=40) | st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.Z+-]{5,20}\Z"))
@examples(100, 20_000)
def test_no_text_is_too_much_for_it(text: str) -> None:
    for is_local in (False, True):
        found = parse_time(text, is_local=is_local)
        assert found is None or found.tzinfo is timezone.utc


def test_the_latest_of_several_times_counts() -> None:
    older = {"expiration": "2026-11-27 12:00:00", "aws_expiration": "2026-11-28T12:00:00.000Z"}
    assert expiry(older) == NOON
    assert expiry({**older, "x_security_token_expires": "soon"}) == NOON
    assert expiry({"source_expiration": "2026-11-28 12:00:00"}) is None


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=-1), "expired"),
        (timedelta(seconds=30), "in 0 min"),
        (timedelta(minutes=42, seconds=59), "in 42 min"),
        (timedelta(hours=3, minutes=59), "in 3 h"),
        (timedelta(days=3), "in 3 days"),
    ],
)
def test_the_time_that_is_left_is_in_words(left: timedelta, words: str) -> None:
    assert until(NOON + left, NOON) == words
    assert remaining(NOON + left, NOON) == words.removeprefix("in ")


# --- what is shown


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("x_security_token_expires", "2026-11-28T12:00:00Z", True),
        ("X_Security_Token_Expires", "2026-11-28T12:00:00Z", True),
        ("expiration", "2026-11-28 12:00:00", True),
        ("color", "ff0000", True),
        ("sso_account_name", "Big Corp", True),
        ("azure_default_duration_hours", "5", True),
        ("x_principal_arn", "arn:aws:sts::123456789012:assumed-role/eng/anna@example.com", False),
        ("azure_default_username", "anna@example.com", False),
        ("azure_default_password", "hunter2", False),
        ("azure_tenant_id", "11111111-2222-3333-4444-555555555555", False),
        ("awsumepy_command", "dev -a --mfa-token 123456", False),
        ("color", SECRET, False),
        ("expiration", SECRET, False),
        ("sso_account_name", TOKEN, False),
        ("expiratio", "2026-11-28 12:00:00", False),
    ],
)
def test_only_harmless_values_are_shown(key: str, value: str, shown: bool) -> None:
    assert is_shown(key, value) == shown
    assert shown_value(key, value) == (value if shown else MASK)


@pytest.fixture
def signed_in(aws_folder: Path) -> Path:
    now = datetime.now(timezone.utc)
    (aws_folder / "config").write_text(
        "[profile plain]\nregion = eu-west-1\n"
        "[profile team]\nregion = eu-west-1\nsso_account_name = Big Corp\n"
    )
    (aws_folder / "credentials").write_text(
        f"[old]\n{SESSION}aws_expiration = 2020-01-01T00:00:00.000Z\n"
        f"[now]\n{SESSION}x_principal_arn = arn:aws:sts::123456789012:assumed-role/a/anna\n"
        f"x_security_token_expires = {now + timedelta(minutes=42.5):%Y-%m-%dT%H:%M:%SZ}\n"
        f"[unsaid]\n{SESSION}[long]\n{KEYS}expiration = 2020-01-01 00:00:00\n"
    )
    (aws_folder / "credentials").chmod(0o600)
    return aws_folder


def test_list_shows_when_keys_expire(signed_in: Path, run: Run) -> None:
    _, *lines = run("list", "--format", "table", COLUMNS="100").stdout.splitlines()
    cells = (re.split(r"\s{2,}", line.strip()) for line in lines)
    assert {name: kind for name, kind, *_ in cells} == {
        "plain": "none",
        "team": "none",
        "old": "temporary, expired",
        "now": "temporary, 42 min left",
        "unsaid": "temporary",
        "long": "static",
    }


def test_list_has_the_expiry_in_its_document(signed_in: Path, run: Run) -> None:
    found = {one["name"]: one for one in json.loads(run("list", "-f", "json").stdout)["profiles"]}
    assert found["old"]["expires"] == "2020-01-01T00:00:00Z"
    assert (
        found["unsaid"]["expires"] is found["long"]["expires"] is found["team"]["expires"] is None
    )
    assert run("list", "-f", "plain").stdout.splitlines()[0].count("\t") == 7


def test_show_names_the_owner_and_the_expiry(signed_in: Path, run: Run) -> None:
    shown = run("show", "now", "--format", "table").stdout
    assert "Expires   in 42 min (" in shown
    (line,) = [line for line in shown.splitlines() if line.startswith("x_principal_arn")]
    assert line.split()[1] == MASK
    assert line.endswith("  saml2aws")
    assert "Program" not in run("show", "unsaid", "--format", "table").stdout
    team = run("show", "team", "--format", "plain").stdout
    assert "setting\tsso_account_name\tBig Corp\t" in team
    assert "\t-\taws-sso-util\n" in team


def test_show_has_owner_and_expiry_in_its_document(signed_in: Path, run: Run) -> None:
    found = json.loads(run("show", "old", "-f", "json").stdout)["profile"]
    assert found["expires"] == "2020-01-01T00:00:00Z"
    owners = {line["key"]: line["owner"] for line in found["settings"]}
    assert owners["aws_expiration"] == "aws-azure-login"
    assert owners["aws_session_token"] is None


def test_what_tools_make_of_other_programs_settings_is_no_difference(
    run: Run, aws_folder: Path
) -> None:
    (aws_folder / "credentials").write_text(
        f"[a]\n{KEYS}azure_default_role_arn =\nregion = a # b\n"
    )
    shown = run("show", "a", "--format", "table").stdout.partition("Read differently")[2]
    assert "region" in shown
    assert "azure" not in shown


def test_a_setting_of_another_program_is_set_without_a_note(aws_folder: Path, run: Run) -> None:
    (aws_folder / "config").write_text("[profile a]\nregion = eu-west-1\n")
    done = run("set", "a", "sso_account_name", "Corp", "role_name", "Dev")
    assert (done.returncode, "does not know" in done.stderr) == (0, False)
    assert "role_name = Dev" in (aws_folder / "config").read_text()


def test_the_library_reads_an_expiry() -> None:
    files = awscred.read(credentials=f"[a]\n{SESSION}Expiration = 2026-11-28 12:00:00\n")
    assert expiry(files.profiles["a"].settings) == NOON


# --- what validate reports

OWNED = sorted(
    (
        *_BY_NAME,
        *(f"{prefix}x" for prefix in _BY_PREFIX),
        *(key for key in KNOWN if owner(key)),
    )
)
UNKNOWN = ("colour", "ticket", "http_proxy_user")


def _said(config: str, credentials: str) -> set[tuple[str, str]]:
    found = awscred.validate(awscred.read(config=config, credentials=credentials)).findings
    return {(one.severity, one.rule) for one in found}


@pytest.mark.parametrize(
    "line",
    [
        "{} = x",
        "{} =",
        "{} = ",
        '{} = "x y"',
        "{} = x # mine",
        "{} = Zoë",
        "{}=None",
        "{} =\n  colour = 'x'\n  size =",
    ],
)
@pytest.mark.parametrize("is_title", [False, True])
def test_nothing_is_said_of_the_settings_of_other_programs(line: str, is_title: bool) -> None:
    names = [key.title() if is_title else key for key in OWNED]
    theirs = "".join(f"{line.format(name)}\n" for name in names)
    config, credentials = "[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}"
    usual = _said(config, credentials)
    assert {severity for severity, _ in usual} <= {"info"}
    assert _said(f"{config}{theirs}", credentials) == usual
    assert _said(config, f"{credentials}{theirs}") == usual
    others = "".join(f"{line.format(name)}\n" for name in UNKNOWN)
    assert _said(f"{config}{others}", credentials) == {*usual, ("info", "unknown-setting")}


@pytest.mark.parametrize(
    "section",
    [
        "[okta]\naws_saml_url = home/amazon_aws/abc123/281\n",
        "[ okta ]\naws_saml_url =\nmfa_provider = 'OKTA'\n",
        "[Okta settings]\nokta_username = anna\n",
        "[aws-mfa]\naws_mfa_device = arn:aws:iam::123456789012:mfa/anna\n",
    ],
)
def test_nothing_is_said_of_a_section_of_another_program(section: str) -> None:
    config, credentials = "[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}"
    assert _said(f"{section}{config}", credentials) == _said(config, credentials)


def test_a_section_that_no_aws_tool_reads_is_an_info() -> None:
    config, credentials = "[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}"
    usual = _said(config, credentials)
    mine = _said(f"[mine]\ncolour = blue\n{config}", credentials)
    assert mine - usual == {("info", "section-prefix"), ("info", "unknown-setting")}
    assert ("error", "section-prefix") in _said(f"[mine]\nregoin = x\n{config}", credentials)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (" azure_tenant_id = 1", "indented-key"),
        ("azure_tenant_id: 1", "colon-separator"),
        ("azure_tenant_id = '", "quoted-value"),
        ("azure_tenant_id = 1\nazure_tenant_id = 1", "duplicate-key"),
    ],
)
def test_what_makes_a_tool_refuse_the_file_stays_an_error(line: str, rule: str) -> None:
    assert ("error", rule) in _said(f"[profile a]\n{line}\nregion = eu-west-1\n", f"[a]\n{KEYS}")


@pytest.mark.parametrize(
    ("command", "is_own"),
    [
        ("aws-sso-util credential-process --profile dev", True),
        ("/usr/local/bin/aws-sso-util credential-process --profile dev", True),
        ("aws-sso-util.exe credential-process --profile 'dev'", True),
        ("aws-sso-credential-process --profile dev", True),
        ("aws-sso-util credential-process --profile other", False),
        ("aws-sso-util login --profile dev", False),
        ("/opt/get --profile dev", False),
    ],
)
def test_a_command_that_signs_in_with_the_sso_settings_of_its_profile(
    command: str, is_own: bool
) -> None:
    assert uses_own_sso("dev", {"credential_process": command}) is is_own
