"""How the JavaScript SDK judges the profiles that it has read, each as if AWS_PROFILE named it.

Read in credential-provider-ini 3.973.30 and what it calls, confirmed by running it. A key pair
makes a profile the end of a chain of source profiles, except at the beginning of the chain, where
the role comes first. Nothing outside the two files (commands, tokens, caches, AWS) is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from awscred.chains import chain_ends, chain_path
from awscred.profile_names import INHERITED
from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SOURCES, SSO_KEYS
from awscred.tools.reading import JAVASCRIPT_SPACE, Verdict

Settings: TypeAlias = Mapping[str, str]
Profiles: TypeAlias = Mapping[str, Settings]


_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_SSO_KEYS = frozenset(SSO_KEYS)
_SSO_REQUIRED = ("sso_account_id", "sso_region", "sso_role_name", "sso_start_url")
_FROM_SESSION = ("sso_region", "sso_start_url")
_CLIENT_KEYS = frozenset(
    ("region", "endpoint_url", "services", "defaults_mode", "auth_scheme_preference")
)
_DEFAULTS_MODES = ("in-region", "cross-region", "mobile", "standard", "legacy")

_ACCEPTED = {
    kind: Verdict(True, None, kind)
    for kind in ("static", "role", "web-identity", "process", "sso", "login")
}
_TEMPORARY = Verdict(True, None, "temporary", token=_TOKEN)

_INCOMPLETE_SSO = (
    "Profile is configured with invalid SSO credentials. Required parameters "
    '"sso_account_id", "sso_region", "sso_role_name", "sso_start_url". Got {}\n'
    "Reference: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html"
)

_NO_SIGV4A = (
    "Neither CRT nor JS SigV4a implementation is available. "
    "Please load either @aws-sdk/signature-v4-crt or @aws-sdk/signature-v4a. "
    "For more information please go to "
    "https://github.com/aws/aws-sdk-js-v3#functionality-requiring-aws-common-runtime-crt"
)
_HAS_SIGV4_ONLY = "aws-global"
"""The region whose STS endpoint determines how to sign, whatever the profile prefers."""

# In characters. A circle may have long names, and every role that leads into it lists them.
_LONGEST_LIST = 10_000

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_HOST_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
# A URL, and what the SDK builds from it, SCHEME://HOST..., which must also be a URL. Only its form
# is checked, not whether a number is an IP address.
_URL = r"""(?aisx)
    (?: (?:https?|wss?|ftp): [/\\]* (?=[^/\\?#])  # these need a host
      | (?!(?:https?|wss?|ftp):) [a-z][a-z0-9+.-]*: (?: // | (?!//) ) (?! [^/?#]*\\ ) )
    (?: (?:[^/\\?#]*@)?  # a login
        (?: \[[0-9a-f:.]+\] | [^\x00- #%/:<>?@[\\\]^|\x7f]+ )
        (?: : 0*([0-9]{0,5}) )? )?
    (?: [/\\?#].* )?
"""


def judge(profiles: Profiles, config: Profiles, sessions: Profiles) -> dict[str, Verdict]:
    """The verdict on each profile; `config` has only the sections of that file."""
    chains = _Chains(profiles, sessions)
    verdicts = {}
    for name, values in profiles.items():
        is_role = _is_role(values)
        verdict = chains.judge(name, values) if is_role else _judge(name, values, sessions)
        if verdict.accepted and not _CLIENT_KEYS.isdisjoint(values):
            verdict = _refused_by_client(values, config.get(name, {}), config) or verdict
        verdicts[name] = verdict
    return verdicts


def _is_role(values: Settings) -> bool:
    """Whether a profile that the user names is a role to assume."""
    return "role_arn" in values and ("source_profile" in values) != ("credential_source" in values)


def _is_link(values: Settings) -> bool:
    """Whether a source profile gets its credentials from somewhere else."""
    if _ID in values and _SECRET in values:
        return False
    return _is_role(values) or ("credential_source" in values and "role_arn" not in values)


def _judge(name: str, values: Settings, sessions: Profiles) -> Verdict:
    """The verdict on a profile that is not a role."""
    if _ID in values and _SECRET in values:
        return _TEMPORARY if _TOKEN in values else _ACCEPTED["static"]
    if "role_arn" in values and "web_identity_token_file" in values:
        return _ACCEPTED["web-identity"]
    if "credential_process" in values:
        return _ACCEPTED["process"]
    if not _SSO_KEYS.isdisjoint(values):
        return _judge_sso(values, sessions)
    if "login_session" in values:
        return _ACCEPTED["login"]
    reason = (
        f"Could not resolve credentials using profile: [{name}] in configuration/credentials "
        "file(s)."
    )
    return Verdict(False, reason, None)


def _judge_sso(values: Settings, sessions: Profiles) -> Verdict:
    """The verdict on a profile with SSO settings. Those of its session replace its own.

    What the session lacks, the profile also lacks.
    """
    key = None  # the setting that region and start URL are from, if not the profile's own
    if "sso_session" in values:
        key = "sso_session"
        name = values[key]
        if name not in sessions and name not in INHERITED:
            reason = "Cannot read properties of undefined (reading 'sso_region')"
            return Verdict(False, reason, None, key)
        session = sessions.get(name, {})
        values = {**values, **{name: session.get(name, "") for name in _FROM_SESSION}}
    missing = {name for name in _SSO_REQUIRED if not values.get(name)}
    if missing:
        reason = _INCOMPLETE_SSO.format(", ".join(_as_keys(values)))
        return Verdict(False, reason, None, None if missing.isdisjoint(_FROM_SESSION) else key)
    if reason_of_region := _refused_region(values["sso_region"]):
        return Verdict(False, f"Error: {reason_of_region}", None, key or "sso_region")
    return _ACCEPTED["sso"]


class _Chains:
    """Roles, and the chains of source profiles where their first credentials are from."""

    def __init__(self, profiles: Profiles, sessions: Profiles) -> None:
        self._profiles = profiles
        self._sessions = sessions
        sources = (
            values["source_profile"]
            for values in profiles.values()
            if _is_role(values) and "source_profile" in values
        )
        self._ends = chain_ends(sources, profiles, self._following)
        self._at_end: dict[str, Verdict] = {}

    def judge(self, name: str, values: Settings) -> Verdict:
        """The verdict on a role that the user names."""
        source = values.get("source_profile")
        if source in INHERITED:
            return _cycle(name, [])
        refused = _refused_link(name, values)
        if refused or source is None:
            return refused or _ACCEPTED["role"]
        end = self._ends[source]
        last = self._profiles.get(end.at, {})
        if _is_link(last) and "source_profile" in last:
            path = chain_path(source, self._profiles, self._following)
            if end.circle or last["source_profile"] in INHERITED.union(path):
                return _cycle(name, path)
        verdict = self._judge_end(end.at, last)
        return _ACCEPTED["role"] if verdict.accepted else verdict

    def _following(self, name: str) -> str | None:
        """The profile after a source profile, None if the chain ends for the SDK."""
        values = self._profiles[name]
        source = values.get("source_profile")
        if not _is_link(values) or source in INHERITED or _refused_link(name, values):
            return None
        return source

    def _judge_end(self, name: str, values: Settings) -> Verdict:
        """The verdict on the profile at the end of a chain, as a verdict on the role."""
        if name not in self._at_end:
            if _is_link(values):
                verdict = _refused_link(name, values) or _ACCEPTED["role"]
            else:
                verdict = _judge(name, values, self._sessions)
            self._at_end[name] = verdict._replace(key="source_profile")
        return self._at_end[name]


def _refused_link(name: str, values: Settings) -> Verdict | None:
    """What is wrong with a profile that gets its credentials from somewhere else, or None."""
    source = values.get("credential_source")
    if source and "source_profile" not in values and source not in CREDENTIAL_SOURCES:
        reason = (
            f"Unsupported credential source in profile {name}. Got {source}, "
            "expected EcsContainer or Ec2InstanceMetadata or Environment."
        )
        return Verdict(False, reason, None, "credential_source")
    if "role_arn" in values and "mfa_serial" in values:
        reason = (
            f"Profile {name} requires multi-factor authentication, "
            "but no MFA code callback was provided."
        )
        return Verdict(False, reason, None, "mfa_serial", lacks="mfa_serial")
    return None


def _cycle(name: str, path: Iterable[str]) -> Verdict:
    """The verdict on a role whose chain of source profiles, `path`, is circular.

    Names that every JavaScript object inherits count as visited from the start.
    """
    visited = ", ".join(_as_keys(path))[:_LONGEST_LIST]
    reason = (
        f"Detected a cycle attempting to resolve credentials for profile {name}. "
        f"Profiles visited: {visited}"
    )
    return Verdict(False, reason, None, "source_profile")


def _as_keys(names: Iterable[str]) -> list[str]:
    """Names as keys of a JavaScript object: without repetition, array indices first."""
    unique = dict.fromkeys(names)
    indices = [name for name in unique if _INDEX.fullmatch(name) and int(name) < 2**32 - 1]
    if not indices:
        return [*unique]
    return [*dict.fromkeys((*sorted(indices, key=int), *unique))]


def _refused_by_client(values: Settings, own: Settings, config: Profiles) -> Verdict | None:
    """Why a client of STS refuses a profile, or None; `own` are the profile's settings in config.

    For the region, credentials win, as everywhere else; for the other settings, config wins.
    """
    region = values.get("region", "")
    if "region" in values and (reason := _refused_region(region)):
        return Verdict(False, reason, None, "region")
    if _CLIENT_KEYS.isdisjoint(values.keys() - {"region"}):
        return None
    values = {**values, **own}
    key, url = _endpoint(values, config)
    if url is not None and _is_bad_url(url):
        return Verdict(False, "Invalid URL", None, key)
    mode = values.get("defaults_mode", "legacy")
    if mode.lower() not in (*_DEFAULTS_MODES, "auto"):
        expected = ", ".join(_DEFAULTS_MODES)
        reason = f'Invalid parameter for "defaultsMode", expect {expected}, got {mode}'
        return Verdict(False, reason, None, "defaults_mode")
    if _signs_with_sigv4a(values, region, url):
        return Verdict(False, _NO_SIGV4A, None, "auth_scheme_preference")
    return None


def _signs_with_sigv4a(values: Settings, region: str, url: str | None) -> bool:
    """Whether a client signs for all regions at once, which needs a package that the SDK lacks.

    For a list of regions it signs in the usual way (SigV4), with the list as the region. `url` is
    its endpoint, if it has one: with FIPS or dual-stack, a URL is refused before anything is
    signed.
    """
    wanted, regions = (
        [item.strip(JAVASCRIPT_SPACE) for item in values.get(key, "").split(",")]
        for key in ("auth_scheme_preference", "sigv4a_signing_region_set")
    )
    known = [scheme for scheme in wanted if scheme in ("sigv4", "sigv4a")]
    if known[:1] != ["sigv4a"] or regions != ["*"]:
        return False
    switches = (values.get("use_fips_endpoint"), values.get("use_dualstack_endpoint"))
    is_variant = "true" in switches or region.startswith("fips-") or region.endswith("-fips")
    return url is None if is_variant else region != _HAS_SIGV4_ONLY


def _refused_region(region: str) -> str | None:
    """Why a region is refused, or None. `fips-` and `-fips` do not count as part of it."""
    if region.startswith("fips-") or region.endswith("-fips"):
        if region in ("fips-aws-global", "aws-fips"):
            return None
        region = re.sub("fips-(?:dkr-|prod-)?|-fips", "", region, count=1)
    if region == "*" or _HOST_LABEL.fullmatch(region):
        return None
    return f'Region not accepted: region="{region}" is not a valid hostname component.'


def _endpoint(values: Settings, config: Profiles) -> tuple[str, str | None]:
    """The setting that defines a profile's STS endpoint, and the endpoint.

    The endpoint is None if there is none, if the profile ignores it, or if the services section
    does not exist.
    """
    if values.get("ignore_configured_endpoint_urls") == "true":
        return "ignore_configured_endpoint_urls", None
    if "services" in values:
        section = config.get(f"services.{values['services']}")
        if section is None:
            return "services", None
        if "sts.endpoint_url" in section:
            return "services", section["sts.endpoint_url"]
    return "endpoint_url", values.get("endpoint_url")


def _is_bad_url(url: str) -> bool:
    match = re.fullmatch(_URL, re.sub(r"[\t\r]", "", url))
    return match is None or int(match[1] or "0") > 65535
