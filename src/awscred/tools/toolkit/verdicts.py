"""How the AWS Toolkit judges the profiles that it has read, in its own order of checks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from awscred.chains import End, chain_ends, chain_path
from awscred.settings import BUILDER_ID, CREDENTIAL_KEYS, CREDENTIAL_SOURCES, SSO_KEYS
from awscred.tools.reading import Verdict

Profiles: TypeAlias = Mapping[str, Mapping[str, str]]


def judge(profiles: Profiles, builder_id: Collection[str]) -> dict[str, Verdict]:
    """The verdict on each profile; `builder_id` are the SSO sessions that sign in to Builder ID."""

    def source(name: str) -> str | None:
        return profiles[name].get("source_profile") or None

    roles = (name for name, values in profiles.items() if "role_arn" in values)
    ends = chain_ends(roles, profiles, source)
    verdicts = {}
    for name, values in profiles.items():
        verdict = _judge(values)
        if verdict is None:
            end = ends[name]
            verdict = _ACCEPTED["role"]
            if end.circle or end.missing:
                verdict = _broken(end, chain_path(name, profiles, source))
            elif _TOKEN_FILE in values and source(name) is None:
                verdict = verdict._replace(lacks=_TOKEN_FILE)
        if verdict.accepted and _is_hidden(values, builder_id):
            verdict = verdict._replace(hidden=True)
        verdicts[name] = verdict
    return verdicts


def _is_hidden(values: Mapping[str, str], builder_id: Collection[str]) -> bool:
    """Whether a profile signs in to Builder ID, which the Toolkit offers under its own name.

    If the profile names a session, even one that does not exist, its own start URL does not count.
    """
    if "sso_session" in values:
        return values["sso_session"] in builder_id
    return values.get("sso_start_url") == BUILDER_ID


_ACCEPTED = {
    kind: Verdict(True, None, kind)
    for kind in ("source", "role", "process", "static", "sso", "login")
}
_ACCEPTED["temporary"] = Verdict(True, None, "temporary", token=CREDENTIAL_KEYS[2])
_UNUSED_SOURCE, _TOKEN_FILE = "credential_source", "web_identity_token_file"
_NOT_SUPPORTED = Verdict(False, "not supported by the Toolkit", None)


def _judge(values: Mapping[str, str]) -> Verdict | None:
    """The verdict by the first check that applies. A setting counts if its key is there.

    None for a role: its chain of source profiles decides.
    """
    if "credential_source" in values:
        if "source_profile" in values:
            reason = "credential_source and source_profile cannot both be set"
            return Verdict(False, reason, None, "credential_source")
        source = values["credential_source"]
        if source not in CREDENTIAL_SOURCES:
            reason = f"Credential source {source} is not supported"
            return Verdict(False, reason, None, "credential_source")
        return _ACCEPTED["source"]._replace(lacks=_UNUSED_SOURCE if "role_arn" in values else None)
    if "role_arn" in values:
        return None
    if "credential_process" in values:
        return _ACCEPTED["process"]
    if not values.keys().isdisjoint(CREDENTIAL_KEYS):
        missing = [key for key in CREDENTIAL_KEYS[:2] if key not in values]
        if missing:
            return Verdict(False, f"missing properties: {', '.join(missing)}", None)
        return _ACCEPTED["temporary" if "aws_session_token" in values else "static"]
    if not values.keys().isdisjoint(SSO_KEYS):
        return _ACCEPTED["sso"]
    if "login_session" in values:
        return _ACCEPTED["login"]
    return _NOT_SUPPORTED


def _broken(end: End, path: list[str]) -> Verdict:
    """The verdict on a role whose chain of source profiles, `path`, ends at `end`."""
    problem = (
        "Cycle detected within Shared Credentials Profiles"
        if end.circle
        else f"Shared Credentials Profile {end.at} not found"
    )
    reason = f"{problem}. Reference chain: {' -> '.join(path)}"
    return Verdict(False, reason, None, "source_profile")
