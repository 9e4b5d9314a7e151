"""Points of time as AWS's tools, and other programs that sign in, write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_NUMBER = re.compile(r"(?:/Date\()?([0-9]{9,13})(?:\.[0-9]+)?(?:\)/)?")
_TEXT = re.compile(  # ISO 8601, Python's str(datetime), and Go's "2026-11-28 12:00:00 +0000 UTC"
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]"
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r" ?([Zz]|UTC|GMT|([+-])([0-9]{2}):?([0-9]{2})(?: [A-Z]{2,5})?)?"
)


def parse_time(text: str, *, is_local: bool = False) -> datetime | None:
    """A written time, in UTC and whole seconds; None for any other text.

    Seconds or milliseconds since 1970, or a date and a time of day with or without a zone. Without
    a zone it is in UTC, or with `is_local` in the time zone of this machine.
    """
    try:
        if number := _NUMBER.fullmatch(text):
            seconds = int(number[1]) // (1000 if len(number[1]) >= 12 else 1)
            return datetime.fromtimestamp(seconds, timezone.utc)
        if not (match := _TEXT.fullmatch(text)):
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
    except (ValueError, OverflowError, OSError):  # no such day, or before or after all time
        return None
