"""The values that the SDK for .NET checks as it looks a profile up, in its order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Check = Callable[[str], bool]

REGION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_NUMBER = re.compile(r"[+-]?[0-9]+")
_GUID = re.compile(r"(?i)[0-9a-f]{32}|(\{|\()?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?(1)[})])")
_URL = re.compile(  # by its form alone
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:%[0-9A-Fa-f]{2}|[!#$&-;=?-Z_a-z~\[\]])+"
)
_MOST_BYTES = 10_485_760


def as_enum(value: str, words: tuple[str, ...]) -> int | None:
    """The number of a word in any case; also of a number itself, or of a list."""
    if _NUMBER.fullmatch(value):
        return int(value) if _is_within(value, -(2**31), 2**31 - 1) else None
    numbers = {word.lower(): number for number, word in enumerate(words)}
    total = 0
    for word in value.split(","):
        number = numbers.get(word.strip().lower())
        if number is None:
            return None
        total |= number
    return total


def _is_switch(value: str) -> bool:
    return value.strip("\0").lower() in ("true", "false")


def _is_one_of(*words: str) -> Check:
    return lambda value: as_enum(value, words) is not None


def _is_within(value: str, least: int, most: int) -> bool:
    if not _NUMBER.fullmatch(value):
        return False
    sign, digits = value.startswith("-"), value.lstrip("+-").lstrip("0") or "0"
    return len(digits) < 20 and least <= (-int(digits) if sign else int(digits)) <= most


_ENDPOINTS = _is_one_of("legacy", "regional")

BEFORE_SESSION: Mapping[str, Check] = {
    "toolkit_artifact_guid": lambda value: bool(_GUID.fullmatch(value)),
    "ignore_configured_endpoint_urls": _is_switch,
    "region": lambda value: bool(REGION.fullmatch(value)),
    "endpoint_discovery_enabled": _is_switch,
    "sts_regional_endpoints": _ENDPOINTS,
    "s3_use_arn_region": _is_switch,
    "s3_disable_express_session_auth": _is_switch,
    "s3_us_east_1_regional_endpoint": _ENDPOINTS,
    "s3_disable_multiregion_access_points": _is_switch,
    "retry_mode": _is_one_of("legacy", "standard", "adaptive"),
    "max_attempts": lambda value: _is_within(value, 1, 2**31 - 1),
    "ec2_metadata_service_endpoint": lambda value: bool(_URL.fullmatch(value)),
    "ec2_metadata_service_endpoint_mode": _is_one_of("IPv4", "IPv6"),
}
"""What is checked before the profile's SSO session is looked up."""
AFTER_SESSION: Mapping[str, Check] = {
    "ec2_metadata_v1_disabled": _is_switch,
    "use_dualstack_endpoint": _is_switch,
    "use_fips_endpoint": _is_switch,
    "disable_request_compression": _is_switch,
    "request_min_compression_size_bytes": lambda value: _is_within(value, 0, _MOST_BYTES),
}
"""What is checked after that."""
