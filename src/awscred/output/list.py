"""What `list` shows: one row a profile, and the formats that need no terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from awscred.output import SCHEMA
from awscred.output.names import Names
from awscred.output.safe import escape
from awscred.output.times import iso_time
from awscred.profiles import CONFIG, CREDENTIALS, Files, Profile
from awscred.redaction import MASK
from awscred.settings import shown_value
from awscred.tools.agreement import unread_by

if TYPE_CHECKING:
    from awscred.identity import Identity
    from awscred.tools.reading import Reading

Identities: TypeAlias = "Mapping[str, Identity]"
"""What AWS said, by profile; those without credentials are not among them."""
_LONGEST_REGION = 32


class Row(NamedTuple):
    """One profile of the list. `problems` counts its findings of error and warning severity."""

    profile: Profile
    active: bool
    problems: int


def shown_region(profile: Profile) -> str | None:
    """The profile's region; masked if something else was pasted there."""
    return None if profile.region is None else _shown_region(profile.region)


@lru_cache  # most profiles have one of a few regions
def _shown_region(region: str) -> str:
    shown = shown_value("region", region)
    return shown if len(shown) <= _LONGEST_REGION and shown.isprintable() else MASK


def only(unread: Sequence[str], tools: Collection[str]) -> str:
    """Which of the tools read a setting, in a word or two: "toolkit only", "not js"; "" for all."""
    if 2 * len(unread) <= len(tools):
        return f"not {', '.join(unread)}" if unread else ""
    reading = [tool for tool in tools if tool not in unread]
    return f"{', '.join(reading)} only" if reading else "no tool"


def marked_region(profile: Profile, readings: Mapping[str, Reading]) -> str:
    """The profile's region for a screen, with the tools that read it if not all of them do."""
    region = escape(shown_region(profile) or "")
    mark = only(unread_by(profile.name, "region", readings), readings) if region else ""
    return f"{region} ({mark})" if mark else region


def expires(profile: Profile) -> datetime | None:
    """When the profile's own temporary keys expire, if the program that wrote them says so."""
    if profile.kind != "temporary":
        return None
    from awscred.other_programs import expiry  # a millisecond, which most lists do without

    return expiry(profile.settings)


def _said(who: Identity | None) -> dict[str, str | None] | None:
    """What AWS said of a profile, for a document; None if it has no credentials."""
    if who is None:
        return None
    return {"status": who.status, "arn": who.arn, "code": who.error.code if who.error else None}


def plain(rows: Iterable[Row], files: Files, names: Names, found: Identities | None = None) -> str:
    """Tab-separated, without a header: name, kind, account, where the account is known from,
    region, path:line of its credentials, `active` or `-`, and the number of problems. Where AWS was
    asked, what it said: `ok`, `refused`, `broken`, `unknown`, or `-` for no credentials."""
    paths = {file: escape(files.path(file)) for file in (CONFIG, CREDENTIALS)}
    lines = []
    for profile, active, problems in rows:
        account, source = profile.account
        file, section = profile.origin
        lines.append(
            f"{names(profile.name)}\t{profile.kind}\t{account or '-'}\t{source or '-'}\t"
            f"{escape(shown_region(profile) or '-')}\t{paths[file]}:{section.line}\t"
            f"{'active' if active else '-'}\t{problems}"
        )
        if found is not None:
            lines.append(f"\t{found[profile.name].status if profile.name in found else '-'}")
        lines.append("\n")
    return "".join(lines)


def as_json(
    rows: Iterable[Row], files: Files, names: Names, found: Identities | None = None
) -> str:
    """The `list` document of the contract; where AWS was asked, with what it said."""
    from awscred.output.document import to_json  # which `list` does without

    profiles = []
    for profile, active, problems in rows:
        account, source = profile.account
        profiles.append(
            {
                "name": profile.name,
                "kind": profile.kind,
                "account": account,
                "account_source": source,
                "region": shown_region(profile),
                "expires": iso_time(expires(profile)),
                "default": profile.name == "default",
                "active": active,
                "files": [
                    {"path": files.path(file), "line": section.line}
                    for file, section in profile.sections
                ],
                "problems": problems,
                **({} if found is None else {"verified": _said(found.get(profile.name))}),
            }
        )
    return to_json({"schema": SCHEMA, "profiles": profiles}, names)
