"""How botocore judges the profiles that it has read, each as if `--profile` named it.

The environment is assumed to be empty. Nothing outside the two files (commands, tokens, caches, AWS
itself) is asked. A setting counts if its key is there, even without a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from awscred.chains import chain_ends, chain_path
from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SOURCES
from awscred.tools.cli import shell
from awscred.tools.cli.clients import NESTED, fault_after, fault_before, is_ordinary, region_fault
from awscred.tools.reading import Settings, Value, Verdict

Profiles: TypeAlias = Mapping[str, Settings]

_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_TOKENS = ("aws_security_token", _TOKEN)
_SSO_KEYS = ("sso_role_name", "sso_account_id", "sso_start_url", "sso_region")
_STATIC, _ROLE, _SSO, _PROCESS, _WEB_IDENTITY, _LOGIN = (
    Verdict(True, None, kind)
    for kind in ("static", "role", "sso", "process", "web-identity", "login")
)
_TEMPORARY = {key: Verdict(True, None, "temporary", token=key) for key in _TOKENS}
_NOTHING = Verdict(False, "Unable to locate credentials", None)


class Loaded(NamedTuple):
    """What botocore has read: merged profiles, the profiles of each file, and other sections."""

    profiles: Profiles
    config: Profiles
    credentials: Profiles
    sessions: Profiles
    services: Profiles


def judge(files: Loaded) -> dict[str, Verdict]:
    """The verdict on each profile."""
    profiles = files.profiles
    sources = {
        name: source
        for name, values in profiles.items()
        if "role_arn" in values and (source := _source(values, profiles))
    }

    def onward(name: str) -> str | None:
        """The profile after one that is itself a source. Its own keys would end the chain."""
        return None if _has_keys(profiles[name]) else sources.get(name)

    def path(name: str) -> list[str]:
        """The names on a role's chain, which does not end at the role's own keys."""
        return chain_path(name, profiles, lambda at: sources[at] if at == name else onward(at))

    ends = chain_ends(sources.values(), profiles, onward)

    def found(name: str, values: Settings) -> Verdict | None:
        """The verdict on a profile's credentials, None if it has none."""
        source = sources.get(name)
        if source is None:
            return _role(name, values) if _is_role(values) else own_credentials(name, values, files)
        end = ends[source]
        if end.circle or end.at == name != source:
            return _circle(path(name))
        return _role_from(end.at, files)

    verdicts = {}
    for name, values in profiles.items():
        ordinary = is_ordinary(values)
        verdict = (None if ordinary else fault_before(values)) or found(name, values)
        if verdict is None or verdict.accepted:
            fault = None
            if "sso_session" in values and verdict is not _SSO:  # which checked the session already
                fault = _session_fault(name, values["sso_session"], files.sessions)
            if not ordinary:
                fault = fault or fault_after(values, files.services)
            verdict = fault or verdict or _NOTHING
        verdicts[name] = verdict
    return verdicts


def _refused(reason: str, key: str | None = None) -> Verdict:
    return Verdict(False, reason, None, key)


def _has_keys(values: Settings) -> bool:
    return _ID in values or _SECRET in values


def _is_role(values: Settings) -> bool:
    return "role_arn" in values and "web_identity_token_file" not in values


# --- roles


def _source(values: Settings, profiles: Profiles) -> str | None:
    """The profile, perhaps itself, whose credentials assume a role; None if `_role` decides."""
    source = values.get("source_profile")
    if not isinstance(source, str) or source not in profiles or not _is_role(values):
        return None
    alone = "credential_source" not in values
    return source if alone and isinstance(values.get("duration_seconds", ""), str) else None


def _circle(path: list[str]) -> Verdict:
    """The verdict on a chain that returns to a profile, which is the last on the path."""
    *visited, again = path
    complaint = "Infinite loop in credential configuration detected. Attempting to load from"
    reason = f"{complaint} profile {again} which has already been visited. Visited profiles:"
    return _refused(f"{reason} {visited}", "source_profile")


def _role_from(name: str, files: Loaded) -> Verdict:
    """The verdict on a role whose chain of source profiles ends at that profile."""
    values = files.profiles[name]
    role = _is_role(values) and not _has_keys(values)
    found = _role(name, values) if role else own_credentials(name, values, files)
    if found is None:
        return _refused(f'The source profile "{name}" must have credentials.', "source_profile")
    return _ROLE if found.accepted else found._replace(key="source_profile")


def _role(name: str, values: Settings) -> Verdict:
    """The verdict on a role without an existing source profile."""
    source, credential_source = values.get("source_profile"), values.get("credential_source")
    if not isinstance(values.get("duration_seconds", ""), str):
        return _refused(NESTED, "duration_seconds")
    if credential_source is not None:
        if source is not None:
            reason = f'The profile "{name}" contains both source_profile and credential_source.'
            return _refused(reason, "credential_source")
        if credential_source in CREDENTIAL_SOURCES:
            return _ROLE
        reason = f'The credential source "{credential_source}" referenced in profile "{name}"'
        return _refused(f"{reason} is not valid.", "credential_source")
    if source is None:
        missing = "source_profile or credential_source"
        return _refused(f"Partial credentials found in assume-role, missing: {missing}", "role_arn")
    if not isinstance(source, str):
        return _refused(NESTED, "source_profile")
    reason = f'The source_profile "{source}" referenced in the profile "{name}" does not exist.'
    return _refused(reason, "source_profile")


# --- other credentials, in botocore's order


def own_credentials(name: str, values: Settings, files: Loaded) -> Verdict | None:
    """The verdict on a profile's credentials other than a role; None if it has none."""
    if values.get("web_identity_token_file"):
        return _WEB_IDENTITY if values.get("role_arn") else _NO_ROLE
    if "sso_role_name" in values or "sso_account_id" in values:
        return _sso(name, values, files.sessions)
    if name in files.credentials and _ID in files.credentials[name]:
        return _keys(files.credentials[name], "shared-credentials-file")
    if "login_session" in values:
        return _LOGIN
    if "credential_process" in values:
        return _process(values["credential_process"])
    if name in files.config and _ID in files.config[name]:
        return _keys(files.config[name], "config-file")
    return None


_NO_ROLE = _refused(
    "The provided profile or the current environment is configured to assume role with web identity"
    " but has no role ARN configured. Ensure that the profile has the role_arnconfiguration set or"
    " the AWS_ROLE_ARN env var is set.",
    "web_identity_token_file",
)


def _keys(values: Settings, provider: str) -> Verdict:
    """The verdict on an access key in one of the files. An empty token is ignored when signing."""
    if _SECRET not in values:
        return _refused(f"Partial credentials found in {provider}, missing: {_SECRET}", _ID)
    token = next((key for key in _TOKENS if key in values), None)
    return _TEMPORARY[token] if token and values[token] else _STATIC


def _process(command: Value) -> Verdict:
    """The verdict on a command, which is not run."""
    if not isinstance(command, str):
        return _refused(NESTED, "credential_process")
    try:
        words = shell.split(command)
    except ValueError as error:
        return _refused(str(error), "credential_process")
    if not words:
        return _refused("list index out of range", "credential_process")
    if "\0" in command:
        return _refused("embedded null byte", "credential_process")
    return _PROCESS


def _sso(name: str, values: Settings, sessions: Profiles) -> Verdict:
    """The verdict on a profile that signs in by SSO."""
    session: Settings = {}
    if "sso_session" in values:
        reference = values["sso_session"]
        if not isinstance(reference, str):
            return _refused(NESTED, "sso_session")
        if reference not in sessions:
            reason = f'The specified sso-session does not exist: "{reference}"'
            return _refused(reason, "sso_session")
        session = sessions[reference]
        if fault := _contradiction(values, session):
            return fault
    missing = [key for key in _SSO_KEYS if key not in values and key not in session]
    if missing:
        reason = f'The profile "{name}" is configured to use SSO but is missing required'
        return _refused(f"{reason} configuration: {', '.join(missing)}")
    if "sso_session" in values and (fault := _session_fault(name, reference, sessions)):
        return fault
    # These errors appear only when botocore signs in, before it sends anything.
    region = values.get("sso_region", session.get("sso_region", ""))
    if reason_of_region := region_fault(region, "portal.sso"):
        return _refused(reason_of_region, "sso_region")
    if "sso_session" not in values and not isinstance(values["sso_start_url"], str):
        return _refused(NESTED, "sso_start_url")
    return _SSO


def _contradiction(values: Settings, session: Settings) -> Verdict | None:
    """The verdict on a profile if a setting of it differs from the same setting of its session."""
    common = values.keys() & session.keys()
    unlike = {key for key in common if values[key] != session[key]}
    if not unlike:
        return None
    key = next(key for key in session if key in unlike)
    places = f"profile ({values[key]}) and sso-session ({session[key]})"
    return _refused(f"The value for {key} is inconsistent between {places}.", key)


def _session_fault(name: str, reference: Value, sessions: Profiles) -> Verdict | None:
    """What is wrong with a profile's session. Every client looks for a token in the session."""
    if not isinstance(reference, str):
        return _refused(NESTED, "sso_session")
    complaint = f'The profile "{name}" is configured to use the SSO token provider but'
    session = sessions.get(reference)
    if not session:
        reason = f'{complaint} the "{reference}" sso_session configuration does not exist.'
        return _refused(reason, "sso_session")
    missing = [key for key in ("sso_start_url", "sso_region") if key not in session]
    if missing:
        reason = f"{complaint} is missing the following configuration: {missing}."
        return _refused(reason, "sso_session")
    return None
