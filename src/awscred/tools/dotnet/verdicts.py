"""How the SDK for .NET judges the profiles that it has read, each as if AWS_PROFILE named it.

A value that it does not understand makes a profile absent. The settings that have to do with
credentials, empty ones apart, have to be exactly one of its sets: a second kind of credentials, or
a setting of another set, makes the profile unusable. Any setting of SSO makes it an SSO profile.
What is outside of the two files (commands, tokens, caches) is not asked. Of an exception with
a cause, the reason gives the cause that all of it began with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from awscred.chains import End, chain_ends, chain_path
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools.dotnet.values import (
    AFTER_SESSION,
    BEFORE_SESSION,
    REGION,
    Check,
    as_enum,
)
from awscred.tools.reading import Verdict

Values: TypeAlias = Mapping[str, str]
Find: TypeAlias = Callable[[str], Values | None]

_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_ENDPOINTS = frozenset(("services", "endpoint_url"))
_FROM_SESSION = ("sso_region", "sso_start_url", "sso_registration_scopes")
_SSO = frozenset(("sso_session", "sso_account_id", "sso_role_name", *_FROM_SESSION))
_OPTIONS = _SSO | frozenset(
    (
        *(_ID, _SECRET, _TOKEN, "credential_process", "web_identity_token_file", *_ENDPOINTS),
        *("role_arn", "source_profile", "credential_source"),
        *("external_id", "mfa_serial", "role_session_name"),
    )
)
_REQUIRED_FOR_SSO = {
    "AccountId": "sso_account_id",
    "Region": "sso_region",
    "RoleName": "sso_role_name",
    "StartUrl": "sso_start_url",
}
_SOURCES = ("Ec2InstanceMetadata", "Environment", "EcsContainer")
_CHAIN = "chain"
"""The kind of a role that has its first credentials from another profile."""
_SETS = (
    (frozenset((_ID, _SECRET)), frozenset[str](), "static"),
    (frozenset((_ID, _SECRET, _TOKEN)), frozenset[str](), "temporary"),
    (
        frozenset(("role_arn", "source_profile")),
        frozenset(("external_id", "mfa_serial", "role_session_name")),
        _CHAIN,
    ),
    (frozenset(("role_arn", "credential_source")), frozenset(("role_session_name",)), "role"),
    (
        frozenset(("role_arn", "web_identity_token_file")),
        frozenset(("role_session_name",)),
        "web-identity",
    ),
)
"""What a set has to have, what it may have besides endpoints, and its kind."""

_BAD_REGION = "ArgumentException: Invalid region endpoint provided"
_NO_CODE = (
    "InvalidOperationException: The MfaSerialNumber has been set but the MfaTokenCodeCallback"
    " hasn't.  MfaTokenCodeCallback is required in order to determine the MfaTokenCode when"
    " MfaSerialNumber is set."
)
_STOPPED = (
    "InvalidOperationException: The profile [{}] is an assume role profile that requires an MFA.  "
    "This type of profile is not allowed here.  Please use an assume role profile that doesn't "
    "require an MFA, or a different type of profile."
)
_INVALID = (
    "Credential profile [{}] is not valid.  Please ensure the profile contains a valid combination"
    " of properties."
)
_STACK = "Stack overflow."  # the program ends
_STOPPING = frozenset(("role_arn", "source_profile", "mfa_serial", "external_id"))
_ALL_CHECKS = {**BEFORE_SESSION, **AFTER_SESSION}
_ACCEPTED = {
    kind: Verdict(True, None, kind) for kind in ("static", "role", "web-identity", "process", "sso")
}
_ACCEPTED[_CHAIN] = _ACCEPTED["role"]
_ACCEPTED["temporary"] = Verdict(True, None, "temporary", token=_TOKEN)


class _Fault(NamedTuple):
    """What is wrong with a profile: the setting, if it is a single one, and the SDK's words.

    Without words, a profile is absent. `is_data` is whether a role that has the profile for its
    source wraps the exception in its own. `lacks` is as in a verdict.
    """

    key: str | None
    reason: str
    is_data: bool = False
    lacks: str | None = None

    def __repr__(self) -> str:  # the reason may quote a secret
        return f"<Fault: {self.key}>"


_ABSENT = ""


class _Loaded(NamedTuple):
    """A profile after its lookup: the settings that have to do with credentials, and their kind.

    `source` is the profile that it leads on to.
    """

    options: Values
    kind: str | None
    fault: _Fault | None
    source: str | None

    def __repr__(self) -> str:
        return f"<Loaded: {self.kind}>"

    @property
    def is_absent(self) -> bool:
        return self.fault is not None and self.fault.reason == _ABSENT


def judge(
    profiles: Mapping[str, Values], find: Find, sessions: Mapping[str, Values]
) -> dict[str, Verdict]:
    """The verdict on each profile.

    `find` looks up a profile that another one names, by which more names are known than the SDK
    lists; `sessions` are the SSO sessions.
    """
    loaded = _load_all(profiles, find, sessions)
    known = {name: one for name, one in loaded.items() if not one.is_absent}
    sources = {one.source for one in known.values() if one.source is not None}
    ends = chain_ends(sources, known, lambda name: known[name].source)
    with_code = {name for name in sources & known.keys() if _wants_code(known[name])}
    codes = chain_ends(
        sources if with_code else (),
        known,
        lambda name: None if name in with_code else known[name].source,
    )
    verdicts = {}
    for name in profiles:
        one = loaded[name]
        fault = one.fault
        if one.source is not None and _is_stopped(one):
            fault = _Fault("mfa_serial", _STOPPED.format(name), lacks="mfa_serial")
        elif one.source is not None:
            fault = _at_end(name, ends[one.source], known)
            is_coded = bool(with_code) and codes[one.source].at in with_code
            if fault is None and (_wants_code(one) or is_coded):
                key = "mfa_serial" if _wants_code(one) else "source_profile"
                fault = _Fault(key, _NO_CODE, lacks="mfa_serial")
        verdicts[name] = _verdict(name, one, fault)
    return verdicts


def _load_all(
    profiles: Mapping[str, Values], find: Find, sessions: Mapping[str, Values]
) -> dict[str, _Loaded]:
    """The profiles, and those that they lead on to."""
    ends = chain_ends(sessions, sessions, lambda name: _following(name, sessions[name]))
    loaded: dict[str, _Loaded] = {}
    waiting = list(profiles)
    while waiting:
        name = waiting.pop()
        if name in loaded:
            continue
        values = profiles[name] if name in profiles else find(name)
        if values is not None:
            one = loaded[name] = _load(name, values, sessions, ends)
            if one.source is not None:
                waiting.append(one.source)
    return loaded


def _load(
    name: str, values: Values, sessions: Mapping[str, Values], ends: Mapping[str, End]
) -> _Loaded:
    options = {key: value for key, value in values.items() if value and key in _OPTIONS}
    fault = _checked(name, values, BEFORE_SESSION)
    session = _session(values)
    if session is not None and fault is None:
        reason = _refused_session(session, sessions, ends)
        if reason is None:
            own = sessions[session]
            options |= {"sso_session": session}
            options |= {key: own.get(key, "") for key in _FROM_SESSION}
        else:
            fault = _Fault("sso_session", reason)
    fault = fault or _checked(name, values, AFTER_SESSION)
    kind = _kind(frozenset(options))
    fault = fault or _unusable(name, values, options, kind)
    source = options["source_profile"] if kind == _CHAIN and not fault else None
    return _Loaded(options, kind, fault, source)


def _checked(name: str, values: Values, checks: Mapping[str, Check]) -> _Fault | None:
    """The first value that the SDK does not accept: the profile is absent, or there is an error."""
    bad = [key for key in values if key in checks and not checks[key](values[key])]
    if not bad:
        return None
    key = min(bad, key=list(checks).index)
    if key == "region":
        return _Fault(key, _BAD_REGION)
    if key == "ec2_metadata_service_endpoint":
        reason = f"Invalid value {values[key]} for {key} in profile {name}."
        return _Fault(key, f"AmazonClientException: {reason} A well-formed Uri is expected.")
    return _Fault(key, _ABSENT)


def _session(values: Values) -> str | None:
    """The SSO session that a profile names, in whatever case its key is."""
    if "sso_session" in values:
        return values["sso_session"]
    keys = list(map(str.lower, values))
    return [*values.values()][keys.index("sso_session")] if "sso_session" in keys else None


def _following(name: str, values: Values) -> str | None:
    """The session that a session names, as it is read like a profile."""
    return None if _checked(name, values, _ALL_CHECKS) else _session(values)


def _refused_session(
    name: str, sessions: Mapping[str, Values], ends: Mapping[str, End]
) -> str | None:
    """Why the SDK cannot use a session, None if it can."""
    end = ends.get(name) or End(name, missing=True)
    if end.circle:
        return _STACK
    fault = _Fault(None, _ABSENT)
    if not end.missing:
        found = _checked(end.at, sessions[end.at], _ALL_CHECKS)
        if found is None:
            return None
        fault = found
    missing = "AmazonClientException: Invalid Configuration.  Failed to find sso_session"
    return fault.reason or f"{missing} [{end.at}]"


@lru_cache(256)
def _kind(there: frozenset[str]) -> str | None:
    """The kind of credentials of a set of settings, None if the SDK has no such kind."""
    if not there.isdisjoint(_SSO):
        return "sso"
    if there == {"credential_process"}:
        return "process"
    own = there - _ENDPOINTS
    return next(
        (kind for needed, besides, kind in _SETS if needed <= own <= needed | besides), None
    )


def _unusable(name: str, values: Values, options: Values, kind: str | None) -> _Fault | None:
    """What is wrong with a profile by itself, after it was found."""
    if kind is None:
        lacks = (
            "login_session" if "login_session" in values and options.keys() <= _ENDPOINTS else None
        )
        return _Fault(_too_much(options), _INVALID.format(name), is_data=True, lacks=lacks)
    if kind == "sso":
        return _refused_sso(options)
    if kind == "role":
        source = options["credential_source"]
        number = as_enum(source, _SOURCES)
        if number is None or number not in range(len(_SOURCES)):
            problem = "invalid" if number is None else "not implemented"
            reason = f"Credential source [{source}] is {problem}."
            return _Fault("credential_source", reason, is_data=True)
    return None


def _too_much(options: Values) -> str | None:
    """The only setting without which the others are a kind of credentials, if there is one."""
    found = [key for key in options if _kind(frozenset(options) - {key}) is not None]
    return found[0] if len(found) == 1 else None


def _refused_sso(options: Values) -> _Fault | None:
    """What is missing for SSO; what has to come from the session is missing there."""
    empty = "ArgumentNullException: Value cannot be null. (Parameter '{}')"
    region = options.get("sso_region", "")
    where = "sso_session" if "sso_session" in options else None
    if not region:
        return _Fault(where, empty.format("region"))
    if not REGION.fullmatch(region):
        return _Fault(where or "sso_region", _BAD_REGION)
    missing = [name for name, key in _REQUIRED_FOR_SSO.items() if not options.get(key)]
    if not missing:
        return None
    key = where if missing == ["StartUrl"] else None
    return _Fault(key, empty.format(f"Property cannot be empty: {', '.join(missing)}"))


def _wants_code(one: _Loaded) -> bool:
    return one.source is not None and "mfa_serial" in one.options


def _is_stopped(one: _Loaded) -> bool:
    """Whether the default search stops at a role that wants an MFA code, which it does for two
    sets of settings only."""
    return _wants_code(one) and one.options.keys() <= _STOPPING


def _at_end(name: str, end: End, known: Mapping[str, _Loaded]) -> _Fault | None:
    """What is wrong at the end of the chain of a role's sources."""
    if end.missing:
        fault = _Fault(None, f"Source profile [{end.at}] was not found.", is_data=True)
    elif end.circle:
        again = chain_path(name, known, lambda at: known[at].source)[-1]
        reason = f"Error reading profile [{again}]: the source profile definition is cyclical."
        fault = _Fault(None, reason, is_data=True)
    else:
        found = known[end.at].fault
        if found is None:
            return None
        fault = found
    return fault._replace(key="source_profile")


def _verdict(name: str, one: _Loaded, fault: _Fault | None) -> Verdict:
    if fault is None:
        return _ACCEPTED[one.kind or ""]
    reason = fault.reason or f'Unable to find the "{name}" profile in CredentialProfileStoreChain.'
    if fault.is_data and one.source is not None:
        front = f"Error reading source profile [{one.source}] for profile [{name}]."
        reason = f"{front} ---> {reason}"
    elif fault.key == "credential_source":
        source = one.options["credential_source"]
        front = f"Error reading credential source [{source}] for profile [{name}]."
        reason = f"{front} ---> {reason}"
    if fault.is_data:
        reason = f"InvalidDataException: {reason}"
    return Verdict(False, reason, None, fault.key, lacks=fault.lacks)
