"""Settings that make botocore fail even if the credentials are good, and its error messages.

Some stop it before it looks for credentials, others when it creates a client, here that of STS. The
AWS CLI and boto3 each check settings that the other ignores; the reason then names the tool.

As of botocore 1.44. Versions since 1.41 give the same verdicts, except that the early ones accept
an empty `ca_bundle` and any value of `s3_disable_express_session_auth`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from awscred.tools.reading import Settings, Value, Verdict

NESTED = "expected string or bytes-like object, got 'dict'"
"""The complaint, in this or other words, about nested settings in the place of a text."""
_NOT_NESTED = "'str' object has no attribute 'get'"

_STS_VERSION = "2011-06-15"
_LABEL = re.compile(r"(?![0-9]+$)(?!-)[a-zA-Z0-9-]{1,63}(?<!-)")
_HOST = re.compile(r"(?i)((?!-)[A-Z\d-]{1,63}(?<!-)\.)*((?!-)[A-Z\d-]{1,63}(?<!-))")
_ZONE = re.compile(r"([A-Za-z0-9._!~-]|%[A-Fa-f0-9]{2})+")

Check: TypeAlias = Callable[[Value], str | None]
"""Returns botocore's complaint about a value, or None if it accepts the value."""


def is_ordinary(values: Settings) -> bool:
    """Whether a profile has no setting that needs a check, as almost all profiles."""
    region = values.get("region", "eu-west-1")
    return (
        values.keys().isdisjoint(_CHECKED)
        and isinstance(region, str)
        and _LABEL.fullmatch(region) is not None
    )


def fault_before(values: Settings) -> Verdict | None:
    """What stops botocore before it looks for a profile's credentials, or None."""
    return next(_faults(_BEFORE, values), None)


def fault_after(values: Settings, services: Mapping[str, Settings]) -> Verdict | None:
    """What stops botocore once it has credentials, or None; `services` are the sections of that
    type."""
    return next(_faults_after(values, services), None)


def region_fault(region: Value, host: str) -> str | None:
    """What is wrong with the region of a client whose endpoint is `https://{host}.{region}...`, or
    None."""
    if not isinstance(region, str):
        return NESTED
    if not region:
        return f"Invalid endpoint: https://{host}..amazonaws.com"
    if not _LABEL.fullmatch(region):
        return f"Provided region_name '{region}' doesn't match a supported format."
    return None


def _faults(checks: tuple[tuple[str, Check], ...], values: Settings) -> Iterator[Verdict]:
    for key, check in checks:
        if key in values and (reason := check(values[key])):
            yield Verdict(False, reason, None, key)


def _faults_after(values: Settings, services: Mapping[str, Settings]) -> Iterator[Verdict]:
    yield from _faults(_MODE, values)
    key, url = "endpoint_url", values.get("endpoint_url")
    if _is_true(values.get("ignore_configured_endpoint_urls", "")):
        url = None
    elif "services" in values:
        fault, service_url = _service(values["services"], services)
        if fault:
            yield Verdict(False, fault, None, "services")
        if service_url:
            key, url = "services", service_url
    yield from _faults(_CLIENT, values)
    if url and (reason := _endpoint_fault(url, "Invalid endpoint: ")):
        yield Verdict(False, reason, None, key)
    if not url and values.get("region") == "":
        yield Verdict(False, region_fault("", "sts"), None, "region")
    yield from _faults(_LAST, values)
    key, value = _s3_endpoint(values)
    if reason := _s3_endpoints(value):
        yield Verdict(False, reason, None, key)


def _s3_endpoint(values: Settings) -> tuple[str, Value]:
    """The form of S3's endpoint in us-east-1, and the setting that defines it.

    The setting in the `s3` block counts only if there is no other. If `s3` is a text, neither
    counts.
    """
    block, flat = values.get("s3", {}), "s3_us_east_1_regional_endpoint"
    if isinstance(block, str):
        return "s3", "legacy"
    if flat in values:
        return flat, values[flat]
    return "s3", block.get("us_east_1_regional_endpoint", "legacy")


def _service(name: Value, services: Mapping[str, Settings]) -> tuple[str | None, str | None]:
    """What is wrong with the section that `services` names, and the endpoint for STS in it."""
    if not isinstance(name, str):
        return NESTED, None
    section = services.get(name)
    if not section:
        reason = f'services section but the "{name}" services configuration does not exist.'
        return f"The profile is configured to use the {reason}", None
    sts = section.get("sts", {})
    return (_NOT_NESTED, None) if isinstance(sts, str) else (None, sts.get("endpoint_url"))


def _is_true(value: Value) -> bool:
    return isinstance(value, str) and value.lower() == "true"


# --- addresses


def _endpoint_fault(url: Value, complaint: str) -> str | None:
    if not isinstance(url, str):
        return NESTED
    try:
        return None if _is_valid(url) else complaint + url
    except ValueError as error:
        return str(error)


def _is_valid(url: str) -> bool:
    """Whether the host of a URL is valid. Raises ValueError if Python cannot split the URL."""
    from ipaddress import IPv6Address  # slow imports that few files need
    from urllib.parse import urlsplit

    if not {"\t", "\r", "\n"}.isdisjoint(url):
        return False
    host = urlsplit(url).hostname or ""
    if len(host) <= 255 and _HOST.fullmatch(host.removesuffix(".")):
        return True
    address, percent, zone = host.partition("%")
    try:
        IPv6Address(address)
    except ValueError:
        return False
    return not percent or _ZONE.fullmatch(zone) is not None


# --- checks of one value


def _texts(check: Callable[[str], str | None]) -> Check:
    """The same check, for a setting that cannot be a nested block."""
    return lambda value: check(value) if isinstance(value, str) else NESTED


def _options(complaint: str, *options: str, form: Callable[[str], str] = str.lower) -> Check:
    """A check that a value, changed by `form`, is one of some options.

    `complaint` has a place for the value, {0}, or for its changed form, {1}.
    """

    def check(value: Value) -> str | None:
        formed = form(value) if isinstance(value, str) else value
        return None if formed in options else complaint.format(value, formed)

    return check


def _checksums(key: str) -> Check:
    options = ("when_supported", "when_required")
    complaint = f"Unsupported configuration value for {key}. Expected one of {options} but got"
    return _options(complaint + " {1}.", *options)


def _region(region: str) -> str | None:
    return region_fault(region, "sts") if region else None  # without a region, it fails later


def _api_versions(value: Value) -> str | None:
    return f"boto3: {_NOT_NESTED}" if isinstance(value, str) else None


def _sts_version(value: Value) -> str | None:
    """Check the version of STS that a block names; botocore has only one."""
    version = _STS_VERSION if isinstance(value, str) else value.get("sts", _STS_VERSION)
    if version == _STS_VERSION:
        return None
    return f"boto3: Unable to load data for: {posixpath.join('sts', version, 'service-2')}"


def _metadata_endpoint(url: Value) -> str | None:
    complaint = "Invalid endpoint EC2 Instance Metadata endpoint: "
    return _endpoint_fault(url, complaint) if url else None


def _integer(text: str) -> str | None:
    try:
        int(text)
    except ValueError as error:
        return str(error)
    return None


def _max_attempts(text: str) -> str | None:
    """Check the range of a number that has already been checked to be an integer."""
    if int(text) >= 1:
        return None
    complaint = f'Value provided to "max_attempts": {int(text)} must be'
    return f"{complaint} an integer greater than or equal to 1."


def _compression_size(value: Value) -> str | None:
    complaint = f'Invalid value "{value}" for request_min_compression_size_bytes. Value must be'
    if not isinstance(value, str) or _integer(value):
        return f"{complaint} an integer. Received {type(value)} instead."
    return None if 1 <= int(value) <= 1048576 else f"{complaint} between 1 and 1048576."


def _auth_schemes(value: Value) -> str | None:
    if isinstance(value, str):
        return None
    complaint = "auth_scheme_preference must be a comma-delimited string."
    return f"{complaint} Received {type(value)} instead: {value}."


def _retry_mode(value: Value) -> str | None:
    if value != "legacy":
        return _retry_modes(value)
    complaint = 'Invalid value provided to "mode": "legacy" must be one of:'
    return f'AWS CLI: {complaint} "standard" or "adaptive"'


def _s3(value: Value) -> str | None:
    if isinstance(value, str):
        return None if value else _NOT_NESTED
    return _addressing_styles(value.get("addressing_style", "auto"))


def _ca_bundle(value: Value) -> str | None:
    if value:
        return None
    sources = "ca_bundle, AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, or verify"
    complaint = f"Invalid CA bundle: the configured value ({sources}) resolved to an empty or"
    return f"{complaint} whitespace-only string. Provide a valid path to a CA bundle file."


_metadata_modes = _options(
    "Invalid EC2 Instance Metadata endpoint mode: {0}"
    " Valid endpoint modes (case-insensitive): ('ipv4', 'ipv6').",
    *("ipv4", "ipv6"),
)
_defaults_modes = _options(
    "boto3: Client configured with invalid defaults mode: {0}."
    " Valid defaults modes include: legacy, auto, standard, in-region, cross-region, mobile.",
    *("legacy", "auto", "standard", "in-region", "cross-region", "mobile"),
)
_sts_endpoints = _options(
    'boto3: STS regional endpoints option {0} is invalid. Valid options are: "legacy", "regional"',
    *("legacy", "regional", ""),
    form=str,
)
_s3_endpoints = _options(
    "boto3: S3 us-east-1 regional endpoint option {0} is invalid. Valid options are:"
    ' "legacy", "regional"',
    *("legacy", "regional"),
    form=str,
)
_account_modes = _options(
    "The configured value '{1}' for 'account_id_endpoint_mode' is invalid."
    " Valid values are: ('preferred', 'disabled', 'required').",
    *("preferred", "disabled", "required"),
)
_express = _options(
    'Invalid value "{0}" for s3_disable_express_session_auth. Value must be a boolean',
    *("true", "false"),
)
_retry_modes = _options(
    'Invalid value provided to "mode": "{0}" must be one of:'
    " ('legacy', 'standard', 'adaptive')",
    *("standard", "adaptive"),
    form=str,
)
_addressing_styles = _options(
    "S3 addressing style {0} is invalid. Valid options are: 'auto', 'virtual', and 'path'",
    *("auto", "virtual", "path"),
    form=str,
)

# In the order in which botocore checks them.
_BEFORE = (
    ("region", _texts(_region)),
    ("api_versions", _api_versions),
    ("metadata_service_timeout", _texts(_integer)),
    ("metadata_service_num_attempts", _texts(_integer)),
    ("ec2_metadata_service_endpoint_mode", _texts(_metadata_modes)),
    ("ec2_metadata_service_endpoint", _metadata_endpoint),
)
_MODE = (("defaults_mode", _texts(_defaults_modes)), ("api_versions", _sts_version))
_CLIENT = (
    ("sts_regional_endpoints", _sts_endpoints),
    ("max_attempts", _texts(_integer)),
    ("request_min_compression_size_bytes", _compression_size),
    ("request_checksum_calculation", _checksums("request_checksum_calculation")),
    ("response_checksum_validation", _checksums("response_checksum_validation")),
    ("account_id_endpoint_mode", _account_modes),
    ("auth_scheme_preference", _auth_schemes),
    ("s3_disable_express_session_auth", _express),
    ("s3", _s3),
    ("max_attempts", _texts(_max_attempts)),
    ("retry_mode", _retry_mode),
)
_LAST = (("ca_bundle", _ca_bundle),)
_CHECKED = frozenset(key for key, _ in (*_BEFORE[1:], *_MODE, *_CLIENT, *_LAST))
_CHECKED |= {"endpoint_url", "services", "s3_us_east_1_regional_endpoint"}
