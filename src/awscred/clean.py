"""Files of which one look says that no rule has anything to warn of.

Nearly all files are: `list` counts the problems of the others by the rules, which take longer to
load than these take to read. `is_clean` may say no to a good file, and never yes to another.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from awscred.access import exposed
from awscred.ini import Section
from awscred.names import RESERVED
from awscred.profiles import Files
from awscred.settings import BUILDER_ID

_is_name = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*").fullmatch
_is_region = re.compile(
    r"(?:us|eu|ap|sa|ca|af|me|il|mx|cn|us-gov)-(?:north|south)?(?:east|west|north|south|central)"
    r"-[1-9]"
).fullmatch
_CLEAN_VALUES: dict[str, Callable[[str], object]] = {
    # not AKIAXXXXXXXXXXXXXXXX
    "aws_access_key_id": re.compile(r"A[KS]IA(?=[A-Z]*[2-7])[A-Z2-7]{16}").fullmatch,
    "aws_secret_access_key": re.compile(
        r"(?=[A-Za-z/+]*[0-9])[A-Za-z0-9/+]{39}[A-WYZa-wyz0-9/+]"
    ).fullmatch,
    "aws_session_token": re.compile(r"[A-Za-z0-9/+=]{100,}").fullmatch,
    "region": _is_region,
    "output": {"json", "text", "table", "yaml"}.__contains__,
    "role_arn": re.compile(r"arn:aws:iam::[0-9]{12}:role/[A-Za-z0-9_-]{2,64}").fullmatch,
    "source_profile": _is_name,
    "sso_session": _is_name,
    "sso_account_id": lambda value: len(value) == 12 and value.isdigit(),
    "sso_role_name": _is_name,
}
_CLEAN_SESSION: dict[str, Callable[[str], object]] = {
    "sso_start_url": re.compile(r"https://[a-z0-9-]+\.awsapps\.com/start").fullmatch,
    "sso_region": _is_region,
    "sso_registration_scopes": "sso:account:access".__eq__,
}
_ANYWHERE = {"region", "output"}
_KEYS = frozenset(("aws_access_key_id", "aws_secret_access_key"))
_TEMPORARY = _KEYS | {"aws_session_token"}
_KINDS = (  # what a clean profile has besides
    _KEYS,
    _TEMPORARY,
    {"role_arn", "source_profile"},
    {"sso_session", "sso_account_id", "sso_role_name"},
)


def is_clean(files: Files) -> bool:
    """Whether no rule can find an error or a warning. False says nothing."""
    config, credentials = files.modes
    if (config or 0) & 0o022 or (credentials or 0) & 0o077:
        return False
    if exposed(files.places):
        return False
    if files.config.sections[0].plain != {} or files.credentials.sections[0].plain != {}:
        return False
    return (
        _is_clean_credentials(files.credentials.sections[1:])
        and _is_clean_config(files.config.sections[1:])
        and _are_clean(files)
    )


def _is_clean_credentials(sections: list[Section]) -> bool:
    """Whether every section is plain, under a name of its own, and has keys alone."""
    names = {section.header or "" for section in sections}
    return (
        len(names) == len(sections)
        and all(map(_is_name, names))
        and names.isdisjoint(RESERVED)
        and all(
            section.plain is not None and _TEMPORARY.issuperset(section.plain)
            for section in sections
        )
    )


def _is_clean_config(sections: list[Section]) -> bool:
    """Whether every section is plain, under a name of its own, and has no keys."""
    names = set()
    for section in sections:
        header = section.header or ""
        names.add(header)
        kind, _, name = header.partition(" ")
        if section.plain is None or not _TEMPORARY.isdisjoint(section.plain):
            return False
        if header == "default":
            continue
        if kind == "sso-session":
            if section.plain.keys() != _CLEAN_SESSION.keys():
                return False
            if section.plain["sso_start_url"] == BUILDER_ID:
                return False
            if not all(_CLEAN_SESSION[key](value) for key, value in section.plain.items()):
                return False
        elif kind != "profile" or name == "default" or name in RESERVED:
            return False
        if not _is_name(name):
            return False
    return len(names) == len(sections)


def _are_clean(files: Files) -> bool:
    """Whether every profile has one whole kind of credentials, all values of their usual form."""
    profiles, sessions = files.profiles, files.sso_sessions
    secrets: dict[str, str] = {}
    for profile in profiles.values():
        settings = profile.settings
        for key, value in settings.items():
            is_usual = _CLEAN_VALUES.get(key)
            if is_usual is None or not is_usual(value):
                return False
        kind = settings.keys() - _ANYWHERE
        if kind not in _KINDS:
            return False
        key_id = settings.get("aws_access_key_id")
        if key_id:
            secret = settings["aws_secret_access_key"]
            if (key_id[:4] == "ASIA") != ("aws_session_token" in kind):
                return False
            if secrets.setdefault(key_id, secret) != secret:
                return False
        source = settings.get("source_profile")
        if source and "aws_access_key_id" not in (
            profiles[source].settings if source in profiles else ()
        ):
            return False
        session = settings.get("sso_session")
        if session and session not in sessions:
            return False
    return True
