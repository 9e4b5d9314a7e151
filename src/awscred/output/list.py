"""What `list` shows: one row a profile, and the formats that need no terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from awscred.output import SCHEMA, parts
from awscred.output.names import Names
from awscred.output.parts import expires, shown_region
from awscred.output.safe import Shown, escape
from awscred.output.table import Column, lines, shorten
from awscred.output.times import EXPIRED, remaining
from awscred.profiles import CONFIG, CREDENTIALS, KINDS, Files, Profile
from awscred.sentences import counted
from awscred.settings import shown_value
from awscred.tools.agreement import unread_by

if TYPE_CHECKING:
    from awscred.identity import Identity
    from awscred.tools.reading import Reading

Identities: TypeAlias = "Mapping[str, Identity]"
"""What AWS said, by profile; those without credentials are not among them."""
_ACCOUNT_SOURCES = {
    "aws_access_key_id": "key id",
    "aws_account_id": "setting",
    "role_arn": "role",
    "sso_account_id": "sso",
    "login_session": "login",
}
_COLUMNS = (
    Column("  Profile"),
    Column("Kind", gives=4),
    Column("Account", gives=6),
    Column("", gives=3),  # where the account is known from
    Column("Region", gives=2),
    Column("Credentials", gives=1),
    Column("Errors"),
    Column("Warnings", gives=5),
    Column("AWS"),
    Column("Role ARN"),
)


class Row(NamedTuple):
    """One profile of the list, with how many findings of each severity it has."""

    profile: Profile
    active: bool
    errors: int
    warnings: int

    @property
    def problems(self) -> int:
        """How many errors and warnings there are."""
        return self.errors + self.warnings


def _by_account(row: Row) -> tuple[bool, str]:
    account = row.profile.account[0]
    return account is None, account or ""


def _by_session(row: Row) -> tuple[bool, str]:
    session = row.profile.settings.get("sso_session")
    return not session, session or ""


SORTS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "name": lambda row: (row.profile.name.casefold(), row.profile.name),
    "account": _by_account,
    "kind": lambda row: (KINDS.index(row.profile.kind),),
    "file": lambda row: (row.profile.origin[0], row.profile.origin[1].line),
}
"""What rows can be sorted by. Rows without an account come last."""
GROUPS: Mapping[str, tuple[str, Callable[[Row], tuple[bool, str]]]] = {
    "account": ("account", _by_account),
    "session": ("sso-session", _by_session),
}
"""What rows can be grouped by: its name, and a function: whether a row has none, and its value."""


def is_about(profile: Profile, text: str, accounts: Mapping[str, str]) -> bool:
    """Whether a text is in a profile's name, kind, or account or its name, in upper or lower
    case."""
    account = profile.account[0] or ""
    words = profile.name, account, accounts.get(account, ""), profile.kind
    return any(text.casefold() in word.casefold() for word in words)


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


def as_table(
    rows: Sequence[Row],
    names: Names,
    readings: Mapping[str, Reading],
    place: Callable[[Profile], str],
    found: Identities | None,
    now: datetime,
    *,
    group: str | None,
    wide: bool,
    most: int,
    color: bool,
) -> str:
    """A line for each profile, at most `most` characters wide, below a line for each group.

    `readings` is what the tools read of profiles with problems, and `place` says where the
    credentials of a profile are. `wide` adds the ARN of its role, and `found` what AWS said.
    """
    label, key = GROUPS[group] if group else ("", lambda row: (False, ""))
    rows = sorted(rows, key=key)
    cells = [_cells(row, names, readings, place, found, now, wide=wide) for row in rows]
    head, *body = lines(_COLUMNS, cells, most, color=color)
    sizes = Counter(map(key, rows))
    shown = [head]
    for at, row in enumerate(rows):
        if group and (at == 0 or key(row) != key(rows[at - 1])):
            none, name = key(row)
            title = f"no {label}" if none else f"{label} {escape(name)}"
            title += f" ({counted(sizes[none, name], 'profile')})"
            shown += ["", shorten(title, most)]
        shown.append(body[at])
    return "".join(f"{line}\n" for line in shown)


def _cells(
    row: Row,
    names: Names,
    readings: Mapping[str, Reading],
    place: Callable[[Profile], str],
    found: Identities | None,
    now: datetime,
    *,
    wide: bool,
) -> list[tuple[str, str]]:
    profile = row.profile
    account, setting = profile.account
    source = _ACCOUNT_SOURCES[setting] if setting else ""
    status = found[profile.name].status if found and profile.name in found else ""
    arn = profile.settings.get("role_arn", "") if wide else ""
    return [
        (Shown(f"{'*' if row.active else ' '} {names(profile.name)}"), _active(row)),
        _kind(profile, now),
        (names.account(account), ""),
        (source if source != profile.kind else "", "dim"),
        (marked_region(profile, readings if row.problems else {}), ""),
        (place(profile), "dim"),
        (str(row.errors or ""), "bold red"),
        (str(row.warnings or ""), "yellow"),
        (status, "green" if status == "ok" else "bold red"),
        (shown_value("role_arn", arn), "dim"),
    ]


def _active(row: Row) -> str:
    return "bold green" if row.active else ""


def _kind(profile: Profile, now: datetime) -> tuple[str, str]:
    """The cell with a profile's kind, and how long its keys are valid if a program wrote that."""
    time = expires(profile)
    if time is None:
        return profile.kind, "dim" if profile.kind == "none" else ""
    left = remaining(time, now)
    if left == EXPIRED:
        return f"{profile.kind}, {left}", "red"
    return f"{profile.kind}, {left} left", ""


def _said(who: Identity | None) -> dict[str, object] | None:
    """What AWS said of a profile, for a document, as `whoami` has it; None if it has no
    credentials."""
    if who is None:
        return None
    return {
        "status": who.status,
        "account": who.account,
        "arn": who.arn,
        "error": who.error and who.error._asdict(),
    }


def plain(rows: Iterable[Row], files: Files, names: Names, found: Identities | None = None) -> str:
    """Tab-separated, without a header: name, kind, account, where the account is known from,
    region, path:line of its credentials, `active` or `-`, and the number of problems. Where AWS was
    asked, what it said: `ok`, `refused`, `broken`, `unknown`, or `-` for no credentials."""
    paths = {file: escape(files.path(file)) for file in (CONFIG, CREDENTIALS)}
    lines = []
    for row in rows:
        profile = row.profile
        account, source = profile.account
        file, section = profile.origin
        lines.append(
            f"{names(profile.name)}\t{profile.kind}\t{account or '-'}\t{source or '-'}\t"
            f"{escape(shown_region(profile) or '-')}\t{paths[file]}:{section.line}\t"
            f"{'active' if row.active else '-'}\t{row.problems}"
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

    profiles = [
        {
            **parts.profile(row.profile, files, row.problems, active=row.active),
            **({} if found is None else {"verified": _said(found.get(row.profile.name))}),
        }
        for row in rows
    ]
    return to_json({"schema": SCHEMA, "profiles": profiles}, names)
