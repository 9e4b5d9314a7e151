"""How long credentials are valid, as screens and documents show it."""

from __future__ import annotations

from datetime import datetime, timezone

EXPIRED = "expired"


def remaining(time: datetime, now: datetime) -> str:
    """How long it is until then: "59 min", "5 h", "3 days", or "expired"."""
    minutes = int((time - now).total_seconds() // 60)
    if minutes < 0:
        return EXPIRED
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def until(time: datetime, now: datetime) -> str:
    """The same as an answer to when: "in 59 min", or "expired"."""
    words = remaining(time, now)
    return words if words == EXPIRED else f"in {words}"


def iso_time(time: datetime | None) -> str | None:
    """A time in UTC as in `2026-11-28T12:00:00Z`; None if there is none."""
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if time else None
