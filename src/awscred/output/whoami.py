"""What `whoami` shows."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from awscred.environment import Source
from awscred.explain import Hop
from awscred.identity import Identity, Problem
from awscred.output import SCHEMA, parts
from awscred.output.colors import CODES
from awscred.output.document import to_json
from awscred.output.names import Names
from awscred.output.safe import escape, width
from awscred.output.table import Column
from awscred.output.times import iso_time, remaining, until
from awscred.profiles import Profile
from awscred.settings import shown_value

_TYPES = {
    "root": "root",
    "user": "IAM user",
    "assumed-role": "role",
    "sso": "SSO",
    "federated-user": "federated user",
}
COLUMNS = (
    Column("Profile"),
    Column("Account", whole=True),
    Column("Identity", gives=4),
    Column("Status", whole=True),
    Column("Partition", gives=3),
    Column("Expires", gives=2),
    Column("ARN", gives=1),
)
_STATUS_STYLES = {"ok": "green", "refused": "bold red", "broken": "bold red", "unknown": "yellow"}


class Result(NamedTuple):
    """AWS's answer for one profile, the hops to its credentials, and what is used instead of them.

    `instead` says what other tools use in its place, or all tools if no profile is named. If the
    answer is about credentials `outside` of the files, their place is in the place of the profile.
    `unexpected` is how an identity that AWS confirms differs from what the user expects.
    """

    identity: Identity
    hops: Sequence[Hop] = ()
    instead: Sequence[str] = ()
    outside: Source | None = None
    unexpected: Problem | None = None

    @property
    def error(self) -> Problem | None:
        """Why there is no identity, or not the expected one; None if all is well."""
        return self.identity.error or self.unexpected

    @property
    def profile(self) -> str | None:
        """The profile whose credentials these are."""
        return None if self.outside else self.identity.profile

    @property
    def place(self) -> str | None:
        """Where the first credentials are, if that is known: the path:line of the section, or the
        variable of the environment."""
        if self.outside:
            return self.outside.place
        if not self.hops or self.hops[-1].kind == "role":
            return None
        return f"{self.hops[-1].path}:{self.hops[-1].section}"


def as_json(results: Sequence[Result], names: Names) -> str:
    """The `whoami` document of the contract, with more about each identity."""
    identities = [
        {
            "profile": result.profile,
            "status": who.status,
            "account": who.account,
            "arn": who.arn,
            "user_id": who.user_id,
            "type": who.type,
            "name": who.name,
            "session": who.session,
            "partition": who.partition,
            "expires": iso_time(who.expires),
            "credentials_from": result.place,
            "chain": parts.chain(result.hops),
            "instead": list(result.instead),
            "error": result.error and result.error._asdict(),
            "note": who.note and who.note._asdict(),
        }
        for result in results
        for who in [result.identity]
    ]
    return to_json({"schema": SCHEMA, "identities": identities}, names)


def plain(results: Sequence[Result], names: Names) -> str:
    """Tab-separated, without a header: profile, status, account, ARN, user id, type, partition,
    path:line of the credentials, when they expire, the code of the problem; `-` for nothing."""
    lines = []
    for result in results:
        who = result.identity
        cells = (
            *(
                result.profile and names(result.profile),
                who.status,
                who.account,
                who.arn,
                who.user_id,
            ),
            *(who.type, who.partition),
            *(result.place, iso_time(who.expires), result.error and result.error.code),
        )
        lines.append("\t".join(escape(cell or "-") for cell in cells) + "\n")
    return "".join(lines)


def rows(
    results: Sequence[Result], profiles: Mapping[str, Profile], now: datetime, names: Names
) -> list[list[tuple[str, str]]]:
    """The (text, style) cells of COLUMNS, one profile a row.

    Rows that are not ok show what the files say: AWS has not confirmed their account and identity.
    """
    lines = []
    for result in results:
        who = result.identity
        known = who.arn is not None
        account, identity = _whose(result, profiles)
        lines.append(
            [
                (names(who.profile), "bold"),
                (names.account(account), "" if known else "dim"),
                (identity, "" if known else "dim"),
                (who.status, _STATUS_STYLES[who.status]),
                ("" if who.partition in (None, "aws") else who.partition or "", ""),
                (remaining(who.expires, now) if who.expires else "", ""),
                (who.arn or "", "dim"),
            ]
        )
    return lines


def _whose(result: Result, profiles: Mapping[str, Profile]) -> tuple[str | None, str]:
    """The account and the identity, by AWS; if it has not confirmed any, as the files have them."""
    who = result.identity
    written = profiles.get(result.profile or "") if who.arn is None else None
    if written is None:
        return who.account, kind(who)
    return written.account[0], _written_role(written)


def _written_role(profile: Profile) -> str:
    """The role that a profile asks for, by the files, as `kind` names it; "" if it has none."""
    settings = profile.settings
    if arn := settings.get("role_arn"):
        return f"{_TYPES['assumed-role']} {shown_value('role_arn', arn).rpartition('/')[2]}"
    if profile.kind == "sso" and (role := settings.get("sso_role_name")):
        return f"{_TYPES['sso']} {shown_value('sso_role_name', role)}"
    return ""


def sign_in(result: Result, profiles: Mapping[str, Profile]) -> tuple[str, str] | None:
    """If a profile only needs a sign-in to SSO: where, and the command; alike for all that share
    it. Otherwise None."""
    error = result.identity.error
    if error is None or error.code != "NeedsLogin" or not result.hops:
        return None
    last = profiles.get(result.hops[-1].profile)
    if last is None or last.kind != "sso":
        return None
    if session := last.settings.get("sso_session"):
        return f"sso-session {session}", f"aws sso login --sso-session {shlex.quote(session)}"
    url = last.settings.get("sso_start_url", "")
    first = next(
        name
        for name, one in profiles.items()
        if one.kind == "sso"
        and "sso_session" not in one.settings
        and one.settings.get("sso_start_url") == url
    )
    return shown_value("sso_start_url", url), f"aws sso login --profile {shlex.quote(first)}"


def kind(who: Identity) -> str:
    """The kind of identity and its name: "role deploy"; "" if there is none."""
    if who.arn is None:
        return ""
    return " ".join(filter(None, (_TYPES.get(who.type or "", "unknown kind"), who.name)))


def block(
    result: Result, profiles: Mapping[str, Profile], now: datetime, names: Names, *, color: bool
) -> str:
    """One profile, or what is used instead of it, a line a fact.

    What AWS has not confirmed is marked as from the files.
    """
    who = result.identity
    account, identity = _whose(result, profiles)
    mark = "" if who.arn else " (from the files)"
    whose = ("Profile", names(result.profile)) if result.profile else ("From", result.place)
    facts = (
        whose,
        ("Status", None if who.status == "ok" else who.status),
        ("Account", account and f"{names.account(account)}{mark}"),
        ("Identity", identity and f"{identity}{mark}"),
        ("Session", who.session),
        ("ARN", who.arn),
        ("User id", who.user_id),
        ("Partition", None if who.partition == "aws" else who.partition),
        ("Expires", who.expires and until(who.expires, now)),
        ("From", result.place if result.profile else None),
    )
    size = max(width(title) for title, _ in facts) + 2
    bold, reset = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    return "".join(
        f"{bold}{title.ljust(size)}{reset}{escape(fact)}\n" for title, fact in facts if fact
    )


def tree(result: Result, names: Names, *, color: bool) -> str:
    """How a profile gets its credentials: each hop below the one that it serves."""
    who = result.identity
    bold, dim, reset = ("\x1b[1m", f"\x1b[{CODES['dim']}m", "\x1b[0m") if color else ("", "", "")
    told = f"{kind(who)} in account {names.account(who.account)}" if who.arn else who.status
    chain = []
    for depth, hop in enumerate(result.hops):
        whose = "" if hop.profile == who.profile else f"{names(hop.profile)}: "
        stem = "   " * (depth - 1) + "└─ " if depth else ""
        chain.append(f"{stem}{whose}{escape(hop.what)}  {dim}{escape(hop.path)}:{hop.line}{reset}")
        if hop.cache:
            chain.append(f"{'   ' * depth}└─ kept in {dim}{hop.cache}{reset}")
    if result.outside and result.outside.variables:
        chain.append(", ".join(result.outside.variables))
    branches = [chain] if chain else []
    branches += [[f"but {escape(words)}"] for words in result.instead]
    lines = [f"{bold}{names(who.profile)}{reset}: {escape(told)}"]
    for number, (first, *below) in enumerate(branches, 1):
        last = number == len(branches)
        lines.append(("└─ " if last else "├─ ") + first)
        lines += [("   " if last else "│  ") + line for line in below]
    return "".join(f"{line}\n" for line in lines)
