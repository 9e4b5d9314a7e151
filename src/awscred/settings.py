"""The catalogue of known settings of the shared config and credentials files.

Gathered from botocore, the AWS CLI, the Go, JavaScript, Ruby and Rust SDKs, the C runtime and the
Toolkit, as of mid 2026, with the settings of aws-vault and granted, so that they are no typos.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from awscred.redaction import MASK as MASK
from awscred.redaction import looks_secret as looks_secret
from awscred.redaction import redact as redact

CREDENTIAL_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
SSO_KEYS = ("sso_session", "sso_start_url", "sso_region", "sso_role_name", "sso_account_id")
CREDENTIAL_SOURCES = ("EcsContainer", "Ec2InstanceMetadata", "Environment")
BUILDER_ID = "https://view.awsapps.com/start"
"""The start URL of AWS Builder ID, which the Toolkit offers by itself."""
CREDENTIAL_SETTINGS = frozenset(
    (
        *(*CREDENTIAL_KEYS, "aws_security_token", *SSO_KEYS, "login_session"),
        *("role_arn", "source_profile", "credential_source"),
        *("web_identity_token_file", "credential_process"),
    )
)
"""What gives a profile credentials; one with none of these has none."""


class Known(NamedTuple):
    """A known setting: its name in lower case, and what it means, in a few words.

    `sections` are the types of the sections it belongs in, `values` the values it may have (empty
    where they are free). The value of a `secret` setting is never shown. `tools` are those known to
    read it (empty where nobody looked). `go_keeps_in_credentials` is False where the Go SDK drops
    it from the credentials file once the profile stands in the config file too.
    """

    name: str
    meaning: str
    sections: tuple[str, ...]
    values: tuple[str, ...]
    secret: bool
    tools: tuple[str, ...]
    go_keeps_in_credentials: bool


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
    "V": "aws-vault",
    "N": "granted",
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
    meaning: str,
    values: tuple[str, ...] = (),
    *,
    sections: tuple[str, ...] = _PROFILE,
    secret: bool = False,
) -> Known:
    """A row of the tables below. `tools` are letters of `_TOOLS`; `G*`: Go drops it, see Known."""
    readers = tuple([_TOOLS[letter] for letter in tools if letter != "*"])
    return Known(name, meaning, sections, values, secret, readers, "*" not in tools)


# fmt: off
_ROWS = (
    # keys
    _row("aws_access_key_id", "TBCJGRSXN", "the id of an access key"),
    _row("aws_secret_access_key", "TBCJGRSXN", "the secret of an access key", secret=True),
    _row("aws_session_token", "TBCJGRSX", "what makes a temporary key whole", secret=True),
    _row("aws_security_token", "BC", "old name of the session token; it wins there", secret=True),
    _row("aws_account_id", "BCJG*RSX", "the account that the keys are of"),
    _row("aws_credential_scope", "J", "what the keys are limited to"),

    # roles
    _row("role_arn", "TBCJGRSXVN", "the role to assume"),
    _row("source_profile", "TBCJGRSXVN", "the profile whose credentials assume the role"),
    _row("credential_source", "TBCJGRSX",  # Ruby does without Environment
         "where the role's first credentials come from", CREDENTIAL_SOURCES),
    _row("external_id", "BCJGRSXV", "a word agreed on with the role's owner", secret=True),
    _row("mfa_serial", "TBCJGRV", "the MFA device that the role asks for"),
    _row("role_session_name", "BCJGRSXV", "the name that the role's sessions carry"),
    _row("duration_seconds", "BCJGRV", "how long a role session lasts, in seconds, from 900"),
    _row("web_identity_token_file", "BCJGRSXV", "the file with an OIDC token for the role"),

    # other sources of credentials
    _row("credential_process", "TBCJGRSXV", "a command that prints credentials", secret=True),
    _row("login_session", "TBCJGSX", "the session that `aws login` opened"),
    _row("sso_session", "TBCJGRSXV", "the name of an sso-session section"),
    _row("sso_account_id", "TBCJGRSXV", "the account to sign in to by SSO"),
    _row("sso_role_name", "TBCJGRSXV", "the permission set to use there"),
    _row("sso_start_url", "TBCJGRSXV", "the portal to sign in at", sections=_BOTH),
    _row("sso_region", "TBCJGRSXV", "the region of that portal", sections=_BOTH),
    _row("sso_registration_scopes", "TCV", "what the sign-in is good for", sections=_SSO_SESSION),

    # where requests go
    _row("region", "TBCJGRSXVN", "the region that requests go to"),
    _row("services", "BCJG*RSX", "the name of a services section"),
    _row("endpoint_url", "TBCJG*RSX", "the endpoint to use in place of AWS's own"),
    _row("ignore_configured_endpoint_urls", "BCJG*RS", "whether endpoint_url is void", _SWITCH),
    _row("use_fips_endpoint", "BCJGRS", "whether to use FIPS endpoints", _SWITCH),
    _row("use_dualstack_endpoint", "BCJGRS", "whether to use endpoints with IPv6 too", _SWITCH),
    _row("endpoint_discovery_enabled", "BCGR",
         "whether to ask services for their endpoints", (*_SWITCH, "auto")),
    _row("account_id_endpoint_mode", "BCJG*RS",
         "whether endpoints carry the account", ("preferred", "disabled", "required")),
    _row("sts_regional_endpoints", "BRV", "which endpoints of STS to use", _ENDPOINTS),
    _row("disable_host_prefix_injection", "BC", "whether host names go unprefixed", _SWITCH),

    # how requests are made
    _row("ca_bundle", "BCGR", "a file of certificate authorities to trust"),
    _row("retry_mode", "BCJGRS",  # the AWS CLI and Go fail at legacy
         "how failed requests are tried again", ("standard", "adaptive", "legacy")),
    _row("max_attempts", "BCJGRS", "how often a request is tried at the most, from 1"),
    _row("defaults_mode", "BJGR", "which set of defaults to start from", _DEFAULTS),
    _row("auth_scheme_preference", "BCJGS", "the signature schemes to prefer, in order"),
    _row("sigv4a_signing_region_set", "BCJRS", "the regions that a SigV4a signature is good for"),
    _row("request_checksum_calculation", "BCG*S", "when to send checksums", _CHECKSUMS),
    _row("response_checksum_validation", "BCG*S", "when to check checksums", _CHECKSUMS),
    _row("disable_request_compression", "BCG*RS", "whether to compress nothing", _SWITCH),
    _row("request_min_compression_size_bytes", "BCG*RS", "the least size to compress, to 10485760"),
    _row("disable_clock_skew_correction", "JG*", "whether to trust the local clock", _SWITCH),
    _row("correct_clock_skew", "R", "whether to allow for a wrong local clock", _SWITCH),
    _row("adaptive_retry_wait_to_fill", "R", "whether retries wait for capacity", _SWITCH),
    _row("parameter_validation", "BC", "whether to check parameters before sending", _SWITCH),
    _row("tcp_keepalive", "BC", "whether to keep idle connections alive", _SWITCH),
    _row("sdk_ua_app_id", "BCJG*RS", "an application's name to send along, up to 50 characters"),
    _row("proxy_ca_bundle", "BC", "certificate authorities to trust a proxy by"),
    _row("proxy_client_cert", "BC", "the certificate to show to a proxy"),
    _row("proxy_use_forwarding_for_https", "BC", "whether HTTPS goes without a tunnel", _SWITCH),
    _row("api_versions", "B", "the API version of each service, nested"),
    _row("data_path", "BC", "where more service models stand"),

    # instance metadata
    _row("ec2_metadata_service_endpoint", "BCJGRS", "where to ask for instance metadata"),
    _row("ec2_metadata_service_endpoint_mode", "BCJGRS",  # in any case of letters
         "by which protocol to ask for it", ("IPv4", "IPv6")),
    _row("ec2_metadata_v1_disabled", "BCJGR", "whether to ask by its version 2 alone", _SWITCH),
    _row("imds_use_ipv6", "BC", "old form of the endpoint mode", _SWITCH),
    _row("metadata_service_timeout", "BC", "how many seconds to wait for instance metadata"),
    _row("metadata_service_num_attempts", "BC", "how often to ask for instance metadata"),

    # S3
    _row("s3", "", "settings of S3, nested"),
    _row("s3_use_arn_region", "BCGR", "whether a bucket's ARN decides the region", _SWITCH),
    _row("s3_disable_multiregion_access_points", "BCGR",
         "whether to refuse access points of many regions", _SWITCH),
    _row("s3_disable_express_session_auth", "BCG*R", "whether to sign without sessions", _SWITCH),
    _row("s3_us_east_1_regional_endpoint", "BR", "which endpoint us-east-1 has", _ENDPOINTS),

    # client-side monitoring
    _row("csm_enabled", "BCR", "whether calls are reported to an agent", _SWITCH),
    _row("csm_host", "BCR", "the agent's host"),
    _row("csm_port", "BCR", "the agent's port"),
    _row("csm_client_id", "BCR", "the name to report under"),

    # the AWS CLI
    _row("output", "C", "how results are printed", _OUTPUTS),
    _row("cli_pager", "C", "the command to page output with; empty for none"),
    _row("cli_timestamp_format", "C", "how times are printed", ("wire", "iso8601")),
    _row("cli_binary_format", "C", "how binary input is given", ("base64", "raw-in-base64-out")),
    _row("cli_auto_prompt", "C", "whether to prompt for a command", ("on", "on-partial", "off")),
    _row("cli_history", "C", "whether to keep a history", ("enabled", "disabled")),
    _row("cli_error_format", "C", "how errors are printed", _ERRORS),
    _row("cli_help_output", "C", "how help is shown"),
    _row("cli_follow_urlparam", "1", "whether to fetch URLs given as values", _SWITCH),
    _row("cli_legacy_plugin_path", "C", "where to look for plugins", sections=("plugins",)),
    _row("emr", "C", "settings of the EMR commands, nested"),

    # aws-vault
    _row("include_profile", "V", "a profile to take more settings from"),
    _row("mfa_process", "V", "a command that prints an MFA code", secret=True),
    _row("session_tags", "V", "tags of the session"),
    _row("transitive_session_tags", "V", "tags that later sessions keep"),
    _row("source_identity", "V", "who assumes the role"),
    _row("web_identity_token_process", "V", "a command that prints an OIDC token", secret=True),

    # granted
    _row("granted_sso_start_url", "N", "the portal to sign in at"),
    _row("granted_sso_region", "N", "the region of that portal"),
    _row("granted_sso_account_id", "N", "the account to sign in to"),
    _row("granted_sso_role_name", "N", "the permission set to use there"),
    _row("granted_sso_registration_scopes", "N", "what the sign-in is good for"),
    _row("granted_skip_credential_process_validation", "N", "whether to skip a check", _SWITCH),
)
_NESTED_ROWS: dict[str, tuple[Known, ...]] = {
    "s3": (
        _row("addressing_style", "", "how a bucket is addressed", ("auto", "virtual", "path")),
        _row("use_accelerate_endpoint", "", "whether to use acceleration", _SWITCH),
        _row("use_dualstack_endpoint", "", "whether to use endpoints with IPv6 too", _SWITCH),
        _row("payload_signing_enabled", "", "whether bodies are signed", _SWITCH),
        _row("use_arn_region", "", "whether a bucket's ARN decides the region", _SWITCH),
        _row("disable_s3_express_session_auth", "", "whether to sign without sessions", _SWITCH),
        _row("s3_disable_multiregion_access_points", "",
             "whether to refuse access points of many regions", _SWITCH),
        _row("should_stream", "", "whether the fast client streams", _SWITCH),
        _row("direct_io", "", "whether the fast client goes past the page cache", _SWITCH),
        _row("signature_version", "", "how requests are signed", ("s3", "s3v4")),
        _row("us_east_1_regional_endpoint", "", "which endpoint us-east-1 has", _ENDPOINTS),
        _row("max_concurrent_requests", "", "how many transfers run at once"),
        _row("max_queue_size", "", "how many transfers may wait"),
        _row("multipart_threshold", "", "from which size on files are sent in parts"),
        _row("multipart_chunksize", "", "how large a part is"),
        _row("io_chunksize", "", "how much is written to disk at once"),
        _row("max_bandwidth", "", "the most that transfers may use, per second"),
        _row("target_bandwidth", "", "what the fast client aims at, per second"),
        _row("disk_throughput", "", "what the disk bears, per second"),
        _row("preferred_transfer_client", "",
             "which client transfers files", ("auto", "classic", "crt", "default")),
    ),
    "emr": (
        _row("service_role", "C", "the role of the service"),
        _row("instance_profile", "C", "the role of the machines"),
        _row("log_uri", "C", "where logs go"),
        _row("key_name", "C", "the name of an SSH key"),
        _row("key_pair_file", "C", "the file of an SSH key"),
        _row("enable_debugging", "C", "whether to keep more logs"),
    ),
    "api_versions": (),  # the id of any service
    "services": (  # below the id of any service, in a services section
        _row("endpoint_url", "TBCJG*RSX", "the service's endpoint", sections=("services",)),
    ),
}
# fmt: on

KNOWN: dict[str, Known] = {row.name: row for row in _ROWS}
"""Every known setting by its name; `sections` says where it belongs."""

NESTED: dict[str, dict[str, Known]] = {
    parent: {row.name: row for row in rows} for parent, rows in _NESTED_ROWS.items()
}
"""The settings nested below a setting, by its name; `services` stands for a section of that type,
where they are nested below a service's id."""

_SHOWN = {name: row for rows in (*NESTED.values(), KNOWN) for name, row in rows.items()}
_NAME = r"[A-Za-z_$][\w.$:-]*(?: [\w.$:-]+){0,3}"
_ACCESS_KEY_ID = r"[A-Z0-9]{16,128}"
_NO_WORDS = r"[A-Za-z0-9]{25}"
_COMMENT = r"\s[#;]|[#;](?!/?(?:['\"]|$))"  # in what a tool says, where it may quote a value
_HOST = r"url|endpoint|host|proxy"  # in the names of settings
_TAIL = r"[#;](?!/?$)"  # a comment, to some tools; but not the end of https://host/start#/
_OWN_LINE_BREAK = " \n "  # in one of the Go SDK's messages


def is_shown(name: str, value: str) -> bool:
    """Whether a setting's value may be shown: only where it is known to be no secret.

    Every setting that is not in the catalogue is hidden, as it may be a misspelt secret; an access
    key id is shown only in an id's form, as people paste the secret there. A value with text after
    a comment sign is hidden: `shown_value` shows the rest of it.
    """
    known = _SHOWN.get(name.strip().lower())
    if known is None or known.secret or looks_secret(value) or re.search(_TAIL, value):
        return False
    if "@" in value and re.search(_HOST, known.name):  # whatever is in front of it may be a login
        return False
    return known.name != "aws_access_key_id" or bool(re.fullmatch(_ACCESS_KEY_ID, value))


def is_name(text: str) -> bool:
    """Whether a key may be shown: it looks like a setting's name, and not like a secret.

    Some tools present keys in lower case, which leaves little of a secret's form: a name has words.
    """
    if len(text) > 64 or not re.fullmatch(_NAME, text) or re.search(_NO_WORDS, text):
        return False
    return not looks_secret(text)


def is_setting(key: str) -> bool:
    """Whether that names a setting: a name, or two with a dot between for a nested one."""
    return key.count(".") < 2 and all(map(is_name, key.split(".")))


def shown_value(name: str, value: str) -> str:
    """A setting's value as far as it may be shown: masked if it may be a secret.

    Of a value that goes on after a comment sign (the AWS CLI reads on), that much is shown.
    """
    if not value:
        return value
    tail = re.search(_TAIL, value)
    head = value[: tail.start()].rstrip() if tail else value
    if "\n" in value or not is_shown(name, head):
        return MASK
    return _cut(value, tail)


def redact_words(text: str) -> str:
    """What a tool says of the files, without what may be secret in the values that it quotes.

    Values go on behind comment signs and in further lines, where people keep anything.
    """
    first, *more = text.replace(_OWN_LINE_BREAK, " ").strip().split("\n")
    words = redact(first)
    return _cut(words, re.search(_COMMENT, words)) + (" ..." if more else "")


def _cut(text: str, comment: re.Match[str] | None) -> str:
    return f"{text[: comment.start()].rstrip()} # ..." if comment else text


@lru_cache(maxsize=1024)
def suggest(name: str) -> str | None:
    """The known setting that a misspelt name most likely means, or None.

    `xaws_access_key_id` means `aws_access_key_id`; so do `AWS-Access-Key-Id`, and `export` before
    it. What resembles nothing means nothing, nor does a setting that is rightly named but belongs
    below another.
    """
    if len(name) > 64:
        return None
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    plain = re.sub(r"^(export|setx?|env)_", "", plain)
    if plain in KNOWN:
        return plain
    if plain in _SHOWN:
        return None
    if plain in _ALIASES:
        return _ALIASES[plain]
    import difflib  # 3 ms, needed only where something is misspelt

    likely = difflib.get_close_matches(plain, KNOWN, 1, 0.8)
    return likely[0] if likely else None


# Names that people write, and that no measure of likeness leads from.
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
