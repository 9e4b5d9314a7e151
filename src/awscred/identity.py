"""What AWS says about a profile's credentials: their identity, or why it is unknown. Plain values.

The status is "ok", "refused" (AWS refuses them), "broken" (the profile has no usable credentials)
or "unknown" (could not find out). No value here contains a secret.
"""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

Status: TypeAlias = Literal["ok", "refused", "broken", "unknown"]

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):(?:iam|sts)::(?P<account>\d{12}):"
    r"(?:(?P<root>root)|(?P<user>user|federated-user)/(?P<name>.+)"
    r"|assumed-role/(?:AWSReservedSSO_(?P<set>[^/]+)_[^/_]+|(?P<role>[^/]+))/(?P<session>.+))"
)


class Arn(NamedTuple):
    """The parts of an ARN from GetCallerIdentity.

    `type` is "root", "user", "assumed-role", "sso" or "federated-user". `name` is the name of the
    user, role or SSO permission set, and `session` the name of the role's or permission set's
    session.
    """

    partition: str
    account: str
    type: str
    name: str | None
    session: str | None


def parse_arn(arn: str) -> Arn | None:
    """The parts of an ARN from GetCallerIdentity; None for any other text.

    IAM Identity Center names its roles AWSReservedSSO_PERMISSIONSET_HASH: type "sso".
    """
    found = _ARN.fullmatch(arn)
    if found is None:
        return None
    partition, account, root, user, name, permission_set, role, session = found.groups()
    kind = root or user or ("sso" if permission_set else "assumed-role")
    return Arn(partition, account, kind, name or permission_set or role, session)


class Problem(NamedTuple):
    """What is wrong: a stable code, what happened, what to do next; one line each."""

    code: str
    message: str
    hint: str


class Identity(NamedTuple):
    """AWS's answer for a profile, with the parts of its ARN.

    `expires` is when the credentials expire, if that is known. `error` is None if and only if the
    status is "ok". `note` is about credentials that are accepted, but not everywhere.
    """

    profile: str
    status: Status
    account: str | None = None
    arn: str | None = None
    user_id: str | None = None
    type: str | None = None
    partition: str | None = None
    name: str | None = None
    session: str | None = None
    expires: datetime | None = None
    error: Problem | None = None
    note: Problem | None = None


def without(profile: str, status: Status, code: str, message: str, hint: str) -> Identity:
    """The answer for a profile whose identity is not known."""
    return Identity(profile, status, error=Problem(code, message, hint))


def named(problem: Problem, name: str) -> Problem:
    """The problem with a profile in place of PROFILE in the commands of its hint."""
    return _with_argument(problem, "PROFILE", as_argument(name))


def unnamed(problem: Problem, name: str) -> Problem:
    """The opposite of `named`: problems of several profiles may then be the same."""
    return _with_argument(problem, as_argument(name), "PROFILE")


def _with_argument(problem: Problem, old: str, new: str) -> Problem:
    command = rf"(`awscred \w+ ){re.escape(old)}(?=[ `])"
    return problem._replace(hint=re.sub(command, lambda found: found[1] + new, problem.hint))


def as_argument(name: str) -> str:
    """A profile as the first argument of a command."""
    return f"{'-- ' if name.startswith('-') else ''}{shlex.quote(name)}"
