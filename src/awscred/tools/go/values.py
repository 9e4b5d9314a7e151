"""The values for which the Go SDK refuses a profile, and how it reads and writes values.

Other settings may have any value: an invalid boolean is false, and an invalid duration is 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from awscred.tools.reading import UNICODE_SPACE

_Complain: TypeAlias = Callable[[str], str | None]

_LARGEST_SIZE = 10485760
_ESCAPES = {
    **dict(zip("\a\b\f\n\r\t\v", r"\a \b \f \n \r \t \v".split(), strict=True)),
    "\\": r"\\",
    '"': r"\"",
}


def bad_value(values: Mapping[str, str]) -> tuple[str, str] | None:
    """The first setting whose value the SDK refuses, and its error message; None if there is
    none."""
    if values.keys().isdisjoint(_COMPLAINTS.keys()):  # almost always
        return None
    for key, complain in _COMPLAINTS.items():
        if key in values and (complaint := complain(values[key])):
            return key, complaint
    return None


def integer(value: str) -> int | None:
    """A 64-bit integer in Go's notation (010 is 8, 0x10 is 16), or None."""
    match = re.fullmatch(r"(?a)([+-]?)(0(?=[0-7_]))?(\w+)", value)
    if match is None:
        return None
    sign, octal, digits = match.groups()
    try:
        number = int(f"{sign}0o{digits}" if octal else sign + digits, 0)
    except ValueError:
        return None
    return number if -(2**63) <= number < 2**63 else None


def quoted(text: str) -> str:
    """The text in double quotes, escaped as by Go's `%q`."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _unless(allowed: str, complaint: str, form: Callable[[str], str] = str) -> _Complain:
    """Complain about a value that, changed by `form`, is not one of the allowed words."""
    words = allowed.split("/")
    return lambda value: None if form(value) in words else complaint.format(value)


def _field(key: str, allowed: str, must: str, form: Callable[[str], str] = str) -> _Complain:
    complaint = f"invalid value for shared config profile field, {key}={{}}, {must}"
    return _unless(allowed, complaint, form)


def _attempts(value: str) -> str | None:
    if integer(value) is None:
        return f"invalid value max_attempts={value}, expect integer"
    return None


def _size(value: str) -> str | None:
    what = "min request compression size bytes"
    number = integer(value)
    if number is None:
        return f"invalid value for {what} {value}, need int64"
    if not 0 <= number <= _LARGEST_SIZE:
        return (
            f"invalid range for {what} {number}, must be within 0 and {_LARGEST_SIZE} inclusively"
        )
    return None


_SWITCHES = ("disable_request_compression", "disable_clock_skew_correction")
_CHECKSUMS = ("request_checksum_calculation", "response_checksum_validation")
_MODES, _WHEN = "preferred/required/disabled", "when_supported/when_required"
_COMPLAINTS: dict[str, _Complain] = {  # in the SDK's order
    "ec2_metadata_service_endpoint_mode": _unless(
        "/ipv4/ipv6",
        "unknown EC2 IMDS endpoint mode, must be either IPv6 or IPv4",
        lambda value: value.strip(UNICODE_SPACE).lower(),
    ),
    "defaults_mode": _unless(
        "/auto/cross-region/in-region/legacy/mobile/standard", "invalid value: {}", str.lower
    ),
    "max_attempts": _attempts,
    "retry_mode": _unless("standard/adaptive", "unknown RetryMode, {}"),
    **{key: _field(key, "true/false", "need true or false") for key in _SWITCHES},
    "request_min_compression_size_bytes": _size,
    "account_id_endpoint_mode": _field("account_id_endpoint_mode", _MODES, f"must be {_MODES}"),
    **{key: _field(key, _WHEN, f"must be {_WHEN}", str.lower) for key in _CHECKSUMS},
}
