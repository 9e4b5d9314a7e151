"""How the C runtime judges the profiles that it has read, each as if AWS_PROFILE named it.

It goes through a chain of source profiles when it creates the provider of a profile's credentials,
and has no words of its own for some failures; then the reason is the error that it reports, or else
its log. A setting counts if its key is there, even without a value. Static keys make a profile the
end of a chain, except at its beginning, where the role comes first. SSO and login are unknown to
it. What is outside of the two files (commands, tokens, the variables of a container or a region) is
not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from awscred.chains import chain_ends
from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SOURCES, SSO_KEYS
from awscred.tools.reading import Verdict

Values: TypeAlias = Mapping[str, str]
Profiles: TypeAlias = Mapping[str, Values]

_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_SOURCES = frozenset(source.lower() for source in CREDENTIAL_SOURCES)
_UNKNOWN = (*SSO_KEYS, "login_session")
_ROLE, _WEB_IDENTITY, _PROCESS, _STATIC = (
    Verdict(True, None, kind) for kind in ("role", "web-identity", "process", "static")
)
_TEMPORARY = Verdict(True, None, "temporary", token=_TOKEN)


def _refused(reason: str, key: str | None = None) -> Verdict:
    return Verdict(False, reason, None, key)


_NO_KEYS = _refused(
    "AWS_AUTH_CREDENTIALS_PROVIDER_PROFILE_SOURCE_FAILURE: "
    "Valid credentials could not be sourced by a profile provider"
)
_NO_KEYS_FOR_ROLE = _refused(
    "AWS_AUTH_SIGNING_NO_CREDENTIALS: Attempt to sign an http request without credentials",
    "source_profile",
)
_CIRCLE = _refused(
    "6173 (AWS_AUTH_PROFILE_STS_CREDENTIALS_PROVIDER_CYCLE_FAILURE): Failed to resolve credentials"
    " because the profile contains a cycle in the assumeRole chain.",
    "source_profile",
)
_NO_SOURCE = _refused(  # the error that an earlier step has left
    "48 (AWS_ERROR_STRING_MATCH_NOT_FOUND): The specified substring was not present in the input"
    " string.",
    "role_arn",
)
_INVALID = "34 (AWS_ERROR_INVALID_ARGUMENT): An invalid argument was passed to a function."
_NO_COMMAND = _refused(
    "Failed to resolve credentials_process command during process credentials provider"
    " initialization.",
    "credential_process",
)
_NO_TOKEN_FILE = _refused(
    "Failed to resolve token file path during sts web identity provider initialization.",
    "web_identity_token_file",
)
_NO_ROLE = _refused(
    "Failed to resolve role arn during sts web identity provider initialization.", "role_arn"
)


def judge(profiles: Profiles) -> dict[str, Verdict]:
    """The verdict on each profile."""
    return dict(_verdicts(profiles))


def _verdicts(profiles: Profiles) -> Iterator[tuple[str, Verdict]]:
    sources = {
        name: values["source_profile"]
        for name, values in profiles.items()
        if "role_arn" in values and "source_profile" in values
    }
    bad = {name: key for name in sources if (key := _empty_argument(profiles[name]))}

    def onward(name: str) -> str | None:
        """The profile after one that is itself a source. Its own keys would end the chain."""
        return None if _has_keys(profiles[name]) else sources.get(name)

    def onward_if_good(name: str) -> str | None:
        return None if name in bad else onward(name)

    ends = chain_ends(sources.values(), profiles, onward)
    stops = chain_ends(sources.values(), profiles, onward_if_good) if bad else ends
    for name, values in profiles.items():
        if name not in sources:
            yield name, _alone(values, is_source=False)
            continue
        source = sources[name]
        end = ends[source]
        if end.missing:
            reason = f"Profile credentials provider could not load a profile at {end.at}."
            yield name, _refused(reason, "source_profile")
        elif end.circle or end.at == name != source:  # back at the start, keys do not end it
            yield name, _CIRCLE
        else:
            last = _alone(profiles[end.at], is_source=True)
            stop = stops[source].at
            is_stopped = stop in bad and not _has_keys(profiles[stop])
            yield name, _role_from(last, "source_profile" if is_stopped else bad.get(name))


def _role_from(last: Verdict, bad: str | None) -> Verdict:
    """The verdict on a role, given the one on the end of its chain, and the setting that is to
    blame if an argument on the way is invalid."""
    if not last.accepted and last.reason != _NO_KEYS.reason:
        return last._replace(key="source_profile")
    if bad is not None:
        return _refused(_INVALID, bad)
    return _ROLE if last.accepted else _NO_KEYS_FOR_ROLE._replace(lacks=last.lacks)


def _has_keys(values: Values) -> bool:
    return _ID in values or _SECRET in values


def _empty_argument(values: Values) -> str | None:
    """The setting of a role that has to have a value, if it has none."""
    if not values["role_arn"]:
        return "role_arn"
    name = values.get("role_session_name")
    return "role_session_name" if name is not None and not name.partition("\0")[0] else None


def _alone(values: Values, *, is_source: bool) -> Verdict:
    """The verdict on a profile without a chain of other profiles."""
    if "role_arn" in values and not (is_source and _has_keys(values)):
        return _role(values)
    if "credential_process" in values and not _has_keys(values):
        return _PROCESS if values["credential_process"] else _NO_COMMAND
    if values.get(_ID) and values.get(_SECRET):
        return _TEMPORARY if values.get(_TOKEN) else _STATIC
    unknown = None if _has_keys(values) else next((key for key in _UNKNOWN if key in values), None)
    return _NO_KEYS._replace(lacks=unknown)


def _role(values: Values) -> Verdict:
    """The verdict on a role without a source profile."""
    if "credential_source" in values:
        if values["credential_source"].lower() not in _SOURCES:
            return _refused(_INVALID, "credential_source")
        empty = _empty_argument(values)
        return _refused(_INVALID, empty) if empty else _ROLE
    if "web_identity_token_file" in values:
        if not values["role_arn"]:
            return _NO_ROLE
        return _WEB_IDENTITY if values["web_identity_token_file"] else _NO_TOKEN_FILE
    return _NO_SOURCE
