"""What was understood of a document with access keys, to show: no secret, and no token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

from awscred.output.safe import escape, masked_text
from awscred.pasted.keys import AccessKey
from awscred.profiles import account_of_access_key

_LABELS = {
    "aws_access_key_id": "Access key id",
    "aws_secret_access_key": "Secret access key",
    "aws_session_token": "Session token",
    "region": "Region",
}


def lines(path: str, keys: Sequence[AccessKey], now: datetime) -> Iterator[str]:
    """The lines that describe a document's keys, escaped. `now` is for the time that they have
    left."""
    many = f"{len(keys)} access keys in " if len(keys) > 1 else ""
    yield escape(f"{path}: {many}{keys[0].form}")
    for key in keys:
        facts = [(label, value) for label, value in _facts(key, now) if value]
        yield from (f"  {label:17}  {value}" for label, value in facts)
        if key is not keys[-1]:
            yield ""


def _facts(key: AccessKey, now: datetime) -> Iterator[tuple[str, str]]:
    yield "Name", escape(key.name)
    for setting, label in _LABELS.items():
        yield label, masked_text(setting, key.settings.get(setting, ""))
    yield "Account", account_of_access_key(key.settings["aws_access_key_id"]) or ""
    if key.expires:
        yield "Expires", expiry(key.expires, now)
    if not key.is_active:
        yield "Status", "inactive: AWS refuses the key until you activate it"


def expiry(time: datetime, now: datetime) -> str:
    """A point of time, and how far it is away."""
    left = time - now
    distance = f"in {_span(left)}" if left > timedelta() else f"{_span(-left)} ago"
    return f"{time.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC, {distance}"


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    for count, unit in ((minutes // 1440, "day"), (minutes // 60, "hour"), (minutes, "minute")):
        if count:
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "less than a minute"
