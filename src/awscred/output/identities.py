"""What `whoami` shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from awscred.output.rows import SCHEMA
from awscred.output.safe import escape, width

if TYPE_CHECKING:
    from awscred.sts import Identity


class Answer(NamedTuple):
    """AWS's answer for one profile, and path:line of the credentials that were used."""

    identity: Identity
    place: str | None


def as_json(answers: Sequence[Answer]) -> str:
    """The `whoami` document of the contract."""
    identities = [
        {
            "profile": who.profile,
            "status": who.status,
            "account": who.account,
            "arn": who.arn,
            "user_id": who.user_id,
            "type": who.type,
            "partition": who.partition,
            "credentials_from": place,
            "error": None
            if who.error is None
            else {"code": who.error.code, "message": who.error.message, "hint": who.error.hint},
        }
        for who, place in answers
    ]
    return json.dumps({"schema": SCHEMA, "identities": identities}, indent=2) + "\n"


def plain(answers: Sequence[Answer]) -> str:
    """Tab-separated, without a header: profile, status, account, ARN, user id, type, partition,
    path:line of the credentials; `-` where there is nothing to say."""
    lines = []
    for who, place in answers:
        cells = (
            who.profile,
            who.status,
            who.account,
            who.arn,
            who.user_id,
            who.type,
            who.partition,
            place,
        )
        lines.append("\t".join(escape(cell or "-") for cell in cells) + "\n")
    return "".join(lines)


def table(answers: Sequence[Answer], *, color: bool) -> str:
    """One block a profile, a line a fact."""
    return "\n".join(_block(*answer, color=color) for answer in answers)


def _block(who: Identity, place: str | None, *, color: bool) -> str:
    facts = (
        ("Profile", who.profile),
        ("Status", None if who.status == "ok" else who.status),
        ("Account", who.account),
        ("ARN", who.arn),
        ("User id", who.user_id),
        ("Kind", who.type),
        ("Partition", None if who.partition == "aws" else who.partition),
        ("From", place),
    )
    size = max(width(title) for title, _ in facts) + 2
    bold, reset = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    return "".join(
        f"{bold}{title.ljust(size)}{reset}{escape(fact)}\n" for title, fact in facts if fact
    )
