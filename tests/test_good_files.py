"""Files as AWS documents them, and as people who know the format write them: nothing is wrong.

`validate` must not find an error in any of them. Those marked as read ALIKE mean the same to every
tool, so that there is no warning either; the others use what some tool does without.
"""

from __future__ import annotations

import pytest

import awscred
from awscred.findings import ERROR, INFO, Finding, Report

ALIKE, APART = True, False

ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
OTHER_ID, OTHER_SECRET = "AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
KEYS = f"aws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\n"
OTHER_KEYS = f"aws_access_key_id = {OTHER_ID}\naws_secret_access_key = {OTHER_SECRET}\n"
TOKEN = "IQoJb3JpZ2luX2IQoJb3JpZ2luX2IQoJb3JpZ2luX2IQoJb3JpZ2luX2IQoJb3JpZVERYLONGSTRINGEXAMPLE=="
TEMPORARY = (
    "aws_access_key_id = ASIAIOSFODNN7EXAMPLE\n"
    f"aws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n"
)
SESSION = """\
[sso-session corp]
sso_region = eu-central-1
sso_start_url = https://corp.awsapps.com/start
sso_registration_scopes = sso:account:access
"""

# (config, credentials, whether every tool reads them alike), by what they show
FILES: dict[str, tuple[str, str, bool]] = {
    # nothing yet
    "no files": ("", "", ALIKE),
    "blank lines only": ("\n\n", "\n", ALIKE),
    "comments only": ("# Profiles of the web team\n; none yet\n", "# no keys here\n", ALIKE),
    # keys
    "default keys": ("", f"[default]\n{KEYS}", ALIKE),
    "default keys, region in config": (
        "[default]\nregion = us-west-2\noutput = json\n",
        f"[default]\n{KEYS}",
        ALIKE,
    ),
    "tight equals signs": (
        "[default]\nregion=us-west-2\noutput=json\n",
        f"[default]\naws_access_key_id={ID}\naws_secret_access_key={SECRET}\n",
        ALIKE,
    ),
    "two users": (
        "[default]\nregion = us-west-2\noutput = json\n\n"
        "[profile anna]\nregion = us-east-1\noutput = text\n",
        f"[default]\n{KEYS}\n[anna]\n{OTHER_KEYS}",
        ALIKE,
    ),
    "keys in config": (f"[profile anna]\n{KEYS}region = eu-west-1\n", "", ALIKE),
    "temporary keys": ("[profile mfa]\nregion = eu-west-1\n", f"[mfa]\n{TEMPORARY}", ALIKE),
    "no final newline": ("[default]\nregion = eu-west-3", f"[default]\n{KEYS}".rstrip(), ALIKE),
    "windows line ends": (
        "[default]\nregion = eu-west-1\n\n[profile ops]\noutput = table\n".replace("\n", "\r\n"),
        f"[default]\n{KEYS}\n[ops]\n{OTHER_KEYS}".replace("\n", "\r\n"),
        ALIKE,
    ),
    "comments between": (
        "# Managed by the platform team\n\n[default]\n# close to the office\nregion = eu-west-1\n",
        f"; do not share\n[default]\n# rotated in May\n{KEYS}; end\n",
        ALIKE,
    ),
    "every character a name may have": (
        "[profile team.web_1/dev@corp:eu+ops%2]\nregion = eu-west-1\n",
        f"[team.web_1/dev@corp:eu+ops%2]\n{KEYS}",
        ALIKE,
    ),
    # regions
    "new regions": (
        "".join(
            f"[profile {region}]\nregion = {region}\n{keys}\n"
            for region, keys in (("mx-central-1", KEYS), ("ap-southeast-7", OTHER_KEYS))
        ),
        "",
        ALIKE,
    ),
    "tel aviv and brandenburg": (
        "[profile il]\nregion = il-central-1\n\n[profile de]\nregion = eusc-de-east-1\n",
        f"[il]\n{KEYS}\n[de]\n{OTHER_KEYS}",
        ALIKE,
    ),
    "isolated regions": ("[profile b]\nregion = us-isob-east-1\n", f"[b]\n{KEYS}", ALIKE),
    "region only": ("[default]\nregion = eu-north-1\n", "", APART),
    "region and output only": ("[profile ci]\nregion = us-east-2\noutput = json\n", "", APART),
    # roles
    "role": (
        "[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\n"
        "source_profile = default\nregion = eu-west-1\n",
        f"[default]\n{KEYS}",
        ALIKE,
    ),
    "role with a path": (
        "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/team/web/deploy\n"
        "source_profile = me\n",
        f"[me]\n{KEYS}",
        ALIKE,
    ),
    "role of identity center": (
        "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/"
        "eu-west-1/AWSReservedSSO_PowerUserAccess_0123456789abcdef\nsource_profile = me\n",
        f"[me]\n{KEYS}",
        ALIKE,
    ),
    "role chain": (
        "[profile hub]\nrole_arn = arn:aws:iam::111122223333:role/hub\nsource_profile = me\n\n"
        "[profile spoke]\nrole_arn = arn:aws:iam::444455556666:role/spoke\nsource_profile = hub\n",
        f"[me]\n{KEYS}",
        ALIKE,
    ),
    "role with a session name": (
        "[profile audit]\nrole_arn = arn:aws:iam::123456789012:role/audit\n"
        "source_profile = me\nrole_session_name = anna@example.com\n",
        f"[me]\n{KEYS}",
        APART,
    ),
    "role with an external id": (
        "[profile vendor]\nrole_arn = arn:aws:iam::123456789012:role/vendor\n"
        "source_profile = me\nexternal_id = 123456\nduration_seconds = 3600\n",
        f"[me]\n{KEYS}",
        APART,
    ),
    "role with mfa": (
        "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\n"
        "source_profile = me\nmfa_serial = arn:aws:iam::123456789012:mfa/anna\n",
        f"[me]\n{KEYS}",
        APART,
    ),
    "role with a hardware mfa device": (
        "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\n"
        "source_profile = me\nmfa_serial = GAHT12345678\n",
        f"[me]\n{KEYS}",
        APART,
    ),
    "role behind sso": (
        f"{SESSION}\n[profile base]\nsso_session = corp\nsso_account_id = 111122223333\n"
        "sso_role_name = Base\n\n"
        "[profile deploy]\nrole_arn = arn:aws:iam::444455556666:role/deploy\n"
        "source_profile = base\n",
        "",
        ALIKE,
    ),
    "role on an instance": (
        "[profile app]\nrole_arn = arn:aws:iam::123456789012:role/app\n"
        "credential_source = Ec2InstanceMetadata\nregion = eu-west-1\n",
        "",
        APART,
    ),
    "role in a container": (
        "[profile app]\nrole_arn = arn:aws:iam::123456789012:role/app\n"
        "credential_source = EcsContainer\n",
        "",
        APART,
    ),
    "role by environment keys": (
        "[profile app]\nrole_arn = arn:aws:iam::123456789012:role/app\n"
        "credential_source = Environment\n",
        "",
        APART,
    ),
    "web identity": (
        "[profile ci]\nrole_arn = arn:aws:iam::123456789012:role/ci\n"
        "web_identity_token_file = /var/run/secrets/eks.amazonaws.com/serviceaccount/token\n"
        "role_session_name = ci\n",
        "",
        APART,
    ),
    # single sign-on
    "sso": (
        f"[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\n"
        f"sso_role_name = Developer\nregion = eu-central-1\noutput = json\n\n{SESSION}",
        "",
        ALIKE,
    ),
    "sso without scopes": (
        "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\n"
        "sso_role_name = Developer\n\n"
        "[sso-session corp]\nsso_region = us-east-1\n"
        "sso_start_url = https://d-1234567890.awsapps.com/start\n",
        "",
        APART,
    ),
    "sso of a pasted portal": (
        "[profile dev]\nsso_session = corp\nsso_account_id = 012345678901\n"
        "sso_role_name = AWSReadOnlyAccess\n\n"
        "[sso-session corp]\nsso_region = us-east-1\n"
        "sso_start_url = https://d-1234567890.awsapps.com/start/#/\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
        ALIKE,
    ),
    "sso of a new portal": (
        "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\n"
        "sso_role_name = Developer\n\n"
        "[sso-session corp]\nsso_region = eu-west-1\n"
        "sso_start_url = https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
        ALIKE,
    ),
    "two sso sessions": (
        f"{SESSION}\n[sso-session partner]\nsso_region = us-east-1\n"
        "sso_start_url = https://partner.awsapps.com/start\n"
        "sso_registration_scopes = sso:account:access\n\n"
        "[profile ours]\nsso_session = corp\nsso_account_id = 111122223333\n"
        "sso_role_name = Developer\n\n"
        "[profile theirs]\nsso_session = partner\nsso_account_id = 444455556666\n"
        "sso_role_name = Guest\n",
        "",
        ALIKE,
    ),
    "sso without a session": (
        "[profile old]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
        "sso_account_id = 123456789012\nsso_role_name = Developer\nregion = eu-west-1\n",
        "",
        ALIKE,
    ),
    "builder id": (
        "[sso-session builder]\nsso_region = us-east-1\n"
        "sso_start_url = https://view.awsapps.com/start\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
        ALIKE,
    ),
    "aws login": (
        "[profile console]\nlogin_session = arn:aws:iam::123456789012:user/anna\n"
        "region = us-east-1\n",
        "",
        ALIKE,
    ),
    "aws login by a role": (
        "[default]\nlogin_session = arn:aws:sts::123456789012:assumed-role/Developer/anna\n",
        "",
        ALIKE,
    ),
    # commands
    "credential process": (
        "[profile vault]\ncredential_process = /opt/bin/vault-keys --account 123456789012\n",
        "",
        ALIKE,
    ),
    "aws-vault": (
        "[profile anna]\ncredential_process = aws-vault export --format=json anna\n"
        "region = eu-west-1\n\n"
        "[profile admin]\ninclude_profile = anna\nregion = eu-west-1\n"
        "credential_process = aws-vault export --format=json admin\n"
        "session_tags = team=web\ntransitive_session_tags = team\n",
        "",
        ALIKE,
    ),
    "granted": (
        "[profile corp/Developer]\ngranted_sso_start_url = https://corp.awsapps.com/start\n"
        "granted_sso_region = eu-central-1\ngranted_sso_account_id = 123456789012\n"
        "granted_sso_role_name = Developer\n"
        "credential_process = granted credential-process --profile corp/Developer\n",
        "",
        ALIKE,
    ),
    # what else a profile may say
    "s3 block": (
        "[default]\nregion = us-east-2\ns3 =\n  max_concurrent_requests = 20\n"
        "  max_queue_size = 10000\n  multipart_threshold = 64MB\n  multipart_chunksize = 16MB\n"
        "  addressing_style = path\n",
        f"[default]\n{KEYS}",
        ALIKE,
    ),
    "services": (
        "[profile dev]\nservices = dev\nregion = eu-west-1\n\n"
        "[services dev]\ndynamodb =\n  endpoint_url = http://localhost:8000\n"
        "s3 =\n  endpoint_url = http://localhost:9000\n",
        f"[dev]\n{KEYS}",
        ALIKE,
    ),
    "private endpoints of aws": (
        "[profile vpc]\nregion = us-east-1\n"
        "endpoint_url = https://vpce-0abc-1.sts.us-east-1.vpce.amazonaws.com\n",
        f"[vpc]\n{KEYS}",
        ALIKE,
    ),
    "retries": (
        "[default]\nregion = eu-west-1\nretry_mode = adaptive\nmax_attempts = 5\n",
        f"[default]\n{KEYS}",
        ALIKE,
    ),
    "many settings": (
        "[default]\nregion = us-west-2\noutput = yaml-stream\ncli_pager = less\n"
        "cli_timestamp_format = iso8601\ncli_binary_format = base64\ncli_auto_prompt = on-partial\n"
        "cli_history = enabled\nuse_fips_endpoint = false\nuse_dualstack_endpoint = true\n"
        "defaults_mode = standard\nrequest_checksum_calculation = when_required\n"
        "response_checksum_validation = when_supported\nsts_regional_endpoints = regional\n"
        "sdk_ua_app_id = web\nca_bundle = /etc/ssl/certs/ca.pem\nec2_metadata_v1_disabled = true\n"
        "ec2_metadata_service_endpoint_mode = IPv6\naccount_id_endpoint_mode = preferred\n"
        "disable_request_compression = false\nrequest_min_compression_size_bytes = 10240\n",
        f"[default]\n{KEYS}",
        ALIKE,
    ),
    "pager turned off": ("[default]\nregion = eu-west-1\ncli_pager =\n", "", APART),
    "account known": (
        "[profile prod]\naws_account_id = 123456789012\nregion = eu-west-1\n",
        f"[prod]\n{KEYS}",
        ALIKE,
    ),
    "plugins": (
        "[plugins]\ncli_legacy_plugin_path = /opt/aws/plugins\n\n[default]\nregion = eu-west-1\n",
        f"[default]\n{KEYS}",
        APART,
    ),
    # other partitions and no AWS at all
    "govcloud": (
        "[profile gov]\nregion = us-gov-west-1\nsource_profile = gov-user\n"
        "role_arn = arn:aws-us-gov:iam::123456789012:role/deploy\n",
        f"[gov-user]\n{KEYS}",
        ALIKE,
    ),
    "govcloud sso": (
        "[profile gov]\nsso_session = gov\nsso_account_id = 123456789012\n"
        "sso_role_name = Developer\nregion = us-gov-east-1\n\n"
        "[sso-session gov]\nsso_region = us-gov-west-1\nsso_start_url = "
        "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/corp\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
        ALIKE,
    ),
    "china": (
        "[profile cn]\nregion = cn-north-1\nsource_profile = cn-user\n"
        "role_arn = arn:aws-cn:iam::123456789012:role/deploy\n",
        f"[cn-user]\n{KEYS}",
        ALIKE,
    ),
    "china sso": (
        "[profile cn]\nsso_session = cn\nsso_account_id = 123456789012\n"
        "sso_role_name = Developer\nregion = cn-northwest-1\n\n"
        "[sso-session cn]\nsso_region = cn-northwest-1\n"
        "sso_start_url = https://start.home.awsapps.cn/directory/corp\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
        ALIKE,
    ),
    "isolated role": (
        "[profile iso]\nregion = us-iso-east-1\nsource_profile = me\n"
        "role_arn = arn:aws-iso:iam::123456789012:role/deploy\n",
        f"[me]\n{KEYS}",
        ALIKE,
    ),
    "localstack": (
        "[profile localstack]\nregion = us-east-1\noutput = json\n"
        "endpoint_url = http://localhost:4566\n",
        "[localstack]\naws_access_key_id = test\naws_secret_access_key = test\n",
        ALIKE,
    ),
    "localstack without its endpoint": (
        "[profile localstack]\nregion = us-east-1\n",
        "[localstack]\naws_access_key_id = test\naws_secret_access_key = test\n",
        APART,
    ),
    "moto": (
        "[profile moto]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:5000\n",
        "[moto]\naws_access_key_id = testing\naws_secret_access_key = testing\n"
        "aws_session_token = testing\n",
        ALIKE,
    ),
    "minio": (
        "[profile minio]\nregion = us-east-1\nendpoint_url = http://minio:9000\ns3 =\n"
        "    addressing_style = path\n    signature_version = s3v4\n",
        "[minio]\naws_access_key_id = minioadmin\naws_secret_access_key = minioadmin\n",
        ALIKE,
    ),
    "r2": (
        "[profile r2]\nregion = auto\n"
        "endpoint_url = https://0123456789abcdef.r2.cloudflarestorage.com\n",
        "[r2]\naws_access_key_id = 0123456789abcdef0123456789abcdef\n"
        "aws_secret_access_key = "
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
        ALIKE,
    ),
    # a company
    "many profiles": (
        f"# generated\n[default]\nregion = eu-central-1\noutput = json\n\n{SESSION}"
        + "".join(
            f"\n# {stage} of {team}\n[profile {team}-{stage}]\nsso_session = corp\n"
            f"sso_account_id = {number:012d}\nsso_role_name = {role}\nregion = eu-central-1\n"
            f"\n[profile {team}-{stage}-deploy]\nsource_profile = {team}-{stage}\n"
            f"role_arn = arn:aws:iam::{number:012d}:role/deploy\nregion = eu-central-1\n"
            for number, (team, stage, role) in enumerate(
                (
                    (team, stage, role)
                    for team in ("web", "data", "mobile", "billing")
                    for stage, role in (("dev", "PowerUser"), ("test", "PowerUser"), ("prod", "Ro"))
                ),
                111122223333,
            )
        ),
        f"[default]\n{KEYS}",
        ALIKE,
    ),
}

ALIKE_ONLY = [name for name, (_, _, alike) in FILES.items() if alike]


def _report(name: str) -> Report:
    config, credentials, _ = FILES[name]
    return awscred.validate(awscred.read(config=config, credentials=credentials))


def _said(findings: list[Finding]) -> list[str]:
    return [f"{found.rule}: {found.message}" for found in findings]


@pytest.mark.parametrize("name", FILES)
def test_a_good_file_has_no_error(name: str) -> None:
    assert _said([found for found in _report(name).findings if found.severity == ERROR]) == []


@pytest.mark.parametrize("name", ALIKE_ONLY)
def test_a_file_that_all_tools_read_alike_has_no_warning(name: str) -> None:
    assert _said([found for found in _report(name).findings if found.severity != INFO]) == []
