"""How the AWS Toolkit judges the profiles that it has read, by its own order of questions."""

from __future__ import annotations

from collections.abc import Collection

from awscred.readers.reading import Verdict
from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SOURCES, SSO_KEYS

BUILDER_ID = "https://view.awsapps.com/start"
"""The start URL of AWS Builder ID, which the Toolkit offers by itself."""
_LONGEST_CHAIN = 100
"""Hops of a reference chain that a reason spells out; beyond, its middle is left out."""


def judge(profiles: dict[str, dict[str, str]], builder_id: Collection[str]) -> dict[str, Verdict]:
    """The verdict on each profile; `builder_id` are the SSO sessions that sign in to Builder ID."""
    problems: dict[str, str] = {}
    verdicts = {}
    for name, values in profiles.items():
        verdict = _judge(name, values, profiles, problems)
        if verdict.accepted and _is_hidden(values, builder_id):
            verdict = verdict._replace(hidden=True)
        verdicts[name] = verdict
    return verdicts


def _is_hidden(values: dict[str, str], builder_id: Collection[str]) -> bool:
    """Whether a profile signs in to Builder ID, which the Toolkit offers under its own name."""
    return values.get("sso_start_url") == BUILDER_ID or values.get("sso_session") in builder_id


_ACCEPTED = {
    kind: Verdict(True, None, kind)
    for kind in ("source", "role", "process", "static", "temporary", "sso", "login")
}
_NOT_SUPPORTED = Verdict(False, "not supported by the Toolkit", None)


def _judge(
    name: str, values: dict[str, str], profiles: dict[str, dict[str, str]], problems: dict[str, str]
) -> Verdict:
    """The first branch that applies; a property counts as set when its key is there at all."""
    if "credential_source" in values:
        if "source_profile" in values:
            reason = "credential_source and source_profile cannot both be set"
            return Verdict(False, reason, None, "credential_source")
        source = values["credential_source"]
        if source not in CREDENTIAL_SOURCES:
            reason = f"Credential source {source} is not supported"
            return Verdict(False, reason, None, "credential_source")
        return _ACCEPTED["source"]
    if "role_arn" in values:
        problem = _chain_problem(name, profiles, problems)
        if problem:
            reason = f"{problem}. Reference chain: {_chain(name, profiles)}"
            return Verdict(False, reason, None, "source_profile")
        return _ACCEPTED["role"]
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


def _chain_problem(name: str, profiles: dict[str, dict[str, str]], problems: dict[str, str]) -> str:
    """What is wrong with the chain of source profiles that begins with a profile, or "".

    `problems` remembers the answer for every profile met, so that all chains cost one walk.
    """
    path: dict[str, None] = {}
    at = name
    while at not in problems and at not in path and at in profiles:
        path[at] = None
        at = profiles[at].get("source_profile", "")
        if not at:
            problem = ""
            break
    else:
        if at in problems:
            problem = problems[at]
        elif at in path:
            problem = "Cycle detected within Shared Credentials Profiles"
        else:
            problem = f"Shared Credentials Profile {at} not found"
    problems.update(dict.fromkeys(path, problem))
    return problem


def _chain(name: str, profiles: dict[str, dict[str, str]]) -> str:
    """`a -> b -> a`: the names on the way, up to the first that is unknown or there already."""
    chain = {name: None}
    at = profiles[name]["source_profile"]
    while at in profiles and at not in chain and len(chain) < _LONGEST_CHAIN:
        chain[at] = None
        at = profiles[at]["source_profile"]
    ended = at not in profiles or at in chain
    return " -> ".join((*chain, at if ended else "..."))
