"""Files as AWS documents them, and as people who know the format write them: nothing is wrong.

`validate` finds no error and no warning in them, and every tool accepts their profiles. If a tool
does not support something, this is an info.
"""

from __future__ import annotations

import pytest

import awscred
from awscred.findings import INFO
from awscred.output.validate.summary import refusing, shown_names
from awscred.profiles import Files
from awscred.settings import CREDENTIAL_SETTINGS

ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
OTHER_ID, OTHER_SECRET = "AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
KEYS = f"aws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\n"
OTHER_KEYS = f"aws_access_key_id = {OTHER_ID}\naws_secret_access_key = {OTHER_SECRET}\n"
TOKEN = "IQoJb3JpZ2luX2IQoJb3JpZ2luX2IQoJb3JpZ2luX2IQoJb3JpZ2luX2IQoJb3JpZVERYLONGSTRINGEXAMPLE=="
TEMPORARY = (
    "aws_access_key_id = ASIAIOSFODNN7EXAMPLE\n"
    f"aws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n"
)
SAML_KEYS = (
    "aws_access_key_id        = ASIAIOSFODNN7EXAMPLE\n"
    f"aws_secret_access_key    = {SECRET}\n"
    f"aws_session_token        = {TOKEN}\naws_security_token       = {TOKEN}\n"
)
PRINCIPAL = "arn:aws:sts::123456789012:assumed-role/eng/anna@example.com"
SESSION = """\
[sso-session corp]
sso_region = eu-central-1
sso_start_url = https://corp.awsapps.com/start
sso_registration_scopes = sso:account:access
"""

# (config, credentials), by what they show
FILES: dict[str, tuple[str, str]] = {
    # nothing yet
    "no files": ("", ""),
    "blank lines only": ("\n\n", "\n"),
    "comments only": ("# Profiles of the web team\n; none yet\n", "# no keys here\n"),
    # keys
    "default keys": ("", f"[default]\n{KEYS}"),
    "default keys, region in config": (
        "[default]\nregion = us-west-2\noutput = json\n",
        f"[default]\n{KEYS}",
    ),
    "tight equals signs": (
        "[default]\nregion=us-west-2\noutput=json\n",
        f"[default]\naws_access_key_id={ID}\naws_secret_access_key={SECRET}\n",
    ),
    "two users": (
        "[default]\nregion = us-west-2\noutput = json\n\n"
        "[profile anna]\nregion = us-east-1\noutput = text\n",
        f"[default]\n{KEYS}\n[anna]\n{OTHER_KEYS}",
    ),
    "keys in config": (f"[profile anna]\n{KEYS}region = eu-west-1\n", ""),
    "temporary keys": ("[profile mfa]\nregion = eu-west-1\n", f"[mfa]\n{TEMPORARY}"),
    "no final newline": ("[default]\nregion = eu-west-3", f"[default]\n{KEYS}".rstrip()),
    "windows line ends": (
        "[default]\nregion = eu-west-1\n\n[profile ops]\noutput = table\n".replace("\n", "\r\n"),
        f"[default]\n{KEYS}\n[ops]\n{OTHER_KEYS}".replace("\n", "\r\n"),
    ),
    "comments between": (
        "# Managed by the platform team\n\n[default]\n# close to the office\nregion = eu-west-1\n",
        f"; do not share\n[default]\n# rotated in May\n{KEYS}; end\n",
    ),
    "every character a name may have": (
        "[profile team.web_1/dev@corp:eu+ops%2]\nregion = eu-west-1\n",
        f"[team.web_1/dev@corp:eu+ops%2]\n{KEYS}",
    ),
    # regions
    "new regions": (
        "".join(
            f"[profile {region}]\nregion = {region}\n{keys}\n"
            for region, keys in (("mx-central-1", KEYS), ("ap-southeast-7", OTHER_KEYS))
        ),
        "",
    ),
    "tel aviv and brandenburg": (
        "[profile il]\nregion = il-central-1\n\n[profile de]\nregion = eusc-de-east-1\n",
        f"[il]\n{KEYS}\n[de]\n{OTHER_KEYS}",
    ),
    "isolated regions": ("[profile b]\nregion = us-isob-east-1\n", f"[b]\n{KEYS}"),
    "region only": ("[default]\nregion = eu-north-1\n", ""),
    "region and output only": ("[profile ci]\nregion = us-east-2\noutput = json\n", ""),
    # roles
    "role": (
        "[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\n"
        "source_profile = default\nregion = eu-west-1\n",
        f"[default]\n{KEYS}",
    ),
    "role with a path": (
        "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/team/web/deploy\n"
        "source_profile = me\n",
        f"[me]\n{KEYS}",
    ),
    "role of identity center": (
        "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/"
        "eu-west-1/AWSReservedSSO_PowerUserAccess_0123456789abcdef\nsource_profile = me\n",
        f"[me]\n{KEYS}",
    ),
    "role chain": (
        "[profile hub]\nrole_arn = arn:aws:iam::111122223333:role/hub\nsource_profile = me\n\n"
        "[profile spoke]\nrole_arn = arn:aws:iam::444455556666:role/spoke\nsource_profile = hub\n",
        f"[me]\n{KEYS}",
    ),
    "role with a session name": (
        "[profile audit]\nrole_arn = arn:aws:iam::123456789012:role/audit\n"
        "source_profile = me\nrole_session_name = anna@example.com\n",
        f"[me]\n{KEYS}",
    ),
    "role with an external id": (
        "[profile vendor]\nrole_arn = arn:aws:iam::123456789012:role/vendor\n"
        "source_profile = me\nexternal_id = 123456\nduration_seconds = 3600\n",
        f"[me]\n{KEYS}",
    ),
    "role with mfa": (
        "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\n"
        "source_profile = me\nmfa_serial = arn:aws:iam::123456789012:mfa/anna\n",
        f"[me]\n{KEYS}",
    ),
    "role with a hardware mfa device": (
        "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\n"
        "source_profile = me\nmfa_serial = GAHT12345678\n",
        f"[me]\n{KEYS}",
    ),
    "role behind sso": (
        f"{SESSION}\n[profile base]\nsso_session = corp\nsso_account_id = 111122223333\n"
        "sso_role_name = Base\n\n"
        "[profile deploy]\nrole_arn = arn:aws:iam::444455556666:role/deploy\n"
        "source_profile = base\n",
        "",
    ),
    "role on an instance": (
        "[profile app]\nrole_arn = arn:aws:iam::123456789012:role/app\n"
        "credential_source = Ec2InstanceMetadata\nregion = eu-west-1\n",
        "",
    ),
    "role in a container": (
        "[profile app]\nrole_arn = arn:aws:iam::123456789012:role/app\n"
        "credential_source = EcsContainer\n",
        "",
    ),
    "role by environment keys": (
        "[profile app]\nrole_arn = arn:aws:iam::123456789012:role/app\n"
        "credential_source = Environment\n",
        "",
    ),
    "web identity": (
        "[profile ci]\nrole_arn = arn:aws:iam::123456789012:role/ci\n"
        "web_identity_token_file = /var/run/secrets/eks.amazonaws.com/serviceaccount/token\n"
        "role_session_name = ci\n",
        "",
    ),
    # single sign-on
    "sso": (
        f"[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\n"
        f"sso_role_name = Developer\nregion = eu-central-1\noutput = json\n\n{SESSION}",
        "",
    ),
    "sso of a pasted portal": (
        "[profile dev]\nsso_session = corp\nsso_account_id = 012345678901\n"
        "sso_role_name = AWSReadOnlyAccess\n\n"
        "[sso-session corp]\nsso_region = us-east-1\n"
        "sso_start_url = https://d-1234567890.awsapps.com/start/#/\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
    ),
    "sso of a new portal": (
        "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\n"
        "sso_role_name = Developer\n\n"
        "[sso-session corp]\nsso_region = eu-west-1\n"
        "sso_start_url = https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
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
    ),
    "sso without a session": (
        "[profile old]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
        "sso_account_id = 123456789012\nsso_role_name = Developer\nregion = eu-west-1\n",
        "",
    ),
    "builder id": (
        "[sso-session builder]\nsso_region = us-east-1\n"
        "sso_start_url = https://view.awsapps.com/start\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
    ),
    "aws login": (
        "[profile console]\nlogin_session = arn:aws:iam::123456789012:user/anna\n"
        "region = us-east-1\n",
        "",
    ),
    "aws login by a role": (
        "[default]\nlogin_session = arn:aws:sts::123456789012:assumed-role/Developer/anna\n",
        "",
    ),
    # commands
    "credential process": (
        "[profile vault]\ncredential_process = /opt/bin/vault-keys --account 123456789012\n",
        "",
    ),
    "aws-vault": (
        "[profile anna]\ncredential_process = aws-vault export --format=json anna\n"
        "region = eu-west-1\n\n"
        "[profile admin]\ninclude_profile = anna\nregion = eu-west-1\n"
        "credential_process = aws-vault export --format=json admin\n"
        "session_tags = team=web\ntransitive_session_tags = team\n",
        "",
    ),
    "granted": (
        "[profile corp/Developer]\ngranted_sso_start_url = https://corp.awsapps.com/start\n"
        "granted_sso_region = eu-central-1\ngranted_sso_account_id = 123456789012\n"
        "granted_sso_role_name = Developer\n"
        "credential_process = granted credential-process --profile corp/Developer\n",
        "",
    ),
    # other settings of a profile
    "s3 block": (
        "[default]\nregion = us-east-2\ns3 =\n  max_concurrent_requests = 20\n"
        "  max_queue_size = 10000\n  multipart_threshold = 64MB\n  multipart_chunksize = 16MB\n"
        "  addressing_style = path\n",
        f"[default]\n{KEYS}",
    ),
    "services": (
        "[profile dev]\nservices = dev\nregion = eu-west-1\n\n"
        "[services dev]\ndynamodb =\n  endpoint_url = http://localhost:8000\n"
        "s3 =\n  endpoint_url = http://localhost:9000\n",
        f"[dev]\n{KEYS}",
    ),
    "private endpoints of aws": (
        "[profile vpc]\nregion = us-east-1\n"
        "endpoint_url = https://vpce-0abc-1.sts.us-east-1.vpce.amazonaws.com\n",
        f"[vpc]\n{KEYS}",
    ),
    "retries": (
        "[default]\nregion = eu-west-1\nretry_mode = adaptive\nmax_attempts = 5\n",
        f"[default]\n{KEYS}",
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
    ),
    "pager turned off": ("[default]\nregion = eu-west-1\ncli_pager =\n", ""),
    "account known": (
        "[profile prod]\naws_account_id = 123456789012\nregion = eu-west-1\n",
        f"[prod]\n{KEYS}",
    ),
    "plugins": (
        "[plugins]\ncli_legacy_plugin_path = /opt/aws/plugins\n\n[default]\nregion = eu-west-1\n",
        f"[default]\n{KEYS}",
    ),
    # other partitions, and services other than AWS
    "govcloud": (
        "[profile gov]\nregion = us-gov-west-1\nsource_profile = gov-user\n"
        "role_arn = arn:aws-us-gov:iam::123456789012:role/deploy\n",
        f"[gov-user]\n{KEYS}",
    ),
    "govcloud sso": (
        "[profile gov]\nsso_session = gov\nsso_account_id = 123456789012\n"
        "sso_role_name = Developer\nregion = us-gov-east-1\n\n"
        "[sso-session gov]\nsso_region = us-gov-west-1\nsso_start_url = "
        "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/corp\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
    ),
    "china": (
        "[profile cn]\nregion = cn-north-1\nsource_profile = cn-user\n"
        "role_arn = arn:aws-cn:iam::123456789012:role/deploy\n",
        f"[cn-user]\n{KEYS}",
    ),
    "china sso": (
        "[profile cn]\nsso_session = cn\nsso_account_id = 123456789012\n"
        "sso_role_name = Developer\nregion = cn-northwest-1\n\n"
        "[sso-session cn]\nsso_region = cn-northwest-1\n"
        "sso_start_url = https://start.home.awsapps.cn/directory/corp\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
    ),
    "isolated role": (
        "[profile iso]\nregion = us-iso-east-1\nsource_profile = me\n"
        "role_arn = arn:aws-iso:iam::123456789012:role/deploy\n",
        f"[me]\n{KEYS}",
    ),
    "localstack": (
        "[profile localstack]\nregion = us-east-1\noutput = json\n"
        "endpoint_url = http://localhost:4566\n",
        "[localstack]\naws_access_key_id = test\naws_secret_access_key = test\n",
    ),
    "localstack without its endpoint": (
        "[profile localstack]\nregion = us-east-1\n",
        "[localstack]\naws_access_key_id = test\naws_secret_access_key = test\n",
    ),
    "moto": (
        "[profile moto]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:5000\n",
        "[moto]\naws_access_key_id = testing\naws_secret_access_key = testing\n"
        "aws_session_token = testing\n",
    ),
    "minio": (
        "[profile minio]\nregion = us-east-1\nendpoint_url = http://minio:9000\ns3 =\n"
        "    addressing_style = path\n    signature_version = s3v4\n",
        "[minio]\naws_access_key_id = minioadmin\naws_secret_access_key = minioadmin\n",
    ),
    "r2": (
        "[profile r2]\nregion = auto\n"
        "endpoint_url = https://0123456789abcdef.r2.cloudflarestorage.com\n",
        "[r2]\naws_access_key_id = 0123456789abcdef0123456789abcdef\n"
        "aws_secret_access_key = "
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
    ),
    # as other programs write them
    "saml2aws": (
        "[profile saml]\nregion                  = eu-west-1\n",
        f"[saml]\n{SAML_KEYS}x_principal_arn          = {PRINCIPAL}\n"
        "x_security_token_expires = 2026-11-28T17:24:50+01:00\n",
    ),
    "saml2aws, several roles": (
        "",
        "".join(
            f"[{name}]\n{SAML_KEYS}x_principal_arn          = {PRINCIPAL}\n"
            f"x_security_token_expires = 2026-11-28T17:24:50Z\n{region}\n"
            for name, region in (("saml", ""), ("prod", "region = us-east-1\n"))
        ),
    ),
    "gimme-aws-creds": (
        "[default]\nregion = us-east-1\noutput = json\n",
        f"[default]\n{TEMPORARY}aws_security_token = {TOKEN}\n"
        "x_security_token_expires = 2026-11-28T12:00:00+00:00\n\n"
        f"[acme-readonly]\n{TEMPORARY}aws_security_token = {TOKEN}\n"
        "x_security_token_expires = 2026-11-28T12:00:00+00:00\n",
    ),
    "aws-azure-login": (
        "[profile corp]\nazure_tenant_id=11111111-2222-3333-4444-555555555555\n"
        "azure_app_id_uri=https://signin.aws.amazon.com/saml#2\n"
        "azure_default_username=anna@example.com\nazure_default_role_arn=\n"
        "azure_default_duration_hours=1\nazure_default_remember_me=false\nregion=eu-west-1\n",
        f"[corp]\naws_access_key_id=ASIAIOSFODNN7EXAMPLE\naws_secret_access_key={SECRET}\n"
        f"aws_session_token={TOKEN}\naws_expiration=2026-11-28T12:00:00.000Z\n",
    ),
    "aws-azure-login, before the first sign-in": (
        "[default]\nazure_tenant_id=11111111-2222-3333-4444-555555555555\n"
        "azure_app_id_uri=https://signin.aws.amazon.com/saml\nazure_default_username=\n"
        "azure_default_role_arn=\nazure_default_duration_hours=12\n"
        "azure_default_remember_me=true\n",
        "",
    ),
    "aws-azure-login, with a command": (
        "[profile corp]\ncredential_process = aws-azure-login --no-prompt --mode json "
        "--profile corp\nazure_tenant_id = 11111111-2222-3333-4444-555555555555\n"
        "azure_app_id_uri = https://signin.aws.amazon.com/saml\nregion = eu-west-1\n",
        "",
    ),
    "aws-sso-util": (
        "[profile my-account.PowerUser]\nsso_start_url = https://corp.awsapps.com/start\n"
        "sso_region = eu-west-1\nsso_account_name = My Account\nsso_account_id = 123456789012\n"
        "sso_role_name = PowerUser\nregion = eu-west-1\n"
        "credential_process = aws-sso-util credential-process --profile my-account.PowerUser\n"
        "sso_auto_populated = true\n",
        "",
    ),
    "aws-sso-util, interactive": (
        "[profile dev]\nsso_start_url = https://corp.awsapps.com/start\n"
        "sso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = Developer\n"
        "sso_interactive_auth = true\nsso_auto_populated = true\nregion = eu-west-1\n",
        "",
    ),
    "granted, by sso sessions": (
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n"
        "sso_region = eu-central-1\nsso_registration_scopes = sso:account:access\n\n"
        "[profile Production/AdministratorAccess]\nsso_session = corp\n"
        "sso_account_id = 123456789012\nsso_role_name = AdministratorAccess\n"
        "granted_color = red\ngranted_icon = briefcase\ncommon_fate_generated_from = aws-sso\n",
        "",
    ),
    "granted, by a command": (
        "[profile Staging/ReadOnly]\ngranted_sso_start_url = https://corp.awsapps.com/start\n"
        "granted_sso_region = eu-central-1\ngranted_sso_account_id = 123456789012\n"
        "granted_sso_role_name = ReadOnly\ncommon_fate_generated_from = aws-sso\n"
        "credential_process = granted credential-process --profile Staging/ReadOnly\n",
        "",
    ),
    "granted, before it was renamed": (
        "[profile old]\ncommon_fate_url = https://granted.example.com\n"
        "common_fate_generated_from = aws-sso\nregion = eu-west-1\n"
        "credential_process = granted credential-process --profile old\n",
        "",
    ),
    "aws-vault, keys in the keychain": (
        "[default]\nregion = us-east-1\n\n[profile jonsmith]\n"
        "mfa_process = op item get aws --otp\nregion = us-east-1\n\n"
        "[profile tags]\ninclude_profile = jonsmith\nsession_tags = key1=value1,key2=value2\n"
        "transitive_session_tags = key1\nsource_identity = jonsmith\n",
        "",
    ),
    "aws-vault, in both files": (
        "[profile anna]\nregion = eu-west-1\nparent_profile = base\n",
        f"[anna]\n{KEYS}mfa_process = ykman oath accounts code --single aws\n",
    ),
    "awsume": (
        "[profile dev]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/dev\n"
        "source_profile = default\n",
        f"[default]\n{KEYS}\n[autoawsume-dev]\n{TEMPORARY}region = eu-west-1\n"
        "autoawsume = true\nawsumepy_command = dev -a\nmanager = awsume\n"
        "expiration = 2026-11-28 12:00:00\nsource_expiration = 2026-11-28 18:00:00\n",
    ),
    "leapp": (
        "",
        f"[default]\n{TEMPORARY}region=eu-west-1\n\n[leapp-prod]\n{TEMPORARY}region=us-east-1\n",
    ),
    "leapp, by a command": (
        "[profile leapp-dev]\nregion = eu-west-1\ncredential_process = leapp session generate "
        "0f5a1f6e-1111-2222-3333-444455556666\n",
        "",
    ),
    "aws-mfa": (
        "[default]\nregion = us-east-1\n",
        f"[default-long-term]\n{KEYS}aws_mfa_device = arn:aws:iam::123456789012:mfa/anna\n\n"
        f"[default]\nassumed_role = False\n{TEMPORARY}aws_security_token = {TOKEN}\n"
        "expiration = 2026-11-28 12:00:00\n",
    ),
    "aws-mfa, with a role": (
        "",
        f"[me-long-term]\n{KEYS}aws_mfa_device = arn:aws:iam::123456789012:mfa/anna\n"
        f"assume_role = arn:aws:iam::123456789012:role/dev\n\n[me]\nassumed_role = True\n"
        f"assumed_role_arn = arn:aws:iam::123456789012:role/dev\n{TEMPORARY}"
        f"aws_security_token = {TOKEN}\nexpiration = 2026-11-28 12:00:00\n",
    ),
    "aws-okta": (
        "[okta]\naws_saml_url = home/amazon_aws/0ac4qfegf372HSvKF6a3/965\n"
        "mfa_provider = OKTA\nmfa_factor_type = push\n\n"
        "[profile okta-dev]\nregion = us-east-1\nsession_ttl = 8h\nassume_role_ttl = 1h\n"
        "okta_session_cookie_key = okta-dev\n",
        "",
    ),
    "aws-okta, with a command": (
        "[okta]\naws_saml_url = home/amazon_aws/0ac4qfegf372HSvKF6a3/965\n\n"
        "[profile integrations]\naws_saml_url = home/amazon_aws/0ac4qfegf372HSvKF6a3/101\n"
        "session_ttl = 12h\ncredential_process = aws-okta cred-process integrations\n",
        "",
    ),
    "aws-adfs": (
        "[profile adfs]\nregion = eu-west-1\noutput = json\n"
        "adfs_config.ssl_verification = True\nadfs_config.role_arn = "
        "arn:aws:iam::123456789012:role/adfs\nadfs_config.adfs_host = adfs.example.com\n"
        "adfs_config.adfs_user = EXAMPLE\\anna\nadfs_config.session_duration = 3600\n"
        "adfs_config.provider_id = urn:amazon:webservices\nadfs_config.sspi = False\n",
        f"[adfs]\n{TEMPORARY}aws_security_token = {TOKEN}\n",
    ),
    "aws-google-auth": (
        "[profile sts]\nregion = eu-west-1\ngoogle_config.ask_role = False\n"
        "google_config.keyring = False\ngoogle_config.duration = 3600\n"
        "google_config.google_idp_id = C01abcdef\ngoogle_config.google_sp_id = 123456789012\n"
        "google_config.role_arn = arn:aws:iam::123456789012:role/sts\n"
        "google_config.google_username = anna@example.com\n"
        "google_config.bg_response = \ngoogle_config.account = \n",
        f"[sts]\n{TEMPORARY}aws_security_token = {TOKEN}\n"
        "aws_session_expiration = 2026-11-28T12:00:00+0000\n",
    ),
    "gsts": (
        "",
        f"[sts]\n{TEMPORARY}aws_session_expiration = 2026-11-28T12:00:00.000Z\n",
    ),
    "aws-extend-switch-roles": (
        "[profile base-account]\naws_account_id = 000011112222\nregion = ap-northeast-1\n\n"
        "[profile Role1]\nrole_arn = arn:aws:iam::123456789012:role/Role1\n"
        "source_profile = base-account\ncolor = ffaaee\n"
        "image = https://example.com/role.png\ngroup = web\n\n"
        "[profile Role2]\naws_account_id = 210987654321\nrole_name = Role2\n"
        "target_region = us-east-2\ncolor = 33bb22 # staging\n",
        f"[base-account]\n{KEYS}",
    ),
    "aws-runas": (
        "[profile saml]\nrole_arn = arn:aws:iam::123456789012:role/dev\nsource_profile = me\n"
        "saml_auth_url = https://idp.example.com/saml\nsaml_username = anna\n"
        "saml_provider = okta\nmfa_type = push\ncredentials_duration = 8h\n",
        f"[me]\n{KEYS}",
    ),
    "the AWS SDK for .NET": (
        "[profile net]\nregion = eu-west-1\n"
        "toolkit_artifact_guid = 11111111-2222-3333-4444-555555555555\n"
        "s3_force_path_style = true\n",
        f"[net]\n{KEYS}toolkit_artifact_guid=11111111-2222-3333-4444-555555555555\n",
    ),
    "a setting of one's own": (
        '[profile web]\nregion = eu-west-1\n# for our scripts\nteam = "web"\nOwner = Zo\u00eb\n'
        "cost center = 4711\nticket =\n",
        f"[web]\n{KEYS}rotated = 2026-05-01 ; by Anna\n",
    ),
    # other providers
    "scaleway": (
        "[default]\nregion = fr-par\nendpoint_url = https://s3.fr-par.scw.cloud\ns3 =\n"
        "  max_concurrent_requests = 100\n  max_queue_size = 1000\n"
        "  multipart_threshold = 50 MB\n  multipart_chunksize = 10 MB\n",
        "[default]\naws_access_key_id = SCWABCDEFGHIJKLMNOPQ\n"
        "aws_secret_access_key = 11111111-2222-3333-4444-555555555555\n",
    ),
    "scaleway, with the endpoint plugin": (
        "[plugins]\nendpoint = awscli_plugin_endpoint\n\n[default]\nregion = fr-par\ns3 =\n"
        "  endpoint_url = https://s3.fr-par.scw.cloud\n  signature_version = s3v4\n"
        "s3api =\n  endpoint_url = https://s3.fr-par.scw.cloud\n",
        "[default]\naws_access_key_id = SCWABCDEFGHIJKLMNOPQ\n"
        "aws_secret_access_key = 11111111-2222-3333-4444-555555555555\n",
    ),
    "backblaze": (
        "[profile b2]\nregion = us-west-004\n"
        "endpoint_url = https://s3.us-west-004.backblazeb2.com\n",
        "[b2]\naws_access_key_id = 0040123456789ab0000000001\n"
        "aws_secret_access_key = K004ExampleExampleExampleExample\n",
    ),
    "digitalocean": (
        "[profile spaces]\nregion = us-east-1\n"
        "endpoint_url = https://nyc3.digitaloceanspaces.com\n",
        "[spaces]\naws_access_key_id = DO00EXAMPLEEXAMPLE12\n"
        "aws_secret_access_key = ExampleExampleExampleExampleExampleExample1\n",
    ),
    "wasabi": (
        "[profile wasabi]\nregion = eu-central-1\nservices = wasabi\n\n[services wasabi]\ns3 =\n"
        "  endpoint_url = https://s3.eu-central-1.wasabisys.com\n",
        f"[wasabi]\n{KEYS}",
    ),
    "hetzner": (
        "[profile hetzner]\nregion = fsn1\nservices = hetzner\n"
        "request_checksum_calculation = when_required\n"
        "response_checksum_validation = when_required\n\n[services hetzner]\ns3 =\n"
        "  endpoint_url = https://fsn1.your-objectstorage.com\n",
        "[hetzner]\naws_access_key_id = EXAMPLEEXAMPLEEXAM12\n"
        "aws_secret_access_key = ExampleExampleExampleExampleExampleExamp\n",
    ),
    "ceph": (
        "[profile ceph]\nregion = default\nendpoint_url = http://rgw.example.com:7480\ns3 =\n"
        "  addressing_style = path\n",
        "[ceph]\naws_access_key_id = 0555b35654ad1656d804\n"
        "aws_secret_access_key = h7GhxuBLTrlhVUyxSPUKUV8r/2EI4ngqJxD7iBdBYLhwluN30JaT3Q==\n",
    ),
    # as AWS's own programs write them
    "aws configure": (
        "[default]\nregion = us-west-2\noutput = json\n[profile user1]\nregion = us-east-1\n"
        "output = text\n",
        f"[default]\n{KEYS}[user1]\n{OTHER_KEYS}",
    ),
    "aws configure sso": (
        "[profile AdministratorAccess-123456789012]\nsso_session = my-sso\n"
        "sso_account_id = 123456789012\nsso_role_name = AdministratorAccess\n"
        "region = us-west-2\noutput = json\n[sso-session my-sso]\n"
        "sso_start_url = https://my-sso-portal.awsapps.com/start\nsso_region = us-east-1\n"
        "sso_registration_scopes = sso:account:access\n",
        "",
    ),
    "aws configure sso, without a session": (
        "[profile my-dev-profile]\nsso_start_url = https://my-sso-portal.awsapps.com/start\n"
        "sso_region = us-east-1\nsso_account_id = 123456789011\nsso_role_name = readOnly\n"
        "region = us-west-2\noutput = json\n",
        "",
    ),
    "aws login, several": (
        "[default]\nlogin_session = arn:aws:iam::123456789012:user/anna\nregion = us-east-1\n"
        "[profile otto]\nlogin_session = arn:aws:iam::444455556666:user/otto\nregion = eu-west-1\n",
        "",
    ),
    "codecommit": (
        "[profile git]\nregion = us-east-2\nsource_profile = me\n"
        "role_arn = arn:aws:iam::111122223333:role/MyCrossAccountRepositoryContributorRole\n"
        "output = json\n",
        f"[me]\n{KEYS}",
    ),
    "web identity of eks": (
        "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/pod\n"
        "web_identity_token_file = /var/run/secrets/eks.amazonaws.com/serviceaccount/token\n"
        "sts_regional_endpoints = regional\n",
        "",
    ),
    "role with mfa and an external id": (
        "[profile vendor]\nregion = eu-west-1\nsource_profile = me\n"
        "role_arn = arn:aws:iam::123456789012:role/vendor\nexternal_id = 123456\n"
        "role_session_name = anna\nduration_seconds = 3600\n"
        "mfa_serial = arn:aws:iam::123456789012:mfa/anna\n",
        f"[me]\n{KEYS}",
    ),
    "sso with services": (
        f"{SESSION}\n[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\n"
        "sso_role_name = Developer\nregion = eu-central-1\nservices = dev\n\n[services dev]\n"
        "dynamodb =\n  endpoint_url = http://localhost:8000\n"
        "elastic_beanstalk =\n  endpoint_url = https://localhost:4567\n",
        "",
    ),
    "transfer settings": (
        "[profile big]\nregion = us-west-2\nmax_attempts = 10\nretry_mode = standard\ns3 =\n"
        "    preferred_transfer_client = crt\n    target_bandwidth = 100Gb/s\n"
        "    max_bandwidth = 50MB/s\n    use_accelerate_endpoint = true\n"
        "    payload_signing_enabled = false\n",
        f"[big]\n{KEYS}",
    ),
    "preview and plugins": (
        "[preview]\ncloudfront = true\nsdb = true\n\n[plugins]\n"
        "cli_legacy_plugin_path = /usr/lib/python3/site-packages\n"
        "endpoint = awscli_plugin_endpoint\n\n[default]\nregion = eu-west-1\n",
        f"[default]\n{KEYS}",
    ),
    "aliases in the wrong file": (
        "[toplevel]\nwhoami = sts get-caller-identity\n\n[default]\nregion = eu-west-1\n",
        f"[default]\n{KEYS}",
    ),
    "european sovereign cloud": (
        "[profile eu]\nregion = eusc-de-east-1\nsource_profile = me\n"
        "role_arn = arn:aws-eusc:iam::123456789012:role/deploy\n",
        f"[me]\n{KEYS}",
    ),
    # how files are written
    "comments in japanese": (
        "# \u672c\u756a\u74b0\u5883\n[default]\nregion = ap-northeast-1 \n; \u6771\u4eac\n",
        f"# \u79d8\u5bc6\n[default]\n{KEYS}",
    ),
    "comments in german": (
        "# F\u00fcr die Z\u00fcrcher Kollegen\n[default]\nregion = eu-central-2\n",
        f"[default]\n; l\u00f6schen, sobald ge\u00e4ndert\n{KEYS}",
    ),
    "tabs around equals signs": (
        "[default]\nregion\t=\teu-west-1\noutput\t=\tjson\n",
        f"[default]\n{KEYS.replace(' = ', chr(9) + '= ')}",
    ),
    "windows line ends without a final one": (
        "[default]\r\nregion=eu-west-1\r\noutput=json",
        f"[default]\n{KEYS}".rstrip().replace("\n", "\r\n"),
    ),
    "credentials with a header only in comments": (
        "[default]\nregion = us-east-1\n",
        "# ~/.aws/credentials\n# Managed by IT; sign in with `aws sso login`.\n",
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
    ),
}


def _files(name: str) -> Files:
    config, credentials = FILES[name]
    return awscred.read(config=config, credentials=credentials)


@pytest.mark.parametrize("name", FILES)
def test_a_good_file_has_no_error_and_no_warning(name: str) -> None:
    found = awscred.validate(_files(name)).findings
    assert [f"{one.rule}: {one.message}" for one in found if one.severity != INFO] == []


@pytest.mark.parametrize("name", FILES)
def test_every_tool_accepts_the_profiles_of_a_good_file(name: str) -> None:
    """Except those without credentials, which tools need not accept."""
    files = _files(name)
    report = awscred.validate(files)
    assert report.refusals == {}
    for profile in files.profiles.values():
        if not CREDENTIAL_SETTINGS.isdisjoint(profile.settings):
            assert report.verdicts[profile.name].keys() == set(report.tools)
    for profile_name in shown_names(report, files):
        assert refusing(report, files, profile_name) == set()
