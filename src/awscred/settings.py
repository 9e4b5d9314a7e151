"""The catalog of known settings in the shared config and credentials files.

Gathered from botocore, the AWS CLI, the Go, JavaScript, Ruby and Rust SDKs, the C runtime and the
Toolkit, as of mid 2026. For the other tools, the sources are `SharedCredentialsFile.cs` of the .NET
SDK, `shared_config.rb` of the Ruby SDK, and `ClientConfiguration.cpp` and
`AWSConfigFileProfileConfigLoader.cpp` of the C++ SDK, which also has what the C runtime
reads for it. Of the PHP SDK, only the credential providers count: its clients read other sections.
The settings of AWS's language servers, aws-vault and granted are included, so that they are not
reported as typos.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from awscred.guesses import closest
from awscred.other_settings import owned
from awscred.redaction import MASK, looks_secret, redact

CREDENTIAL_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
TOKENS = ("aws_session_token", "aws_security_token")
"""The names of a session token: the current one, and the old one."""
SSO_KEYS = ("sso_session", "sso_start_url", "sso_region", "sso_role_name", "sso_account_id")
CREDENTIAL_SOURCES = ("EcsContainer", "Ec2InstanceMetadata", "Environment")
BUILDER_ID = "https://view.awsapps.com/start"
"""The start URL of AWS Builder ID, which the Toolkit offers without a profile."""
CREDENTIAL_SETTINGS = frozenset(
    (
        *(*CREDENTIAL_KEYS, "aws_security_token", *SSO_KEYS, "login_session"),
        *("role_arn", "source_profile", "credential_source"),
        *("web_identity_token_file", "credential_process"),
    )
)
"""The settings about credentials; a profile with none of them has no credentials."""


MEANT_EMPTY = ("cli_pager",)
"""Settings that AWS documents as useful when empty: the AWS CLI then uses no pager."""


PROMPTED = ("aws_secret_access_key", "aws_session_token", "aws_security_token")
"""The secrets that awscred prompts for, and never accepts as an argument."""


class Known(NamedTuple):
    """A known setting, by its name in lower case.

    `sections` are the types of sections it belongs in. `values` are the values it may have (empty:
    any). The value of a `secret` setting is never shown. `tools` are those known to read it (empty:
    not researched).
    """

    name: str
    sections: tuple[str, ...]
    values: tuple[str, ...]
    secret: bool
    tools: tuple[str, ...]


_TOOLS = {
    "T": "toolkit",
    "B": "boto3",
    "1": "cli-v1",
    "C": "cli",
    "J": "js",
    "G": "go",
    "R": "ruby",
    "S": "rust",
    "X": "crt",
    "A": "java",
    "P": "php",
    "D": "dotnet",
    "K": "cpp",
    "V": "aws-vault",
    "N": "granted",
    "L": "language-servers",  # AWS's own, in editors
}
_PROFILE, _SSO_SESSION, _BOTH = ("profile",), ("sso-session",), ("profile", "sso-session")
_SWITCH = ("true", "false")
_ENDPOINTS = ("regional", "legacy")
_CHECKSUMS = ("when_supported", "when_required")
_DEFAULTS = ("legacy", "standard", "in-region", "cross-region", "mobile", "auto")
_OUTPUTS = ("json", "text", "table", "yaml", "yaml-stream", "off")
_ERRORS = ("enhanced", "json", "yaml", "text", "table", "legacy")


def _row(
    name: str,
    tools: str,
    values: tuple[str, ...] = (),
    *,
    sections: tuple[str, ...] = _PROFILE,
    secret: bool = False,
) -> Known:
    """A row of the tables below. `tools` are letters of `_TOOLS`."""
    return Known(name, sections, values, secret, tuple([_TOOLS[letter] for letter in tools]))


# fmt: off
_ROWS = (
    # keys
    _row("aws_access_key_id", "TBCJGRSXNAPDK"),
    _row("aws_secret_access_key", "TBCJGRSXNAPDK", secret=True),
    _row("aws_session_token", "TBCJGRSXAPDK", secret=True),
    _row("aws_security_token", "BCP", secret=True),
    _row("aws_account_id", "BCJGRSXAK"),
    _row("aws_credential_scope", "J"),

    # roles
    _row("role_arn", "TBCJGRSXVNAPDK"),
    _row("source_profile", "TBCJGRSXVNAPDK"),
    _row("credential_source", "TBCJGRSXAPDK",  # Ruby lacks Environment
         CREDENTIAL_SOURCES),
    _row("external_id", "BCJGRSXVADK", secret=True),
    _row("mfa_serial", "TBCJGRVD"),
    _row("role_session_name", "BCJGRSXVAPDK"),
    _row("duration_seconds", "BCJGRV"),
    _row("web_identity_token_file", "BCJGRSXVAPD"),

    # other sources of credentials
    _row("credential_process", "TBCJGRSXVAPDK", secret=True),
    _row("login_session", "TBCJGSAP"),
    _row("sso_session", "TBCJGRSVAPDK"),
    _row("sso_account_id", "TBCJGRSVAPDK"),
    _row("sso_role_name", "TBCJGRSVAPDK"),
    _row("sso_start_url", "TBCJGRSVAPDK", sections=_BOTH),
    _row("sso_region", "TBCJGRSVAPDK", sections=_BOTH),
    _row("sso_registration_scopes", "TCVD", sections=_SSO_SESSION),
    _row("sso_redirect_port", "C", sections=_BOTH),
    _row("credential_cache", "L"),
    _row("credential_cache_location", "L"),

    # where requests go
    _row("region", "TBCJGRSXVNADK"),
    _row("services", "BCJGRSXADK"),
    _row("endpoint_url", "TBCJGRSXADK"),
    _row("ignore_configured_endpoint_urls", "BCJGRSAD", _SWITCH),
    _row("use_fips_endpoint", "BCJGRSAD", _SWITCH),
    _row("use_dualstack_endpoint", "BCJGRSAD", _SWITCH),
    _row("endpoint_discovery_enabled", "BCGRAD", (*_SWITCH, "auto")),
    _row("account_id_endpoint_mode", "BCJGRSAD", ("preferred", "disabled", "required")),
    _row("sts_regional_endpoints", "BRVD", _ENDPOINTS),
    _row("disable_host_prefix_injection", "BC", _SWITCH),

    # how requests are made
    _row("ca_bundle", "BCGR"),
    _row("retry_mode", "BCJGRSADK",  # the AWS CLI and Go fail for legacy
         ("standard", "adaptive", "legacy")),
    _row("max_attempts", "BCJGRSADK"),
    _row("defaults_mode", "BJGRADK", _DEFAULTS),
    _row("auth_scheme_preference", "BCJGSA"),
    _row("sigv4a_signing_region_set", "BCJRSA"),
    _row("request_checksum_calculation", "BCGRSA", _CHECKSUMS),
    _row("response_checksum_validation", "BCGRSA", _CHECKSUMS),
    _row("disable_request_compression", "BCGRSADK", _SWITCH),
    _row("request_min_compression_size_bytes", "BCGRSADK"),
    _row("disable_clock_skew_correction", "JG", _SWITCH),
    _row("correct_clock_skew", "R", _SWITCH),
    _row("adaptive_retry_wait_to_fill", "R", _SWITCH),
    _row("parameter_validation", "BC", _SWITCH),
    _row("tcp_keepalive", "BC", _SWITCH),
    _row("sdk_ua_app_id", "BCJGRSADK"),
    _row("proxy_ca_bundle", "BC"),
    _row("proxy_client_cert", "BC"),
    _row("proxy_use_forwarding_for_https", "BC", _SWITCH),
    _row("api_versions", "B"),
    _row("data_path", "BC"),

    # instance metadata
    _row("ec2_metadata_service_endpoint", "BCJGRSAD"),
    _row("ec2_metadata_service_endpoint_mode", "BCJGRSAD",  # the JavaScript SDK needs this case
         ("IPv4", "IPv6")),
    _row("ec2_metadata_v1_disabled", "BCJGRAD", _SWITCH),
    _row("imds_use_ipv6", "BC", _SWITCH),
    _row("metadata_service_timeout", "BCA"),
    _row("metadata_service_num_attempts", "BC"),

    # S3
    _row("s3", ""),
    _row("s3_use_arn_region", "BCGRAD", _SWITCH),
    _row("s3_disable_multiregion_access_points", "BCGRAD", _SWITCH),
    _row("s3_disable_express_session_auth", "BCGRAD", _SWITCH),
    _row("s3_us_east_1_regional_endpoint", "BRAD", _ENDPOINTS),

    # client-side monitoring
    _row("csm_enabled", "BCR", _SWITCH),
    _row("csm_host", "BCR"),
    _row("csm_port", "BCR"),
    _row("csm_client_id", "BCR"),

    # the AWS CLI
    _row("output", "C", _OUTPUTS),
    _row("cli_pager", "C"),
    _row("cli_timestamp_format", "C", ("wire", "iso8601")),
    _row("cli_binary_format", "C", ("base64", "raw-in-base64-out")),
    _row("cli_auto_prompt", "C", ("on", "on-partial", "off")),
    _row("cli_history", "C", ("enabled", "disabled")),
    _row("cli_error_format", "C", _ERRORS),
    _row("cli_help_output", "C", ("terminal", "browser", "url")),
    _row("cli_follow_urlparam", "1", _SWITCH),
    _row("cli_legacy_plugin_path", "C", sections=("plugins",)),
    _row("emr", "C"),

    # aws-vault
    _row("include_profile", "V"),
    _row("mfa_process", "V", secret=True),
    _row("session_tags", "V"),
    _row("transitive_session_tags", "V"),
    _row("source_identity", "V"),
    _row("web_identity_token_process", "V", secret=True),

    # granted
    _row("granted_sso_start_url", "N"),
    _row("granted_sso_region", "N"),
    _row("granted_sso_account_id", "N"),
    _row("granted_sso_role_name", "N"),
    _row("granted_sso_registration_scopes", "N"),
    _row("granted_skip_credential_process_validation", "N", _SWITCH),
)
_NESTED_ROWS: dict[str, tuple[Known, ...]] = {
    "s3": (
        _row("addressing_style", "", ("auto", "virtual", "path")),
        _row("use_accelerate_endpoint", "", _SWITCH),
        _row("use_dualstack_endpoint", "", _SWITCH),
        _row("payload_signing_enabled", "", _SWITCH),
        _row("use_arn_region", "", _SWITCH),
        _row("disable_s3_express_session_auth", "", _SWITCH),
        _row("s3_disable_multiregion_access_points", "", _SWITCH),
        _row("should_stream", "", _SWITCH),
        _row("direct_io", "", _SWITCH),
        _row("signature_version", "", ("s3", "s3v4")),
        _row("us_east_1_regional_endpoint", "B1", _ENDPOINTS),
        _row("max_concurrent_requests", ""),
        _row("max_queue_size", ""),
        _row("multipart_threshold", ""),
        _row("multipart_chunksize", ""),
        _row("io_chunksize", ""),
        _row("max_bandwidth", ""),
        _row("target_bandwidth", ""),
        _row("disk_throughput", ""),
        _row("preferred_transfer_client", "", ("auto", "classic", "crt", "default")),
    ),
    "emr": (
        _row("service_role", "C"),
        _row("instance_profile", "C"),
        _row("log_uri", "C"),
        _row("key_name", "C"),
        _row("key_pair_file", "C"),
        _row("enable_debugging", "C"),
    ),
    "api_versions": (  # the id of any service
        _row("sts", "B1", ("2011-06-15",)),
    ),
    "services": (  # below the id of any service, in a services section
        _row("endpoint_url", "TBCJGRSXADK", sections=("services",)),
    ),
}
# fmt: on

KNOWN: dict[str, Known] = {row.name: row for row in _ROWS}
"""Every known setting by its name; `sections` says where it belongs."""

NESTED: dict[str, dict[str, Known]] = {
    parent: {row.name: row for row in rows} for parent, rows in _NESTED_ROWS.items()
}
"""The settings nested in a setting, by its name. In a `services` section, they are nested below a
service's id."""

_SHOWN = {name: row for rows in (*NESTED.values(), KNOWN) for name, row in rows.items()}
SWITCHES = frozenset(name for name, row in _SHOWN.items() if row.values == _SWITCH)
"""The settings that are true or false, including nested ones."""

_NAME = r"[A-Za-z_$][\w.$:-]*(?: [\w.$:-]+){0,3}"
_ACCESS_KEY_ID = r"[A-Z0-9]{16,128}"
_NO_WORDS = r"[A-Za-z0-9]{25}"
_COMMENT = r"\s[#;]|[#;](?!/?(?:['\"]|$))"  # in a tool's message, which may quote a value
_HOST = r"url|endpoint|host|proxy"  # in the names of settings
_TAIL = r"[#;](?!/?$)"  # a comment, to some tools; but not the end of https://host/start#/
_QUOTED_LINE = r"(?s)^(InvalidDataException: Line [0-9]+:)<.*>"  # as the SDK for .NET quotes it
_OWN_LINE_BREAK = " \n "  # in one of the Go SDK's messages


def is_shown(name: str, value: str) -> bool:
    """Whether a setting's value may be shown: only if it is known not to be a secret.

    A setting outside the catalogs is hidden, because it may be a misspelled secret. An access key
    id is shown only if it looks like one, because people paste the secret there. A value with text
    after a comment sign is hidden: `shown_value` shows the part before the sign.
    """
    key = name.strip().lower()
    if not _is_harmless(key) or looks_secret(value) or re.search(_TAIL, value):
        return False
    if "@" in value and re.search(_HOST, key):  # what comes before it may be a login
        return False
    return key != "aws_access_key_id" or bool(re.fullmatch(_ACCESS_KEY_ID, value))


def _is_harmless(key: str) -> bool:
    if known := _SHOWN.get(key):
        return not known.secret
    other = owned(key)
    return other is not None and other.harmless


def is_name(text: str) -> bool:
    """Whether a key may be shown: it looks like the name of a setting, and not like a secret.

    Some tools present keys in lower case, which leaves little of a secret's form. Names have words.
    """
    if len(text) > 64 or not re.fullmatch(_NAME, text) or re.search(_NO_WORDS, text):
        return False
    return not looks_secret(text)


def is_setting(key: str) -> bool:
    """Whether this names a setting: one name, or two with a dot between for a nested setting."""
    return key.count(".") < 2 and all(map(is_name, key.split(".")))


def shown_value(name: str, value: str) -> str:
    """A setting's value for display; masked if it may be a secret.

    A value that continues after a comment sign (for the AWS CLI) is shown up to the sign.
    """
    if not value:
        return value
    tail = re.search(_TAIL, value)
    head = value[: tail.start()].rstrip() if tail else value
    if "\n" in value or not is_shown(name, head):
        return MASK
    return _cut(value, tail)


def redact_words(text: str) -> str:
    """A tool's message about the files, without what may be secret in the values that it quotes.

    Values may continue after comment signs and on further lines, which can contain anything.
    """
    first, *more = (
        re.sub(_QUOTED_LINE, r"\1<...>", text).replace(_OWN_LINE_BREAK, " ").strip().split("\n")
    )
    words = redact(first)
    return _cut(words, re.search(_COMMENT, words)) + (" ..." if more else "")


def _cut(text: str, comment: re.Match[str] | None) -> str:
    return f"{text[: comment.start()].rstrip()} # ..." if comment else text


@lru_cache(maxsize=1024)
def suggest(name: str) -> str | None:
    """The known setting that a misspelled name most likely means, or None.

    `xaws_access_key_id` means `aws_access_key_id`; so does `AWS-Access-Key-Id`, also with `export`
    before it. None if nothing is similar, or if the name is that of a nested setting or of another
    program's.
    """
    if len(name) > 64 or (owned(name) and name.lower() not in KNOWN):
        return None
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    plain = re.sub(r"^(export|setx?|env)_", "", plain)
    if plain in KNOWN:
        return plain
    if plain in _SHOWN:
        return None
    if plain in _ALIASES:
        return _ALIASES[plain]
    return closest(plain, KNOWN, 0.8)


# Names that people write, and that are not similar enough to the right ones.
_ALIASES = {
    "access_key": "aws_access_key_id",
    "access_key_id": "aws_access_key_id",
    "aws_access_key": "aws_access_key_id",
    "accesskeyid": "aws_access_key_id",
    "secret_key": "aws_secret_access_key",
    "aws_secret_key": "aws_secret_access_key",
    "secret_access_key": "aws_secret_access_key",
    "aws_secret": "aws_secret_access_key",
    "secretaccesskey": "aws_secret_access_key",
    "session_token": "aws_session_token",
    "sessiontoken": "aws_session_token",
    "aws_token": "aws_session_token",
    "aws_region": "region",
    "default_region": "region",
    "aws_default_region": "region",
    "region_name": "region",
    "aws_output": "output",
    "default_output": "output",
    "output_format": "output",
    "role": "role_arn",
    "profile": "source_profile",
    "sso_url": "sso_start_url",
    "start_url": "sso_start_url",
    "account_id": "aws_account_id",
}
