"""Where a profile's credentials come from, hop by hop, and what may be used instead of them.

This follows botocore's reading, because `whoami` uses botocore. Nothing here is run or asked.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from awscred.chains import chain_ends
from awscred.environment import chosen_profile
from awscred.ini import Section
from awscred.kinds import USES, kinds_of
from awscred.profiles import Files, Profile
from awscred.redaction import MASK, looks_secret
from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SETTINGS, SSO_KEYS, shown_value
from awscred.tools import OWN, default_tools, read, tools_do
from awscred.tools.agreement import group
from awscred.tools.cli import verdicts as botocore
from awscred.tools.reading import Reading, Refused, Settings

_ID, _SECRET, _ = CREDENTIAL_KEYS
_KEYS_OF_KIND = {  # the first key present is the place of the credentials
    "static": (_ID,),
    "temporary": (_ID,),
    "role": ("role_arn",),
    "web-identity": ("web_identity_token_file",),
    "sso": ("sso_session", "sso_start_url", "sso_account_id", "sso_role_name"),
    "process": ("credential_process",),
    "login": ("login_session",),
    "source": ("credential_source",),
}

_LONGEST = 100
"""The most hops of a chain to list; botocore itself gives up after a few hundred."""
_PURE = tuple(
    map(
        frozenset,
        (
            CREDENTIAL_KEYS,
            SSO_KEYS,
            ("role_arn", "source_profile"),
            ("role_arn", "web_identity_token_file"),
            ("credential_process",),
        ),
    )
)


class Hop(NamedTuple):
    """A step on the way to the credentials: how a profile gets them, and where this is set.

    `kind` is one of profiles.KINDS. `what` has details that may be shown. `line` is the 1-based
    line of the setting, and `section` the line of its section's header. `cache` is the file with a
    login.
    """

    profile: str
    kind: str
    what: str
    path: str
    section: int
    line: int
    cache: str | None = None


class Origins:
    """Where the credentials of any profile of the files come from; the files are read once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._readings: dict[str, Reading] = {}
        try:
            self._read = files.read_by_botocore
        except Refused:
            self._read = botocore.Loaded({}, {}, {}, {}, {})

    def hops(self, name: str) -> list[Hop]:
        """The hops from a profile to its keys: each role is assumed with the credentials of the
        next hop.

        The list ends early if the chain is broken, or too long for AWS tools.
        """
        found: list[Hop] = []
        at: str | None = name
        while at in self._files.profiles and at in self._read.profiles and len(found) < _LONGEST:
            values = self._read.profiles[at]
            # A source profile's keys come before its role, and a role may be its own source.
            role = _is_role(values) and not (found and _has_keys(values))
            kind = "role" if role else self._own_kind(at, values)
            if kind is None or any((at, kind) == (hop.profile, hop.kind) for hop in found):
                break
            found.append(self._hop(at, kind, values))
            if role and "credential_source" in values:
                found.append(self._hop(at, "source", values))
            at = _source(values) if role else None
        return found

    def programs(self, names: Iterable[str]) -> list[Hop]:
        """The hops of these profiles that would run a command."""
        profiles = self._read.profiles

        def onward(name: str) -> str | None:
            return None if _has_keys(profiles[name]) else _source(profiles[name])

        starts = [_source(profiles[name]) or name for name in names if name in profiles]
        ends = {end.at for end in chain_ends(starts, profiles, onward).values() if not end.missing}
        return [
            self._hop(name, "process", profiles[name])
            for name in self._files.profiles
            if name in ends and self._own_kind(name, profiles[name]) == "process"
        ]

    def rivals(self, name: str) -> list[str]:
        """What other tools use from the same profile instead, in words; usually nothing."""
        profile = self._files.profiles.get(name)
        if profile is None or _is_pure(profile.settings):
            return []
        if len(kinds_of(profile.settings)) < 2:
            return []
        asked = default_tools()
        for tool in asked:
            if tool not in self._readings:
                self._readings[tool] = read(tool, self._files.config, self._files.credentials)
        uses = {
            tool: USES.get(verdict.kind or "")
            for tool, reading in self._readings.items()
            if (verdict := reading.verdicts.get(name))
        }
        mine = uses.get(OWN)
        return [
            f"{tools_do(asked, tools, 'uses', 'use')} {what} of {name} instead"
            for what, tools in group(uses)
            if what is not None and what != mine
        ]

    def _own_kind(self, name: str, values: Settings) -> str | None:
        """The kind of credentials that botocore would use from a profile, not counting its role."""
        verdict = botocore.own_credentials(name, values, self._read)
        return verdict and (verdict.kind or self._files.profiles[name].kind)

    def _hop(self, name: str, kind: str, values: Settings) -> Hop:
        profile = self._files.profiles[name]
        file, section, line = _place(profile, _KEYS_OF_KIND.get(kind, ()))
        cache = _token_file(values) if kind == "sso" else None
        path = self._files.path(file)
        return Hop(name, kind, _what(kind, values), path, section.line, line, cache)


def shadows(name: str, environ: Mapping[str, str]) -> list[str]:
    """What tools use from the environment before a profile, in words."""
    found = []
    chosen = chosen_profile(environ)
    if environ.get("AWS_ACCESS_KEY_ID") or environ.get("AWS_SECRET_ACCESS_KEY"):
        found.append(
            "the environment has keys (AWS_ACCESS_KEY_ID ...), which AWS tools use over AWS_PROFILE"
            " and default"
        )
    elif chosen and chosen != name:
        found.append(f"AWS_PROFILE is {chosen}, which AWS tools use where no profile is named")
    return found


_NOT_READ_BY = {"AWS_REGION": "boto3", "AWS_DEFAULT_REGION": "the JavaScript SDK"}
"""The variables with a region that overrides a profile's, and which tool does not read each."""


class RegionOverride(NamedTuple):
    """An environment variable that AWS tools use instead of a profile's region."""

    variable: str
    region: str

    @property
    def words(self) -> str:
        return (
            f"{self.variable} is {self.region}, which AWS tools except"
            f" {_NOT_READ_BY[self.variable]} use instead of the profile's region"
        )

    @property
    def alone(self) -> str:
        """The words for a profile without a region."""
        other = _NOT_READ_BY[self.variable]
        return f"{self.region} (from {self.variable}, which {other} does not read)"


def region_override(profile: Profile, environ: Mapping[str, str]) -> RegionOverride | None:
    """The variable with another region than the profile's; None if there is none."""
    if profile.region is None:
        return None
    for variable in _NOT_READ_BY:
        region = environ.get(variable)
        if region and region != profile.region:
            return RegionOverride(variable, shown_value("region", region))
    return None


def region_in_environment(environ: Mapping[str, str]) -> RegionOverride | None:
    """The variable with the region of profiles that have none; None if there is none."""
    for variable in _NOT_READ_BY:
        if region := environ.get(variable):
            return RegionOverride(variable, shown_value("region", region))
    return None


def _is_role(values: Settings) -> bool:
    return "role_arn" in values and "web_identity_token_file" not in values


def _has_keys(values: Settings) -> bool:
    return _ID in values or _SECRET in values


def _source(values: Settings) -> str | None:
    """The profile whose credentials assume a role; None if it is not a role or has no source."""
    source = values.get("source_profile")
    if not _is_role(values) or "credential_source" in values or not isinstance(source, str):
        return None
    return source


def _is_pure(settings: Settings) -> bool:
    """Whether settings are plainly of only one kind, as almost always."""
    found = CREDENTIAL_SETTINGS.intersection(settings)
    return any(found <= kind for kind in _PURE)


def _place(profile: Profile, keys: tuple[str, ...]) -> tuple[str, Section, int]:
    """The file, section and line of the first of these keys; of a header, if there is none."""
    for key in keys:
        for file, section in reversed(profile.sections):
            if key in section.values:
                return file, section, section.find(key)[-1].key_span.line
    file, section = profile.origin
    return file, section, section.line


def _what(kind: str, values: Settings) -> str:
    """How a profile gets its credentials, in words that may be shown."""

    def shown(key: str) -> str:
        value = values.get(key, "")
        return shown_value(key, value) if isinstance(value, str) else MASK

    if kind in ("static", "temporary"):
        return f"{'temporary ' if kind == 'temporary' else ''}access key {shown(_ID)}"
    if kind == "role":
        mfa = f", with an MFA code from {shown('mfa_serial')}" if "mfa_serial" in values else ""
        return f"role {shown('role_arn')}{mfa}"
    if kind == "web-identity":
        return f"role {shown('role_arn')}, with the token in {shown('web_identity_token_file')}"
    if kind == "sso":
        session = f", login of {shown('sso_session')}" if "sso_session" in values else ""
        return f"SSO {shown('sso_role_name')} in {shown('sso_account_id')}{session}"
    if kind == "process":
        return f"output of {program(values.get('credential_process'))}"
    if kind == "login":
        return f"login session {shown('login_session')}"
    return f"credentials of {shown('credential_source')}"


def _token_file(values: Settings) -> str:
    """The file where AWS tools keep the login of an SSO profile."""
    import hashlib

    key = str(values.get("sso_session", values.get("sso_start_url", "")))
    name = hashlib.sha1(key.encode("utf-8", "surrogateescape")).hexdigest()  # noqa: S324
    return f"~/.aws/sso/cache/{name}.json"


def program(command: object) -> str:
    """The program of a credential_process. Its arguments are left out: they may contain a
    secret."""
    try:
        first, *more = shlex.split(str(command))
    except ValueError:
        return MASK
    name = MASK if looks_secret(first) or "=" in first else first
    return f"{name} ..." if more else name
