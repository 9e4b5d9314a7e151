"""The catalogue of known settings of the shared config and credentials files.

Gathered from botocore, the AWS CLI, the Go, JavaScript, Ruby and Rust SDKs, the C runtime and the
Toolkit, as of mid 2026, with the settings of aws-vault and granted, so that they are no typos.
"""

import re
from functools import lru_cache
from typing import NamedTuple

PROFILE, SSO_SESSION, BOTH = ("profile",), ("sso-session",), ("profile", "sso-session")

CREDENTIAL_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
SSO_KEYS = ("sso_session", "sso_start_url", "sso_region", "sso_role_name", "sso_account_id")
CREDENTIAL_SOURCES = ("EcsContainer", "Ec2InstanceMetadata", "Environment")


MASK = "********"
"""What is shown in place of a value that may be secret."""


class Known(NamedTuple):
    """A known setting: what it means, the section types it belongs in, the values it may have.

    `values` is empty where the value is free. The value of a `secret` setting is never shown.
    """

    meaning: str
    values: tuple[str, ...] = ()
    sections: tuple[str, ...] = PROFILE
    secret: bool = False


_SWITCH = ("true", "false")
_ADDRESSING = ("regional", "legacy")
_CHECKSUMS = ("when_supported", "when_required")

KNOWN: dict[str, Known] = {
    # keys
    "aws_access_key_id": Known("the id of an access key"),
    "aws_secret_access_key": Known("the secret of an access key", secret=True),
    "aws_session_token": Known("what makes a temporary key whole", secret=True),
    "aws_security_token": Known("old name of the session token, of botocore alone", secret=True),
    "aws_account_id": Known("the account that the keys are of"),
    "aws_credential_scope": Known("what the keys are limited to"),
    # roles
    "role_arn": Known("the role to assume"),
    "source_profile": Known("the profile whose credentials assume the role"),
    "credential_source": Known("where the role's first credentials come from", CREDENTIAL_SOURCES),
    "external_id": Known("a word agreed on with the role's owner", secret=True),
    "mfa_serial": Known("the MFA device that the role asks for"),
    "role_session_name": Known("the name that the role's sessions carry"),
    "duration_seconds": Known("how long a role session lasts, in seconds, from 900"),
    "web_identity_token_file": Known("the file with an OIDC token to assume the role with"),
    # other sources of credentials
    "credential_process": Known("a command that prints credentials as JSON", secret=True),
    "login_session": Known("the session that `aws login` opened"),
    "sso_session": Known("the name of an sso-session section"),
    "sso_account_id": Known("the account to sign in to by SSO"),
    "sso_role_name": Known("the permission set to use there"),
    "sso_start_url": Known("the portal to sign in at", sections=BOTH),
    "sso_region": Known("the region of that portal", sections=BOTH),
    "sso_registration_scopes": Known("what the sign-in may be used for", sections=SSO_SESSION),
    # where requests go
    "region": Known("the region that requests go to"),
    "services": Known("the name of a services section"),
    "endpoint_url": Known("the endpoint to use in place of AWS's own"),
    "ignore_configured_endpoint_urls": Known("whether to leave endpoint_url aside", _SWITCH),
    "use_fips_endpoint": Known("whether to use FIPS endpoints", _SWITCH),
    "use_dualstack_endpoint": Known("whether to use endpoints that speak IPv6 too", _SWITCH),
    "endpoint_discovery_enabled": Known(
        "whether to ask services for endpoints", (*_SWITCH, "auto")
    ),
    "account_id_endpoint_mode": Known(
        "whether endpoints carry the account", ("preferred", "disabled", "required")
    ),
    "sts_regional_endpoints": Known("which endpoints of STS to use", _ADDRESSING),
    "disable_host_prefix_injection": Known("whether to keep prefixes out of host names", _SWITCH),
    # how requests are made
    "ca_bundle": Known("a file of certificate authorities to trust"),
    "retry_mode": Known("how failed requests are tried again", ("standard", "adaptive", "legacy")),
    "max_attempts": Known("how often a request is tried at the most, from 1"),
    "defaults_mode": Known(
        "a set of defaults",
        ("legacy", "standard", "in-region", "cross-region", "mobile", "auto"),
    ),
    "auth_scheme_preference": Known("the signature schemes to prefer, in order"),
    "sigv4a_signing_region_set": Known("the regions that a SigV4a signature is good for"),
    "request_checksum_calculation": Known("when to send checksums", _CHECKSUMS),
    "response_checksum_validation": Known("when to check checksums", _CHECKSUMS),
    "disable_request_compression": Known("whether to send everything uncompressed", _SWITCH),
    "request_min_compression_size_bytes": Known("from which size on to compress, to 10485760"),
    "disable_clock_skew_correction": Known("whether to trust the local clock", _SWITCH),
    "correct_clock_skew": Known("whether to allow for a wrong local clock", _SWITCH),
    "adaptive_retry_wait_to_fill": Known("whether adaptive retries wait for capacity", _SWITCH),
    "parameter_validation": Known("whether to check parameters before sending", _SWITCH),
    "tcp_keepalive": Known("whether to keep idle connections alive", _SWITCH),
    "sdk_ua_app_id": Known("an application's name for the User-Agent, up to 50 characters"),
    "proxy_ca_bundle": Known("certificate authorities to trust a proxy by"),
    "proxy_client_cert": Known("the certificate to show to a proxy"),
    "proxy_use_forwarding_for_https": Known("whether HTTPS goes through unwrapped", _SWITCH),
    "api_versions": Known("the API version of each service"),
    "data_path": Known("where more service models stand"),
    # instance metadata
    "ec2_metadata_service_endpoint": Known("where instance metadata is asked for"),
    "ec2_metadata_service_endpoint_mode": Known("by which protocol", ("IPv4", "IPv6")),
    "ec2_metadata_v1_disabled": Known("whether to refuse the first version", _SWITCH),
    "imds_use_ipv6": Known("old form of the endpoint mode", _SWITCH),
    "metadata_service_timeout": Known("how many seconds to wait for it"),
    "metadata_service_num_attempts": Known("how often to ask for it"),
    # S3
    "s3": Known("settings of S3, nested"),
    "s3_use_arn_region": Known("whether a bucket's ARN decides the region", _SWITCH),
    "s3_disable_multiregion_access_points": Known("whether to refuse those", _SWITCH),
    "s3_disable_express_session_auth": Known("whether to do without Express sessions", _SWITCH),
    "s3_us_east_1_regional_endpoint": Known("which endpoint us-east-1 has", _ADDRESSING),
    # client-side monitoring
    "csm_enabled": Known("whether calls are reported to an agent", _SWITCH),
    "csm_host": Known("the agent's host"),
    "csm_port": Known("the agent's port"),
    "csm_client_id": Known("the name to report under"),
    # the AWS CLI
    "output": Known(
        "how the AWS CLI prints", ("json", "text", "table", "yaml", "yaml-stream", "off")
    ),
    "cli_pager": Known("the command to page output with; empty for none"),
    "cli_timestamp_format": Known("how times are printed", ("wire", "iso8601")),
    "cli_binary_format": Known("how binary input is given", ("base64", "raw-in-base64-out")),
    "cli_auto_prompt": Known("whether to prompt for a command", ("on", "on-partial", "off")),
    "cli_history": Known("whether to keep a history", ("enabled", "disabled")),
    "cli_error_format": Known(
        "how errors are printed", ("enhanced", "json", "yaml", "text", "table", "legacy")
    ),
    "cli_help_output": Known("how help is shown"),
    "cli_follow_urlparam": Known("whether the AWS CLI v1 fetches URLs given as values", _SWITCH),
    "emr": Known("settings of the CLI's EMR commands, nested"),
    # other tools
    "include_profile": Known("aws-vault: a profile to take more settings from"),
    "mfa_process": Known("aws-vault: a command that prints an MFA code", secret=True),
    "session_tags": Known("aws-vault: tags of the session"),
    "transitive_session_tags": Known("aws-vault: tags that later sessions keep"),
    "source_identity": Known("aws-vault: who assumes the role"),
    "web_identity_token_process": Known("aws-vault: prints an OIDC token", secret=True),
    "granted_sso_start_url": Known("granted: the portal to sign in at"),
    "granted_sso_region": Known("granted: the region of that portal"),
    "granted_sso_account_id": Known("granted: the account to sign in to"),
    "granted_sso_role_name": Known("granted: the permission set to use"),
    "granted_sso_registration_scopes": Known("granted: what the sign-in may be used for"),
    "granted_skip_credential_process_validation": Known(
        "granted: whether to skip a check", _SWITCH
    ),
}
"""Every known setting of a profile or an sso-session, by its name."""


NESTED: dict[str, dict[str, Known]] = {
    "s3": {
        "addressing_style": Known("how a bucket is addressed", ("auto", "virtual", "path")),
        "use_accelerate_endpoint": Known("whether to use acceleration", _SWITCH),
        "use_dualstack_endpoint": Known("whether to use endpoints that speak IPv6 too", _SWITCH),
        "payload_signing_enabled": Known("whether bodies are signed", _SWITCH),
        "use_arn_region": Known("whether a bucket's ARN decides the region", _SWITCH),
        "disable_s3_express_session_auth": Known("whether to do without sessions", _SWITCH),
        "s3_disable_multiregion_access_points": Known("whether to refuse those", _SWITCH),
        "should_stream": Known("whether the fast client streams", _SWITCH),
        "direct_io": Known("whether the fast client goes past the page cache", _SWITCH),
        "signature_version": Known("how requests are signed", ("s3", "s3v4")),
        "us_east_1_regional_endpoint": Known("which endpoint us-east-1 has", _ADDRESSING),
        "max_concurrent_requests": Known("how many transfers run at once"),
        "max_queue_size": Known("how many transfers may wait"),
        "multipart_threshold": Known("from which size on files are sent in parts"),
        "multipart_chunksize": Known("how large a part is"),
        "io_chunksize": Known("how much is written to disk at once"),
        "max_bandwidth": Known("the most that transfers may use, per second"),
        "target_bandwidth": Known("what the fast client aims at, per second"),
        "disk_throughput": Known("what the disk bears, per second"),
        "preferred_transfer_client": Known(
            "which client transfers files", ("auto", "classic", "crt", "default")
        ),
    },
    "emr": {
        "service_role": Known("the role of the service"),
        "instance_profile": Known("the role of the machines"),
        "log_uri": Known("where logs go"),
        "key_name": Known("the name of an SSH key"),
        "key_pair_file": Known("the file of an SSH key"),
        "enable_debugging": Known("whether to keep more logs"),
    },
}
"""The settings nested below a setting, by its name."""

_SHOWN: dict[str, Known] = {
    **{name: known for nested in NESTED.values() for name, known in nested.items()},
    **KNOWN,
}
_NAME = r"[A-Za-z_$][\w.$:-]*(?: [\w.$:-]+){0,3}"
_ACCESS_KEY_ID = r"[A-Z0-9]{16,128}"
# What AWS's secret keys and session tokens look like, wherever they are pasted; and a password
# in a URL. Each is found in one pass over the text.
_KEY_RUN = r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+=]{40}(?![A-Za-z0-9/+=])"
_LONG_RUN = r"[A-Za-z0-9/+=_.-]{100,}"
_URL_LOGIN = r"://[^/\s@:]*:[^/\s@]*@"


def is_shown(name: str, value: str) -> bool:
    """Whether a setting's value may be shown: only where it is known to be no secret.

    Every setting that is not in the catalogue is hidden, as it may be a misspelt secret; an access
    key id is shown only in an id's form, as people paste the secret there.
    """
    known = _SHOWN.get(name.strip().lower())
    if known is None or known.secret or looks_secret(value):
        return False
    return known is not KNOWN["aws_access_key_id"] or bool(re.fullmatch(_ACCESS_KEY_ID, value))


def is_name(text: str) -> bool:
    """Whether a key may be shown: it looks like a setting's name, and not like a secret."""
    return len(text) <= 64 and bool(re.fullmatch(_NAME, text)) and not looks_secret(text)


def looks_secret(text: str) -> bool:
    """Whether a text holds what looks like a secret key, a session token or a password."""
    return redact(text) != text


def redact(text: str) -> str:
    """The text with what looks like a secret key, a session token or a password masked."""
    if len(text) >= 40:
        text = re.sub(_KEY_RUN, _mask_mixed_case, text)
        text = re.sub(_LONG_RUN, MASK, text)
    if "://" in text:
        text = re.sub(_URL_LOGIN, f"://{MASK}@", text)
    return text


def _mask_mixed_case(match: re.Match[str]) -> str:
    run = match[0]
    return run if run.isupper() or run.islower() or run.isdigit() else MASK


@lru_cache(maxsize=1024)
def suggest(name: str) -> str | None:
    """The known setting that a misspelt name most likely means, or None.

    `xaws_access_key_id` means `aws_access_key_id`; so do `AWS-Access-Key-Id`, and `export` before
    it. What resembles nothing means nothing.
    """
    if len(name) > 64:
        return None
    import difflib  # 3 ms, needed only where something is misspelt

    plain = re.sub(r"^(export|set|setx|\$env:)\s*", "", name.strip().lower())
    plain = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if plain in KNOWN:
        return plain
    if plain in _ALIASES:
        return _ALIASES[plain]
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
