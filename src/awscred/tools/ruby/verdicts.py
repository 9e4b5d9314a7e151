"""How the SDK for Ruby judges the profiles that it has read, each as if AWS_PROFILE named it.

It looks for credentials in one section at a time: first in the profile's section of credentials,
then in that of config. Web identity, SSO and roles come before static keys, and an error in one of
them ends the search. The static keys of a source profile make it the end of a chain. Nothing
outside the two files (commands, tokens, caches, AWS) is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from awscred.chains import chain_ends
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools.reading import Settings, Value, Verdict

Sections: TypeAlias = Mapping[str, Settings]

SESSION = "sso-session "
"""The beginning of the name of a section that is an SSO session."""

_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_ACCOUNT_AND_ROLE = ("sso_account_id", "sso_role_name")
_FROM_SESSION = ("sso_region", "sso_start_url")
_REQUIRED = ("sso_start_url", "sso_account_id", "sso_region", "sso_role_name")
_REQUIRED_WITH_SESSION = ("sso_session", "sso_account_id", "sso_region", "sso_role_name")
_ROLE_KEYS = frozenset(("source_profile", "credential_source", "role_arn"))
_SOURCES = ("Ec2InstanceMetadata", "EcsContainer")
_MODES = ("legacy", "standard", "adaptive")
_POSITIVE = re.compile(r"\+?(?:0_?)*[1-9]")
"""How a text begins that is a positive number to Ruby."""

_ACCEPTED = {
    kind: Verdict(True, None, kind) for kind in ("static", "role", "web-identity", "process", "sso")
}
_TEMPORARY = Verdict(True, None, "temporary", token=_TOKEN)


def _refused(reason: str, key: str | None = None, lacks: str | None = None) -> Verdict:
    return Verdict(False, reason, None, key, lacks=lacks)


_NONE = _refused(
    "Aws::Errors::MissingCredentialsError: unable to sign request without credentials set"
)
_NO_ROLE = _refused("ArgumentError: missing required parameter params[:role_arn]", "source_profile")
_CIRCLE = _refused("SourceProfileCircularReferenceError", "source_profile")
_BAD_MODE = _refused(
    "Must provide either `legacy`, `standard`, or `adaptive` for retry_mode profile option or for"
    " ENV['AWS_RETRY_MODE']",
    "retry_mode",
)
_BAD_ATTEMPTS = _refused(
    "Must provide a positive integer for max_attempts profile option or for"
    " ENV['AWS_MAX_ATTEMPTS']",
    "max_attempts",
)


def judge(config: Sections, credentials: Sections) -> dict[str, Verdict]:
    """The verdict on each profile of the two files."""
    judging = _Judging(config, credentials)
    verdicts = {}
    for name in dict.fromkeys((*config, *credentials)):
        verdict = judging.judge(name)
        if verdict.accepted:
            verdict = _refused_by_client(judging.sections(name)) or verdict
        verdicts[name] = verdict
    return verdicts


class _Judging:
    """The sections of both files, and the chains of their source profiles."""

    def __init__(self, config: Sections, credentials: Sections) -> None:
        self._config = config
        self._files = (credentials, config)  # in the order in which the SDK asks them
        sources = [
            text
            for file in self._files
            for values in file.values()
            if (text := _text(values.get("source_profile")))
        ]
        known = {**config, **credentials}
        self._ends = chain_ends(sources, known, self._following)
        self._last_roles = chain_ends(sources, known, self._following_role)
        self._without_role = chain_ends(sources, known, self._following_with_role)

    def sections(self, name: str) -> list[Settings]:
        """The sections of a profile, that of credentials first."""
        return [file[name] for file in self._files if name in file]

    def judge(self, name: str) -> Verdict:
        """The verdict on a profile before a client is made for it."""
        found = self._web_identity(name) or self._sso(name)
        if found is None:
            for values in self.sections(name):
                if not _ROLE_KEYS.isdisjoint(values):
                    return self._role(name, values)
            found = self._static(name) or self._process(name)
        if found is not None:
            return found
        return _NONE._replace(lacks=self._lacking(name))

    def _lacking(self, name: str) -> str | None:
        """The setting of a profile without credentials that the SDK does not know."""
        has_login = any("login_session" in values for values in self.sections(name))
        return "login_session" if has_login else None

    def _web_identity(self, name: str) -> Verdict | None:
        """The verdict if config alone has what web identity needs."""
        values = self._config.get(name, {})
        has_both = "web_identity_token_file" in values and "role_arn" in values
        return _ACCEPTED["web-identity"] if has_both else None

    def _sso(self, name: str) -> Verdict | None:
        """The verdict if a section has an account or a role of SSO. Its file has the session."""
        for file in self._files:
            values = file.get(name, {})
            if any(key in values for key in _ACCOUNT_AND_ROLE):
                return _judge_sso(name, values, file)
        return None

    def _static(self, name: str) -> Verdict | None:
        """The verdict if a section has a key pair."""
        for values in self.sections(name):
            if values.get(_ID) and values.get(_SECRET):
                return _TEMPORARY if _TOKEN in values else _ACCEPTED["static"]
        return None

    def _process(self, name: str) -> Verdict | None:
        has_command = any("credential_process" in values for values in self.sections(name))
        return _ACCEPTED["process"] if has_command else None

    def _role(self, name: str, values: Settings) -> Verdict:
        """The verdict on a profile, one section of which is about a role."""
        if refused := _conflict(name, values):
            return refused
        if "source_profile" in values:
            return self._role_from_profile(name, values)
        if "credential_source" not in values:
            return _refused(f"Profile {name} has a role_arn, but no source_profile.", "role_arn")
        source = values["credential_source"]
        if source not in _SOURCES:
            reason = f"Unsupported credential_source: {_shown(source)}"
            return _refused(reason, "credential_source")
        if "role_arn" not in values:
            return _NO_ROLE._replace(key="credential_source")
        return _ACCEPTED["role"]

    def _role_from_profile(self, name: str, values: Settings) -> Verdict:
        """The verdict on a role from a source profile. The end of the chain is judged first."""
        source = _text(values["source_profile"])
        if source is None:  # a block, which is the name of no profile
            return _unknown(values["source_profile"])
        end = self._ends[source]
        if end.circle:
            return _CIRCLE
        if end.missing:
            return _unknown(end.at)
        last = self._first(end.at)
        refused = None
        if self._static(end.at) is None:
            if "source_profile" in last:
                refused = _conflict(end.at, last) or _unknown(last["source_profile"])
            else:
                before = name if source == end.at else self._last_roles[source].at
                refused = self._refused_source(end.at, before)
        if refused is not None:
            return refused._replace(key="source_profile")
        has_roles = self._without_role[source].at == end.at and "role_arn" in values
        return _ACCEPTED["role"] if has_roles else _NO_ROLE

    def _refused_source(self, name: str, before: str) -> Verdict | None:
        """What is wrong with the first credentials of a chain, which are not static keys; `before`
        is the profile that they are for."""
        found = self._web_identity(name) or self._process(name) or self._sso(name)
        if found is None:
            reason = f"Profile {before} has a role_arn, and source_profile, but the"
            reason += " source_profile does not have credentials."
            return _refused(reason, lacks=self._lacking(name))
        return None if found.accepted else found

    def _first(self, name: str) -> Settings:
        """The section that shows whether a source profile has a source profile itself."""
        return next(iter(self.sections(name)), {})

    def _following(self, name: str) -> str | None:
        """The profile after one that is itself a source."""
        values = self._first(name)
        if self._static(name) is not None or "credential_source" in values:
            return None
        return _text(values.get("source_profile"))

    def _following_role(self, name: str) -> str | None:
        """The profile after one, if it is not the last of the chain."""
        after = self._following(name)
        return None if after is None or self._following(after) is None else after

    def _following_with_role(self, name: str) -> str | None:
        """The profile after one that has a role to assume."""
        return self._following(name) if "role_arn" in self._first(name) else None


def _judge_sso(name: str, values: Settings, file: Sections) -> Verdict:
    """The verdict on a profile that signs in by SSO."""
    required, there = _REQUIRED, values
    if "sso_session" in values:
        session = _shown(values["sso_session"])
        found = file.get(f"{SESSION}{session}") or file.get(f"{SESSION}'{session}'")
        if found is None:
            reason = f"{SESSION}{session} must be defined in the config file. "
            return _refused(f"{reason}Referenced by profile {name}", "sso_session")
        if "sso_region" not in found:
            reason = f"{SESSION}{session} missing required parameter: sso_region"
            return _refused(reason, "sso_session")
        for key in _FROM_SESSION:
            if key in values and values[key] != found.get(key):
                reason = f"{SESSION}{session}'s {key} ({_shown(found.get(key, ''))}) does not match"
                reason += f" the profile {name}'s {key} ({_shown(values[key])}'"
                return _refused(reason, key)
        required, there = _REQUIRED_WITH_SESSION, {**found, **values}
    missing = [key for key in required if key not in there]
    if not missing:
        return _ACCEPTED["sso"]
    keys = ", ".join(f":{key}" for key in missing)
    return _refused(
        f"Missing required keys: [{keys}]", next(k for k in _ACCOUNT_AND_ROLE if k in values)
    )


def _conflict(name: str, values: Settings) -> Verdict | None:
    if "source_profile" not in values or "credential_source" not in values:
        return None
    reason = (
        f"Profile {name} has a source_profile, and a credential_source. For assume role"
        " credentials, must provide only source_profile or credential_source, not both."
    )
    return _refused(reason, "credential_source")


def _unknown(name: Value) -> Verdict:
    reason = f"NoSuchProfileError: Profile `{_shown(name)}' not found in credentials or config"
    return _refused(reason, "source_profile")


def _refused_by_client(sections: list[Settings]) -> Verdict | None:
    """Why a client refuses a profile, or None. A value in credentials wins."""
    for key, verdict in (("retry_mode", _BAD_MODE), ("max_attempts", _BAD_ATTEMPTS)):
        value = next((values[key] for values in sections if key in values), None)
        if value is None:
            continue
        text = _text(value) or ""
        if not (text in _MODES if key == "retry_mode" else _POSITIVE.match(text)):
            return verdict
    return None


def _text(value: Value | None) -> str | None:
    """A value that is a text; None for a block."""
    return value if isinstance(value, str) else None


def _shown(value: Value) -> str:
    """A value in a message. A block is shown as Ruby's hash."""
    if isinstance(value, str):
        return value
    return "{" + ", ".join(f'"{key}"=>"{text}"' for key, text in value.items()) + "}"
