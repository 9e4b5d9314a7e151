"""What `list` shows: one row a profile, and the formats that need no terminal."""

from collections.abc import Iterable
from typing import NamedTuple

from awscred.output.safe import escape
from awscred.profiles import Files, Profile

SCHEMA = "awscred/1"


class Row(NamedTuple):
    """One profile of the list. `problems` counts its findings of error and warning severity."""

    profile: Profile
    active: bool
    problems: int


def plain(rows: Iterable[Row], files: Files) -> str:
    """Tab-separated, without a header: name, kind, account, where the account is known from,
    region, path:line of its credentials, `active` or `-`, and the number of problems."""
    lines = []
    for profile, active, problems in rows:
        account, source = profile.account
        file, section = profile.origin
        cells = (
            profile.name,
            profile.kind,
            account or "-",
            source or "-",
            profile.region or "-",
            f"{files.path(file)}:{section.line}",
            "active" if active else "-",
            str(problems),
        )
        line = "\t".join(cells)
        lines.append(
            line if line.replace("\t", "").isprintable() else "\t".join(map(escape, cells))
        )
    return "".join(f"{line}\n" for line in lines)


def as_json(rows: Iterable[Row], files: Files) -> str:
    """The `list` document of the contract."""
    import json

    profiles = []
    for profile, active, problems in rows:
        account, source = profile.account
        profiles.append(
            {
                "name": profile.name,
                "kind": profile.kind,
                "account": account,
                "account_source": source,
                "region": profile.region,
                "default": profile.name == "default",
                "active": active,
                "files": [
                    {"path": files.path(file), "line": section.line}
                    for file, section in profile.sections
                ],
                "problems": problems,
            }
        )
    return json.dumps({"schema": SCHEMA, "profiles": profiles}, indent=2) + "\n"
