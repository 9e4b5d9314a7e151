"""Times as AWS's tools and other sign-in programs write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_NUMBER = r"(?:/Date\()?([0-9]{9,13})(?:\.[0-9]+)?(?:\)/)?"
_TEXT = (  # ISO 8601, Python's str(datetime), and Go's "2026-11-28 12:00:00 +0000 UTC"
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]"
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r" ?([Zz]|UTC|GMT|([+-])([0-9]{2}):?([0-9]{2})(?: [A-Z]{2,5})?)?"
)


def parse_time(text: str, *, is_local: bool = False) -> datetime | None:
    """The time in a text, in UTC and whole seconds; None for any other text.

    Accepts seconds or milliseconds since 1970, or a date and a time of day with or without a time
    zone. Without a time zone, it is in UTC, or with `is_local` in the time zone of this computer.
    """
    try:
        if number := re.fullmatch(_NUMBER, text):
            seconds = int(number[1]) // (1000 if len(number[1]) >= 12 else 1)
            return datetime.fromtimestamp(seconds, timezone.utc)
        if not (match := re.fullmatch(_TEXT, text)):
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
    except (ValueError, OverflowError, OSError):  # no such day, or a year out of range
        return None
