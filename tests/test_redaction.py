"""What looks like a secret is masked everywhere, and what people need to read is not."""

from __future__ import annotations

import random
import string
from datetime import datetime

import pytest

import awscred
from awscred.output import diff
from awscred.output.validate import FORMATS, renderer
from awscred.output.validate.showing import Checked, Showing
from awscred.redaction import MASK, looks_secret, redact
from awscred.settings import is_name, is_shown, shown_value
from tests.aws import SECRET

LETTERS = string.ascii_letters + string.digits


def _random(length: int, alphabet: str = LETTERS, seed: int = 1) -> str:
    """A random token, so that no real one has to be written here."""
    return "".join(random.Random(f"{seed}{length}{alphabet}").choices(alphabet, k=length))


READABLE = (
    *("AWSAdministratorAccess-123456789012", "123456789012_AdministratorAccess", "default"),
    *("company-production-eu-central-1-administrator", "my_team_dev_2024_q3_eu_west_1_readonly"),
    *("CompanyProductionEuCentral1Administrator", "OrganizationAccountAccessRoleV2Prod"),
    *("MyCompanyITOpsEUWest1AdminROAccess", "GitHubActionsOIDCDeployRoleProdEU1"),
    *("glue-etl-production-2024-readonly", "glacier-archive-Production-2024"),
    *("AcmeHTTPSProxyProductionRole2024", "prodAdmin123456789012ReadOnlyAccess"),
    *("BobsMacBookPro2023M3MaxLaptop", "AmazonSSMManagedInstanceCoreRole"),
    *("prod-eu1-k8s-v2-s3-ec2-p1-x64-node", "acme-platform/production/payments/administrator"),
    *("550e8400-e29b-41d4-a716-446655440000", "550E8400-E29B-41D4-A716-446655440000"),
    *("da39a3ee5e6b4b0d3255bfef95601890afd80709", "d41d8cd98f00b204e9800998ecf8427e"),
    "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
    "CdkStack-LambdaServiceRole0A1B2C3D-1XUAPLSHA2J5Q",
    "arn:aws:iam::123456789012:role/CdkStack-LambdaServiceRole0A1B2C3D-1XUAPLSHA2J5Q",
    "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/ap-southeast-2/"
    "AWSReservedSSO_CustomPermissionSetName_0123456789abcdef",
    "arn:aws:sts::123456789012:assumed-role/Admin_0123456789abcdef/alice@example.com",
    "arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab",
    "arn:aws-us-gov:iam::123456789012:mfa/AliceSmithsPhone",
    *("AROA3XFRBF23ZCEXAMPLE:alice@example.com", "AROA3XFRBF23ZCEXAMPLE:botocore-session-1732450"),
    *("AIDACKCEVSQ6C2EXAMPLE", "AKIAIOSFODNN7EXAMPLE", "botocore-session-1732450000"),
    *("alice.smith@subsidiary.example.com", "git@github.com:acme/infrastructure.git"),
    *("s3://my-company-artifacts-eu-west-1/some/long/prefix/2024/11/", "us-gov-west-1"),
    "/home/alice/.local/share/awscred/backups/2024-11-24T12-00-00/config",
    "/home/alice/.local/share/" + "a-rather-long-folder-name/" * 5 + "credentials",
    "/Users/AliceSmith/Documents/Projects/AwsConfig/credentials",
    "C:\\Users\\AliceSmith\\.aws\\credentials",
    "~/.aws/sso/cache/3b1e2d4c5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c.json",
    "/nix/store/0c5v9l1xq8zk2m7n4b6d3f1g9h5j7k2p-cacert-3.90/etc/ssl/certs/ca-bundle.crt",
    "/var/folders/q4/8x7_c9d15zs4bs2t7v7l4r9c0000gn/T/home/.aws/config:12:3",
    *("https://d-9067f2b3c1.awsapps.com/start", "https://my-company.awsapps.com/start/#/"),
    "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws",
    "https://vpce-0a1b2c3d4e5f67890-abcdefgh.sts.us-east-1.vpce.amazonaws.com",
    *("http://[fd00:ec2::254]", "http://169.254.169.254/latest/meta-data", "localhost:4566"),
    *("ec2_metadata_service_endpoint_mode", "s3_disable_multiregion_access_points"),
    *("sso:account:access", "sdk-for-go/1.32.37 os/linux lang/go", "team@eu:prod"),
    *("npm_deploy_role_production_2024", "hf_inference_endpoints_eu_west_1", "sk-team-prod-2024"),
    *(
        "https://host/a%20path/with%2Fslashes/2024",
        "100%25-of-prod",
        "home%2Falice%2F.aws%2Fconfig",
    ),
    "arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FCdkStack-LambdaServiceRole0A1B2C3D-1XUAPLSHA2J5Q",
    "arn:aws:iam::123456789012:role/ci/da39a3ee5e6b4b0d3255bfef95601890afd80709/deploy",
    *("https://console.aws.amazon.com/ec2/home#Instances:sort=id", "/list?max-keys=20&prefix=a/"),
    "/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20241124%2Feu-west-1%2Fs3%2Faws4_request",
    *("/k?X-Amz-Date=20241124T000000Z&X-Amz-Expires=300", "#region=eu-west-1", ";output=json"),
    *("?versionId=3", "/x?client_id=0123456789abcdef&state=ready", "keyword=prod&monkey=1"),
    "(AccessDenied) user: arn:aws:iam::123456789012:user/alice is not authorized to do that",
)
SECRETIVE = (
    *(SECRET, SECRET[:30], f"a{SECRET}", SECRET[3:], f"key={SECRET};", f"[{SECRET}]"),
    *(_random(length) for length in (26, 28, 30, 33, 36, 43, 50, 64, 80, 99)),
    *(_random(length, LETTERS + "+/") for length in (28, 32, 41, 60, 99)),
    *(_random(length, LETTERS + "-_") for length in (30, 43, 86)),
    *(f"{_random(27)}=", f"{_random(26, LETTERS + '+/')}=="),
    *(f"prod-{_random(28)}", f"{_random(30)}-production", f"company-production-{_random(28)}"),
    *(f"/home/alice/{_random(28)}/config", f"https://host/hook/{_random(30)}"),
    *(f"ghp_{_random(36)}", f"gho_{_random(36)}", f"github_pat_{_random(22)}_{_random(59)}"),
    *(f"glpat-{_random(20)}", f"glrt-{_random(20)}", f"token is glpat-{_random(20)}, as said"),
    *(f"xoxb-123456789012-1234567890123-{_random(24)}", f"xapp-1-A0-123-{_random(20).lower()}"),
    *(f"eyJ{_random(20)}.eyJ{_random(30)}.{_random(43)}", f"sk_live_{_random(24)}"),
    *(f"dop_v1_{_random(64, '0123456789abcdef')}", f"shpat_{_random(32, '0123456789abcdef')}"),
    *(f"SG.{_random(22)}.{_random(43)}", f"AIza{_random(35)}", f"hvs.{_random(24)}"),
    *(f"sk-ant-api03-{_random(20).lower()}", f"sk-proj-{_random(20).lower()}"),
    *(
        f"npm_{_random(24).lower()}",
        f"npm_{_random(36)}",
        f"hf_{_random(34, string.ascii_letters)}",
    ),
    *(f"dckr_pat_{_random(20).lower()}", f"hvs.{_random(20).lower()}", f"sk-{_random(24).lower()}"),
    *(f"glpat-{_random(20).lower()}", f"xoxb-{_random(18).lower()}", f"lin_api_{_random(20)}"),
    *(SECRET.replace("/", "%2F"), SECRET.replace("/", "%2f"), SECRET.replace("/", "%252F")),
    *(f"https://host/cb/{SECRET.replace('/', '%2F')}", f"key={SECRET.replace('/', '%2F')}"),
    *(f"{_random(20)}%2B{_random(19)}", f"{_random(20)}%2B{_random(9)}/{_random(9)}"),
    "".join(f"%{ord(char):02X}" for char in SECRET),
    *("https://host/#access_token=pw", "https://host/cb#access_token=pw&state=x", "/#id_token=pw"),
    *("/?X-Amz-Signature=pw", "/k?X-Amz-Date=1&X-Amz-Security-Token=pw", "host/k?token=pw"),
    *("/x?a=b&password=pw", "/x?code=pw", "/x?api_key=pw&b=c", "/x;token=pw", "/x?token=a%26pw"),
    *("https%3A%2F%2Fbob%3Apw%40host", "/x?to=%2Fy%3Ftoken%3Dpw", "/x?to=%2Fy%3Fa%26sig%3Dpw"),
    *("bob:pw@host", "bob:pw@proxy.example.com:8080", ":pw@host", "bob:p/w@host:1", "bob:p@w@host"),
    *("endpoint_url=bob:pw@host", "//bob:pw@host/", "http:bob:pw@[::1]:80", "b:pw@h,http://x"),
    *("https://me:pw@host", "https://token@host/x", "https://host/x?token=pw"),
    *("abcdefghijklmnopqrstuvwxyz0123456789ABCDEF", "EXAMPLEexample0123456789EXAMPLE"),
    *("canarySECRETtoken0123456789abcDEF", "/x/AKIAIOSFODNN7EXAMPLEwJalrXUtnFEMI/y"),
    _random(40, string.ascii_lowercase + string.digits),
    _random(52, string.ascii_uppercase + "234567"),
)


@pytest.mark.parametrize("text", READABLE, ids=range(len(READABLE)))
def test_what_people_need_to_read_is_readable(text: str) -> None:
    assert redact(text) == text
    assert redact(f'the profile "{text}", as it is') == f'the profile "{text}", as it is'


@pytest.mark.parametrize("text", SECRETIVE, ids=range(len(SECRETIVE)))
def test_what_looks_like_a_secret_is_masked(text: str) -> None:
    for shown in (redact(text), redact(f"it has '{text}' in it")):
        assert MASK in shown
        for secret in ("pw", "token@", "p/w", "p@w", SECRET[5:20]):
            assert secret not in shown
        assert not any(text[at : at + 14] in shown for at in range(len(text) - 13)) or (
            "/" in text or ":" in text  # the text around it
        )


def test_there_are_enough_of_both() -> None:
    assert min(len(READABLE), len(SECRETIVE)) >= 40


@pytest.mark.parametrize("alphabet", [LETTERS, LETTERS + "+/", LETTERS + "-_"])
def test_of_random_tokens_nearly_all_are_masked(alphabet: str) -> None:
    """In 25 characters there may be words, but not in 40."""
    for length, most in ((25, 25), (40, 2)):
        tokens = [_random(length, alphabet, seed) for seed in range(400)]
        assert sum(not looks_secret(token) for token in tokens) <= most


@pytest.mark.parametrize("token", [_random(26), _random(40), f"ghp_{_random(36)}"])
def test_a_token_is_shown_in_no_setting(token: str) -> None:
    for name in ("region", "output", "sso_start_url", "role_session_name", "s3"):
        assert not is_shown(name, token)
    assert not is_name(token)
    assert not is_name(token.lower())


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("output", "json# pw", "json # ..."),
        ("output", "json#pw", "json # ..."),
        ("output", "json;pw", "json # ..."),
        ("output", "json ; pw", "json # ..."),
        ("output", "#pw", " # ..."),
        ("sso_start_url", "https://example.awsapps.com/start#/", None),
        ("sso_start_url", "https://example.awsapps.com/start/#", None),
        (
            "sso_start_url",
            "https://example.awsapps.com/start#pw",
            "https://example.awsapps.com/start # ...",
        ),
        ("endpoint_url", "bob:pw@host", MASK),
        ("endpoint_url", "pw@host", MASK),
        ("ec2_metadata_service_endpoint", "pw@host", MASK),
        ("csm_host", "pw@host", MASK),
        ("role_session_name", "alice@example.com", None),
        ("aws_secret_access_key", "a#b", MASK),
        ("unknown", "a", MASK),
    ],
)
def test_of_a_value_is_shown(name: str, value: str, shown: str | None) -> None:
    assert shown_value(name, value) == (value if shown is None else shown)
    assert is_shown(name, value) == (shown is None)


def test_the_tail_of_a_value_is_in_no_report_and_no_diff() -> None:
    files = awscred.read(config="[profile a]\noutput = json# pw0\nregion = eu-west-1;pw0\n")
    found = awscred.validate(files)
    assert any(one.rule == "enum-value" for one in found.findings)
    showing = Showing(False, None, str, datetime(2026, 11, 24))
    for name in FORMATS:
        assert "pw0" not in renderer(name)([Checked(found, files)], showing)
    other = awscred.read(config="[profile a]\n")
    assert "pw0" not in diff.render("c", files.config, other.config, color=False)


@pytest.mark.parametrize("before", ["arn:aws:iam::123456789012:role/", "/home/x/", "s3/"])
def test_a_secret_key_at_the_end_of_a_path_is_masked(before: str) -> None:
    """It may contain slashes. A few random keys look like words; most of each is masked."""
    keys = [_random(40, f"{LETTERS}+/", seed) for seed in range(300)]
    shown = [key for key in keys if key[:14] in redact(before + key) or key[-14:] in redact(key)]
    assert len(shown) <= 6


def test_what_is_around_an_encoded_secret_is_readable() -> None:
    assert redact(f"a%20b https://host/cb/{SECRET.replace('/', '%2F')} c") == (
        f"a%20b https://host/cb/{MASK} c"
    )
    assert redact("/x?a=b%2Fc&token=pw&state=x") == f"/x?a=b/c&token={MASK}&state=x"
    assert redact("/x?a=b&token=pw&state=x") == f"/x?a=b&token={MASK}&state=x"
