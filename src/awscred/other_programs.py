"""What programs other than AWS's keep in the files: who owns a setting, and when keys expire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from awscred.other_settings import owned
from awscred.settings import KNOWN

if TYPE_CHECKING:
    from datetime import datetime

_NOT_OF_AWS = frozenset(("aws-vault", "granted"))  # among those that `Known.tools` names
_EXPIRIES = frozenset(
    (
        *("x_security_token_expires", "aws_expiration", "expiration"),
        *("aws_session_expiration", "aws_session_token_expiration"),
    )
)
# awsume writes these next to an `expiration` in local time; the other programs write UTC.
_SIGNS_OF_LOCAL_TIME = frozenset(("autoawsume", "awsumepy_command"))
_TIME = re.compile(  # ISO 8601, Python's str(datetime), and Go's "2026-11-28 12:00:00 +0000 UTC"
    r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})[Tt ]"
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r" ?([Zz]|UTC|GMT|([+-])([0-9]{2}):?([0-9]{2})(?: [A-Z]{2,5})?)?"
)
_SECONDS = re.compile(r"[12][0-9]{9}")  # since 1970


def owner(key: str) -> str | None:
    """The program that owns a setting, such as "saml2aws"; None if AWS's tools or nobody does.

    The key may be in any case of letters. If several programs share a setting, the most common
    ones are named: "saml2aws or gimme-aws-creds".
    """
    known = KNOWN.get(key.lower())
    if known is None:
        found = owned(key)
        return found.owner if found else None
    return " or ".join(known.tools) if known.tools and _NOT_OF_AWS.issuperset(known.tools) else None


def owned_section(keys: Iterable[str]) -> str | None:
    """The program that a section with those settings belongs to, such as aws-okta's `[okta]`.

    None unless the section has settings, and all of them are settings of other programs.
    """
    owners = [owner(key) for key in keys]
    return owners[0] if owners and all(owners) else None


def expiry(settings: Mapping[str, str]) -> datetime | None:
    """When temporary keys expire, in UTC, if the program that wrote them says so.

    `settings` are those of a profile, by name in lower case. If several programs wrote a time, the
    latest counts: each sign-in writes a later one. None if no time is in a form that programs
    write.
    """
    if _EXPIRIES.isdisjoint(settings):
        return None
    is_local = not _SIGNS_OF_LOCAL_TIME.isdisjoint(settings)
    times = [
        _time(settings[key].strip(), is_local=is_local and key == "expiration")
        for key in _EXPIRIES & settings.keys()
    ]
    return max((time for time in times if time), default=None)


def _time(text: str, *, is_local: bool) -> datetime | None:
    """A written time in UTC. A time without a zone is in UTC, or in local time if `is_local`."""
    from datetime import datetime, timedelta, timezone  # most profiles do without

    try:
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(text), timezone.utc)
        if not (match := _TIME.fullmatch(text)):
            return None
        *date, zone, sign, hours, minutes = match.groups()
        year, month, day, hour, minute, second = (int(part or 0) for part in date)
        time = datetime(year, month, day, hour, minute, second)
        if sign:
            offset = timedelta(hours=int(hours), minutes=int(minutes))
            time = time.replace(tzinfo=timezone(-offset if sign == "-" else offset))
        elif zone or not is_local:
            time = time.replace(tzinfo=timezone.utc)
        return time.astimezone(timezone.utc)
    except (ValueError, OverflowError, OSError):  # no such day, hour or offset
        return None
