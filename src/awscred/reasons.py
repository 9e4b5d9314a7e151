"""Why the AWS CLI or AWS refuses a profile, explained by what `validate` finds in the files.

A finding counts only if it can be the cause: botocore names the setting that it refuses, and each
problem that AWS or botocore reports has a list of settings that can lead to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from awscred import validation
from awscred.chains import chain_path
from awscred.findings import ERROR, INFO, Finding, Report
from awscred.forms import is_of_aws
from awscred.identity import Identity, Problem
from awscred.profiles import Files, section_type
from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SETTINGS, KNOWN, suggest
from awscred.tools import OWN

_ROLE = ("role_arn", "source_profile", "mfa_serial", "external_id", "role_session_name")
_REGION = ("region", "sso_region")
_ENDPOINT = "endpoint_url"
_SETTINGS: dict[str, frozenset[str]] = {
    "ProfileNotFound": frozenset(),  # only the header, or a line that is not a setting
    "NoCredentials": CREDENTIAL_SETTINGS,
    "BadProfile": CREDENTIAL_SETTINGS | {*_REGION, "duration_seconds"},
    "BadSetting": CREDENTIAL_SETTINGS | {*_ROLE, *_REGION, "duration_seconds"},
    "FileUnreadable": frozenset(),
    "InvalidRegion": frozenset(_REGION),
    "MalformedKey": frozenset((*CREDENTIAL_KEYS, "aws_security_token")),
    "BadProcess": frozenset(("credential_process",)),
    "FileUnusable": frozenset(("credential_process", "web_identity_token_file")),
    "RoleChainTooLong": frozenset(("source_profile",)),
    "InvalidClientTokenId": frozenset((*CREDENTIAL_KEYS, "aws_security_token")),
    "SignatureDoesNotMatch": frozenset(CREDENTIAL_KEYS),
    "AccessDenied": frozenset((*_ROLE, "duration_seconds")),
    "ValidationError": frozenset((*_ROLE, "duration_seconds")),
    "ForbiddenException": frozenset(("sso_account_id", "sso_role_name")),
    "InvalidIdentityToken": frozenset(("web_identity_token_file", "role_arn")),
    "Network": frozenset((*_REGION, _ENDPOINT)),
}
"""The settings that may lead to a problem, by its code. Findings about others do not explain it."""
_ANY_SETTING = ("BadSetting", "FileUnreadable")
"""Problems that an error about any setting may cause: a client is made of all settings."""
_ANY_LINE = ("ProfileNotFound", "NoCredentials", "BadProfile")
"""Problems that an error in a header, or in a line that is not a setting, may cause."""
_SOURCE = "source_profile"
_SECTIONS = (("sso-session", "sso_session"), ("services", "services"))
_BEFORE_HEADERS, _FILE = ("lines before headers", ""), ("file", "")
_MOST_CHARACTERS = 200_000  # about 1,000 profiles

Subject: TypeAlias = tuple[str, str]
"""The type and name of what a finding is about: a profile, an sso-session or services."""


class Reasons:
    """What `validate` says about the profiles of some files, which are validated when needed.

    `path` formats the path of a file for display.
    """

    def __init__(self, files: Files, path: Callable[[str], str] = str) -> None:
        self._files = files
        self._path = path

    def explain(self, who: Identity) -> Identity:
        """The same answer, with the reason that `validate` finds for its problem, if any.

        The reason of a broken profile replaces what botocore says; what AWS says stays.
        """
        if who.error is None or who.error.code not in _SETTINGS:
            return who
        found = self._cause(who.profile, who.error)
        if found is None:
            return who
        message, hint = placed(found, self._files, self._path), advice(found)
        if who.status != "broken":
            message, hint = who.error.message, f"{message}: {hint}"
        return who._replace(error=Problem(who.error.code, message, hint))

    @cached_property
    def _report(self) -> Report:
        return validation.validate(self._files, (OWN,))

    @cached_property
    def _by_subject(self) -> dict[Subject, list[Finding]]:
        found: dict[Subject, list[Finding]] = defaultdict(list)
        for finding in self._report.findings:
            if finding.severity != INFO:
                found[subject(finding, self._files)].append(finding)
        return found

    def _cause(self, name: str, problem: Problem) -> Finding | None:
        """The most likely cause of a profile's problem among the findings."""
        code = "FileUnreadable" if OWN in self._report.refusals else problem.code
        ranked = [
            (order, found.severity != ERROR, -depth, number, found)
            for depth, (refused, findings) in enumerate(self._chain(name))
            for number, found in enumerate(findings)
            if code != "Network" or _names_host(_settings_at(found, self._files), problem.message)
            if (order := _rank(found, _keys_at(found, self._files), code, refused)) is not None
        ]
        return min(ranked)[-1] if ranked else None

    def _chain(self, name: str) -> Iterator[tuple[str | None, list[Finding]]]:
        """For a profile and each of its sources: the setting that botocore refuses, and the
        findings about the profile and the sections that it names. If a file is refused, only the
        findings on the refused line."""
        profiles, fault = self._files.profiles, self._report.refusals.get(OWN)
        if name not in profiles:
            yield None, self._by_subject[_BEFORE_HEADERS] if name == "default" else []
        elif fault is not None:
            there = fault.place.file, fault.place.span.line
            findings = self._report.findings
            yield None, [one for one in findings if (one.place.file, one.place.span.line) == there]
        else:
            for at in _with_sources(name, self._files):
                subjects = _subjects(at, self._files)
                yield (
                    self._refused(at),
                    [found for subject in subjects for found in self._by_subject[subject]],
                )

    def _refused(self, name: str) -> str | None:
        """The setting of a profile that botocore refuses, unless its source is to blame."""
        verdict = self._report.verdicts.get(name, {}).get(OWN)
        if verdict is None or verdict.accepted:
            return None
        profiles = self._files.profiles
        is_of_source = verdict.key == _SOURCE and profiles[name].settings.get(_SOURCE) in profiles
        return None if is_of_source else verdict.key


def is_long(files: Files) -> bool:
    """Whether checking the files would take too long for a quick command."""
    return len(files.config.text) + len(files.credentials.text) > _MOST_CHARACTERS


def about(name: str, findings: Iterable[Finding], files: Files) -> list[Finding]:
    """The findings about a profile, or about the SSO session and services that it names."""
    subjects = _subjects(name, files)
    return [found for found in findings if subject(found, files) in subjects]


def limited(report: Report, names: Collection[str], files: Files) -> Report:
    """The part of a report that matters to some profiles: their verdicts, and the findings about
    them, their source profiles, and the SSO sessions and services that these name.

    An error on a line that makes a tool refuse a file matters to every profile, and so does an
    error or a warning about a whole file that the profiles are in.
    """
    sources = dict.fromkeys(at for name in names for at in _with_sources(name, files))
    subjects = {each for at in sources for each in _subjects(at, files)}
    places = {
        file for at in sources if at in files.profiles for file, _ in files.profiles[at].sections
    }
    faults = {(one.place.file, one.place.span.line) for one in report.refusals.values()}

    def matters(found: Finding) -> bool:
        about, place = subject(found, files), found.place
        is_of_file = about == _FILE and found.severity != INFO and place.file in places
        is_fault = found.severity == ERROR and (place.file, place.span.line) in faults
        return about in subjects or is_of_file or is_fault

    return report._replace(
        findings=[*filter(matters, report.findings)],
        ignored=[*filter(matters, report.ignored)],
        verdicts={name: found for name, found in report.verdicts.items() if name in names},
        unresolved=[name for name in report.unresolved if name in names],
        named=names,
    )


def _with_sources(name: str, files: Files) -> list[str]:
    """A profile, and the profiles that its credentials come through."""
    profiles = files.profiles
    return chain_path(name, profiles, lambda at: profiles[at].settings.get(_SOURCE))


def subject(found: Finding, files: Files) -> Subject:
    """What a finding is about; the name is empty if it is the file, or lines before headers."""
    if found.profile is not None:
        return "profile", found.profile
    section = files.document(found.place.file).section_at(found.place.span.line)
    if section.header is None:
        return _BEFORE_HEADERS
    kind, name = section_type(found.place.file, section.header)
    return _FILE if kind == "profile" else (kind, name)


def _subjects(name: str, files: Files) -> list[Subject]:
    """A profile and the sections that it names, or another section that the name means."""
    settings = files.profiles[name].settings if name in files.profiles else {}
    named = [(kind, settings[key]) for kind, key in _SECTIONS if key in settings]
    return [files.meant(name), *named]


def placed(found: Finding, files: Files, path: Callable[[str], str] = str) -> str:
    """A finding's message with its place: `... (~/.aws/config:6)`."""
    return f"{found.message} ({path(files.path(found.place.file))}:{found.place.span.line})"


def advice(found: Finding) -> str:
    """A finding's hint, with the command that applies its fix if it has one."""
    if found.fix is None:
        return found.hint
    option = "--fix" if found.fix.safe else "--unsafe-fixes"
    return f"{found.hint}; run `awscred validate {option}`"


def _rank(found: Finding, keys: Collection[str], code: str, refused: str | None) -> int | None:
    """How likely a finding about these settings is the cause of a problem: 0 is the most likely.

    `refused` is the setting that botocore refuses, if it named one. None means: not the cause.
    """
    if refused in keys:
        return 0
    if any(_means(key, _SETTINGS[code]) for key in keys):
        return 1
    may_be_any = code in _ANY_SETTING or (code in _ANY_LINE and not keys)
    return 2 if found.severity == ERROR and may_be_any else None


def _means(key: str, wanted: Collection[str]) -> bool:
    """Whether a key is one of these settings, perhaps misspelled."""
    return key in wanted or (key not in KNOWN and suggest(key) in wanted)


def _names_host(settings: Mapping[str, str], message: str) -> bool:
    """Whether the host that cannot be reached, which begins a message, can come from settings.

    It has the region in its name, or is an endpoint's. A misspelled endpoint_url leads to AWS.
    """
    host = message.partition(" ")[0]
    for key, value in settings.items():
        if (
            (key in _REGION and value in host.split("."))
            or (key == _ENDPOINT and host in value)
            or (key not in KNOWN and suggest(key) == _ENDPOINT and is_of_aws(host))
        ):
            return True
    return False


def _keys_at(found: Finding, files: Files) -> set[str]:
    return {*_settings_at(found, files)}


def _settings_at(found: Finding, files: Files) -> dict[str, str]:
    """The settings on the line of a finding; empty for a header or a line that is not a setting."""
    line = found.place.span.line
    section = files.document(found.place.file).section_at(line)
    inner = section.by_line.get(line)
    above = (one for one in section.settings if one.key_span.line <= line <= one.last_line)
    there = [setting for setting in (inner, *above) if setting is not None]
    return {setting.key.lower(): setting.value for setting in there}
