"""How the Rust SDK judges the profiles that it has read, each as if AWS_PROFILE named it.

A setting counts if its key is there, even without a value. Static keys make a profile the end of a
chain of source profiles, except at the beginning of the chain, where the role comes first. Nothing
outside the two files (commands, tokens, caches) is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from awscred.chains import chain_ends, chain_path
from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SOURCES, SSO_KEYS
from awscred.tools.reading import Verdict

Values: TypeAlias = Mapping[str, str]
Profiles: TypeAlias = Mapping[str, Values]

_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_ACCOUNT_AND_ROLE = ("sso_account_id", "sso_role_name")
_SOURCES = frozenset(source.lower() for source in CREDENTIAL_SOURCES)
_ROLE, _SOURCE, _WEB_IDENTITY, _SSO, _LOGIN, _PROCESS, _STATIC = (
    Verdict(True, None, kind)
    for kind in ("role", "source", "web-identity", "sso", "login", "process", "static")
)
_TEMPORARY = Verdict(True, None, "temporary", token=_TOKEN)
_ONLY_A_TOKEN = Verdict(
    False,
    "selected profile will resolve an access token instead of credentials since it doesn't have"
    " `sso_account_id` and `sso_role_name` set. Specify both `sso_account_id` and `sso_role_name`"
    " to let this profile resolve credentials.",
    None,
)


def judge(profiles: Profiles, sessions: Profiles) -> dict[str, Verdict]:
    """The verdict on each profile; `sessions` are the SSO sessions."""
    sources = {
        name: values["source_profile"]
        for name, values in profiles.items()
        if _is_role(values) and _has_other_source(name, values, profiles)
    }

    def onward(name: str) -> str | None:
        """The profile after one that is itself a source. Its own keys would end the chain."""
        return None if _has_keys(profiles[name]) else sources.get(name)

    ends = chain_ends(sources.values(), profiles, onward)
    verdicts = {}
    for name, values in profiles.items():
        if name not in sources:
            verdicts[name] = _alone(name, values, sessions)
            continue
        end = ends[sources[name]]
        if end.circle or end.at == name:  # back at the start, keys do not end it
            verdicts[name] = _circle(chain_path(name, profiles, sources.get))
        else:
            verdicts[name] = _role_from(end.at, profiles[end.at], sessions)
    return verdicts


def _is_role(values: Values) -> bool:
    return "role_arn" in values and "web_identity_token_file" not in values


def _has_keys(values: Values) -> bool:
    return _ID in values and _SECRET in values


def _has_other_source(name: str, values: Values, profiles: Profiles) -> bool:
    """Whether a role's source is another profile, which exists."""
    source = values.get("source_profile")
    return source != name and source in profiles and "credential_source" not in values


def _circle(path: list[str]) -> Verdict:
    """The verdict on a chain that returns to a profile, which is the last on the path."""
    *loaded, again = path
    names = ", ".join(f'"{name}"' for name in loaded)
    reason = f"profile formed an infinite loop. first we loaded [{names}], then attempted to reload"
    return _refused(f"{reason} {again}", "source_profile")


def _role_from(name: str, values: Values, sessions: Profiles) -> Verdict:
    """The verdict on a role whose chain of other profiles ends at that profile."""
    found = _STATIC if _has_keys(values) else _alone(name, values, sessions)
    if found.accepted:
        return _ROLE
    # The SDK checks these two only when it has the whole chain; it then names no profile.
    late = found.key == "credential_source" or found is _ONLY_A_TOKEN
    if not late and not _is_role(values):
        found = _invalid(name, f"could not load source profile: {found.reason}")
    return found._replace(key="source_profile")


def _alone(name: str, values: Values, sessions: Profiles) -> Verdict:
    """The verdict on a profile without a chain of other profiles."""
    if not _is_role(values):
        return _base(name, values, sessions)
    source = values.get("source_profile")
    if "credential_source" in values:
        if source is not None:
            reason = "profile contained both source_profile and credential_source. "
            reason += "Only one or the other can be defined"
            return _invalid(name, reason, "credential_source")
    elif source is None:
        reason = "profile must contain `source_profile` or `credential_source` but neither were"
        return _invalid(name, f"{reason} defined", "role_arn")
    elif source != name:
        reason = f"could not find source profile {source} referenced from {name}"
        return _refused(f"profile `{source}` was not defined: {reason}", "source_profile")
    found = _base(name, values, sessions)
    return _ROLE if found.accepted else found


def _base(name: str, values: Values, sessions: Profiles) -> Verdict:
    """The verdict on a profile's credentials apart from a role: the first kind found decides."""
    if "credential_source" in values:
        source = values["credential_source"]
        if source.lower() in _SOURCES:
            return _SOURCE
        reason = f"profile referenced `{source}` provider but that provider is not supported"
        return _refused(reason, "credential_source")
    if "web_identity_token_file" in values:
        if "role_arn" in values:
            return _WEB_IDENTITY
        reason = "`web_identity_token_file` was specified but `role_arn` was missing"
        return _invalid(name, reason, "web_identity_token_file")
    if not values.keys().isdisjoint(SSO_KEYS):
        return _sso(name, values, sessions)
    if "login_session" in values:
        return _LOGIN
    if "credential_process" in values:
        return _PROCESS
    if _has_keys(values):
        return _TEMPORARY if _TOKEN in values else _STATIC
    if values.keys().isdisjoint(CREDENTIAL_KEYS):
        return _refused(f"profile `{name}` did not contain credential information")
    return _invalid(name, f"profile missing {_SECRET if _ID in values else _ID}")


def _sso(name: str, values: Values, sessions: Profiles) -> Verdict:
    """The verdict on a profile that signs in by SSO, with or without a session."""
    bad = f"profile `{name}` has invalid SSO config:"
    where = values  # the section with the URL and the region
    if "sso_session" in values:
        for key in ("sso_start_url", "sso_region"):
            if key in values:
                reason = "can only be specified in the [sso-session] config when a session name is"
                return _refused(f"{bad} `{key}` {reason} given", key)
        session = values["sso_session"]
        if session not in sessions:
            reason = f"sso-session named `{session}` (referenced by profile `{name}`) was not found"
            return _refused(reason, "sso_session")
        where = sessions[session]
    for key, other in (_ACCOUNT_AND_ROLE, _ACCOUNT_AND_ROLE[::-1]):
        if key in values and other not in values:
            return _refused(f"{bad} if `{key}` is set, then `{other}` must also be set", key)
    for key in ("sso_region", "sso_start_url"):
        if key not in where:
            return _refused(f"profile `{name}` was not defined: `{key}` was missing")
    return _SSO if "sso_account_id" in values else _ONLY_A_TOKEN


def _refused(reason: str, key: str | None = None) -> Verdict:
    return Verdict(False, reason, None, key)


def _invalid(name: str, reason: str, key: str | None = None) -> Verdict:
    return _refused(f"invalid credential source in `{name}`: {reason}", key)
