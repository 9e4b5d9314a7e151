"""What programs other than AWS's keep in the files: who owns a setting, and when keys expire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from awscred.other_settings import owned
from awscred.settings import KNOWN
from awscred.times import parse_time

_NOT_OF_AWS = frozenset(("aws-vault", "granted"))  # in `Known.tools`
_EXPIRIES = frozenset(
    (
        *("x_security_token_expires", "aws_expiration", "expiration"),
        *("aws_session_expiration", "aws_session_token_expiration", "awscred_expires"),
    )
)
_SSO_COMMAND = re.compile(
    r"(?:\S*[/\\])?(?:aws-sso-util(?:\.exe)? credential-process|aws-sso-credential-process)"
    r"(?: \S+)*? --profile[ =](?P<quote>[\"']?)(?P<name>.+)(?P=quote)"
)
_MARKS = ("granted_registry_start", "granted_registry_end")  # around granted's profiles
_FIRST_YEAR = 2011  # with temporary keys; earlier years are not real (Go's zero time is in year 1)
# awsume writes these next to an `expiration` in local time; the other programs write UTC.
_SIGNS_OF_LOCAL_TIME = frozenset(("autoawsume", "awsumepy_command"))


def owner(key: str) -> str | None:
    """The program that owns a setting, such as "saml2aws"; None for settings of AWS's tools and
    unknown ones.

    The key may be in upper or lower case. If several programs share a setting, the most common ones
    are named: "saml2aws or gimme-aws-creds".
    """
    known = KNOWN.get(key.lower())
    if known is None:
        found = owned(key)
        return found.owner if found else None
    return " or ".join(known.tools) if known.tools and _NOT_OF_AWS.issuperset(known.tools) else None


def is_aws_setting(key: str) -> bool:
    """Whether an AWS tool reads a setting of this name, in upper or lower case."""
    return key.lower() in KNOWN and owner(key) is None


def owned_section(keys: Iterable[str]) -> str | None:
    """The program that a section with these settings belongs to, such as aws-okta's `[okta]`.

    None unless the section has settings and all of them belong to other programs.
    """
    owners = [owner(key) for key in keys]
    return owners[0] if owners and all(owners) else None


def is_owned_header(header: str) -> bool:
    """Whether a header is a mark of another program, and not the header of settings."""
    return header.partition(" ")[0] in _MARKS


def uses_own_sso(name: str, settings: Mapping[str, str]) -> bool:
    """Whether a profile's command signs in with the SSO settings of the same profile.

    aws-sso-util writes such a command for tools without SSO. All tools then use the same
    credentials, even if some run the command and others use the settings.
    """
    command = _SSO_COMMAND.fullmatch(settings.get("credential_process", "").strip())
    return command is not None and command["name"] == name


def expiry(settings: Mapping[str, str]) -> datetime | None:
    """When temporary keys expire, in UTC, if the program that wrote them says so.

    `settings` are a profile's, by name in lower case. If several programs wrote a time, the latest
    counts, because each sign-in writes a later one. None if no value is a time.
    """
    if _EXPIRIES.isdisjoint(settings):
        return None
    is_local = not _SIGNS_OF_LOCAL_TIME.isdisjoint(settings)
    times = [
        parse_time(settings[key].strip(), is_local=is_local and key == "expiration")
        for key in _EXPIRIES & settings.keys()
    ]
    return max((time for time in times if time and time.year >= _FIRST_YEAR), default=None)
