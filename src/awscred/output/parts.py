"""The parts that documents of several commands have in common: one shape each.

docs/schemas describes them; tests/schemas.py has the same parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from awscred.output.times import iso_time
from awscred.profiles import Files, Profile
from awscred.redaction import MASK
from awscred.settings import shown_value

if TYPE_CHECKING:  # so that `list` starts up without them
    from awscred.explain import Hop
    from awscred.findings import Finding
    from awscred.tools.reading import Verdict

Part: TypeAlias = dict[str, object]
_LONGEST_REGION = 32


def profile(found: Profile, files: Files, problems: int, *, active: bool) -> Part:
    """What the files say of a profile. `problems` is its number of errors and warnings."""
    account, source = found.account
    return {
        "name": found.name,
        "kind": found.kind,
        "account": account,
        "account_source": source,
        "region": shown_region(found),
        "expires": iso_time(expires(found)),
        "default": found.name == "default",
        "active": active,
        "files": [
            {"path": files.path(file), "line": section.line} for file, section in found.sections
        ],
        "problems": problems,
    }


def chain(hops: Sequence[Hop]) -> list[Part]:
    """The steps from a profile to its credentials."""
    return [
        {
            "profile": hop.profile,
            "kind": hop.kind,
            "what": hop.what,
            "path": hop.path,
            "line": hop.line,
            "cache": hop.cache,
        }
        for hop in hops
    ]


def finding(found: Finding, files: Files) -> Part:
    """A finding with its place, its tools and its fix."""
    span = found.place.span
    fix = found.fix and {"safe": found.fix.safe, "title": found.fix.title}
    return {
        "rule": found.rule,
        "severity": found.severity,
        "message": found.message,
        "hint": found.hint,
        "profile": found.profile,
        "path": files.path(found.place.file),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "tools": list(found.tools),
        "fix": fix,
    }


def verdict(given: Verdict) -> Part:
    """What a tool makes of a profile that it sees."""
    return {"accepted": given.accepted, "reason": given.reason, "kind": given.kind}


def shown_region(profile: Profile) -> str | None:
    """The profile's region; masked if something else was pasted there."""
    return None if profile.region is None else _shown_region(profile.region)


@lru_cache  # most profiles have one of a few regions
def _shown_region(region: str) -> str:
    shown = shown_value("region", region)
    return shown if len(shown) <= _LONGEST_REGION and shown.isprintable() else MASK


def expires(profile: Profile) -> datetime | None:
    """When the profile's own temporary keys expire, if the program that wrote them says so."""
    if profile.kind != "temporary":
        return None
    from awscred.other_programs import expiry  # a millisecond, which most lists do without

    return expiry(profile.settings)
