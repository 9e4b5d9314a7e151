"""How the SDK for PHP judges the profiles that it has read, each as if AWS_PROFILE named it.

Its providers look for credentials one after another, each in one section of one file, and the first
that finds some ends the search. The SDK shows only the last provider's error. The reason here is
the first error of a provider that found something, but not enough. The source of a role has to be
a section of exactly that name in the same file. Nothing outside the two files (commands, tokens,
caches, AWS) is asked.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import TypeAlias

from awscred.chains import chain_ends
from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SOURCES, SSO_KEYS, TOKENS
from awscred.tools.reading import Settings, Value, Verdict

Sections: TypeAlias = Mapping[str, Settings]

PROFILE, SESSION = "profile ", "sso-session "
"""The beginnings of titles in config."""

_ID, _SECRET, _ = CREDENTIAL_KEYS
_SSO_KEYS = frozenset(SSO_KEYS)
_SSO_REQUIRED = ("sso_start_url", "sso_region", "sso_account_id", "sso_role_name")
_FROM_PROFILE = {"sso_account_id": "accountId", "sso_role_name": "roleName"}

_ACCEPTED = {
    kind: Verdict(True, None, kind)
    for kind in ("static", "role", "web-identity", "process", "sso", "login")
}

_NO_COMMAND = Verdict(
    False, "shell_exec(): Argument #1 ($command) cannot be empty", None, "credential_process"
)


def judge(profiles: Container[str], config: Sections, credentials: Sections) -> dict[str, Verdict]:
    """The verdict on each profile. The files are given by the titles of their sections."""
    files = (_File("credentials", credentials, profiles), _File("config", config, profiles))
    without_type: dict[str, Settings] = {}
    for title, values in config.items():
        without_type.setdefault(title.replace(PROFILE, ""), values)
    verdicts = {}
    names = (title.removeprefix(PROFILE) for title in config if title.startswith(PROFILE))
    for name in dict.fromkeys((*names, *credentials)):
        found = credentials[name] if name in credentials else without_type.get(name, {})
        if "web_identity_token_file" in found and "role_arn" in found:
            verdicts[name] = _ACCEPTED["web-identity"]
        else:
            verdicts[name] = _first([*_of_config(name, config), *_of_files(name, files)])
    return verdicts


def _first(verdicts: list[Verdict]) -> Verdict:
    """The first acceptance, or else the first refusal that is due to a setting, or any."""
    for verdict in verdicts:
        if verdict.accepted:
            return verdict
    return next((verdict for verdict in verdicts if verdict.key is not None), verdicts[0])


def _of_config(name: str, config: Sections) -> Iterator[Verdict]:
    """What the providers say that look only into config, for both titles."""
    title = name if name in config else f"{PROFILE}{name}"
    values = config.get(title, {})
    if not _SSO_KEYS.isdisjoint(values):
        yield _judge_sso(title, values, config)
    if not _is_empty(values.get("login_session")):
        yield _ACCEPTED["login"]


def _judge_sso(title: str, values: Settings, config: Sections) -> Verdict:
    """The verdict on a section with SSO settings."""
    incomplete = f"Profile {title} in config must contain the following keys: sso_start_url"
    if _is_empty(values.get("sso_session")):
        if any(_is_empty(values.get(key)) for key in _SSO_REQUIRED):
            reason = f"{incomplete}, sso_region, sso_account_id, and sso_role_name."
            return Verdict(False, reason, None, next(key for key in SSO_KEYS if key in values))
        return _ACCEPTED["sso"]
    session = _shown(values["sso_session"])
    found = config.get(f"{SESSION}{session}")
    missing = [name for key, name in _FROM_PROFILE.items() if key not in values]
    if not found:
        reason = f"Could not find sso-session {session} in config"
    elif any(_is_empty(found.get(key)) for key in ("sso_start_url", "sso_region")):
        reason = f"{incomplete} and sso_region."
    elif missing:
        reason = f"[{missing[0]}] is missing and is a required parameter"
    else:
        return _ACCEPTED["sso"]
    return Verdict(False, reason, None, "sso_session")


def _of_files(name: str, files: tuple[_File, _File]) -> Iterator[Verdict]:
    """What the providers say that look into one file and then the other."""
    for file, title in zip(files, (name, f"{PROFILE}{name}"), strict=True):
        if title in file.sections:
            command = file.sections[title].get("credential_process")
            if command is not None:
                yield _ACCEPTED["process"] if command else _NO_COMMAND
            yield file.judge(title)


class _File:
    """The sections of a file, and the chains of source profiles within it.

    `known` are the names of the profiles of both files.
    """

    def __init__(self, name: str, sections: Sections, known: Container[str]) -> None:
        self.name = name
        self.sections = sections
        self._known = known
        sources = [
            _shown(values["source_profile"])
            for values in sections.values()
            if "source_profile" in values
        ]
        self._ends = chain_ends(sources, sections, self._following)

    def judge(self, title: str) -> Verdict:
        """The verdict on a section that has a role or static keys."""
        values = self.sections[title]
        if "role_arn" not in values:
            return self._static(title)
        refused = self._refused_role(title)
        if refused is None and not _is_empty(values.get("source_profile")):
            end = self._ends[_shown(values["source_profile"])]
            if end.circle:
                reason = "Circular source_profile reference found."
                return Verdict(False, reason, None, "source_profile")
            refused = self._refused_source(end.at)
        return refused or _ACCEPTED["role"]

    def _static(self, title: str) -> Verdict:
        """The verdict on a section without a role."""
        values = self.sections[title]
        if not _has_keys(values):
            reason = f"No credentials present in INI profile '{title}' ({self.name})"
            return Verdict(False, reason, None)
        token = next((key for key in TOKENS if not _is_empty(values.get(key))), None)
        return Verdict(True, None, "temporary", token=token) if token else _ACCEPTED["static"]

    def _refused_source(self, title: str) -> Verdict | None:
        """What is wrong at the end of a chain of source profiles."""
        values = self.sections[title]
        if _has_keys(values):
            return None
        refused = self._refused_role(title) if "role_arn" in values else self._static(title)
        return refused and refused._replace(key="source_profile")

    def _refused_role(self, title: str) -> Verdict | None:
        """What is wrong with a role apart from the credentials of its source."""
        values = self.sections[title]
        source, provider = values.get("source_profile"), values.get("credential_source")
        if _is_empty(source) == _is_empty(provider):
            reason = "Either source_profile or credential_source must be set using profile"
            key = "role_arn" if _is_empty(source) else "credential_source"
            return Verdict(False, f"{reason} {title}, but not both.", None, key)
        if source is not None and not _is_empty(source):
            name = _shown(source)
            if name in self.sections:
                return None
            reason = f"source_profile {name} using profile {title} does not exist"
            lacks = "source_profile" if name in self._known else None
            return Verdict(False, reason, None, "source_profile", lacks=lacks)
        if _is_empty(values["role_arn"]):
            reason = "A role_arn must be provided with credential_source in file"
            reason += f" {self.name} under profile {title} "
            return Verdict(False, reason, None, "role_arn")
        if provider not in CREDENTIAL_SOURCES:
            reason = f"Invalid credential_source found in config file: {_shown(provider or '')}."
            reason += " Valid inputs include Environment, Ec2InstanceMetadata, and EcsContainer."
            return Verdict(False, reason, None, "credential_source")
        return None

    def _following(self, title: str) -> str | None:
        """The source profile of one that is itself a source."""
        values = self.sections[title]
        if _has_keys(values) or "role_arn" not in values or self._refused_role(title):
            return None
        source = values.get("source_profile")
        return None if source is None or _is_empty(source) else _shown(source)


def _has_keys(values: Settings) -> bool:
    return _ID in values and _SECRET in values


def _is_empty(value: Value | None) -> bool:
    """Whether PHP's `empty` says so."""
    return value in (None, "", "0")


def _shown(value: Value) -> str:
    """A value as a text, as PHP shows it."""
    return value if isinstance(value, str) else "Array"
