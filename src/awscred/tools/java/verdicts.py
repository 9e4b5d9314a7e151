"""How the SDK for Java judges the profiles that it has read, each as if AWS_PROFILE named it.

A setting counts if its key is there, even without a value; the first kind of credentials decides.
A role comes before static keys, also in a source profile. This version does not know
`login_session`. Nothing outside the two files (commands, tokens, caches) is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from awscred.chains import chain_ends, chain_path
from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SOURCES, SSO_KEYS
from awscred.tools.reading import Verdict

Values: TypeAlias = Mapping[str, str]
Profiles: TypeAlias = Mapping[str, Values]

_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_SOURCES = frozenset(source.lower() for source in CREDENTIAL_SOURCES)
_LOGIN = "login_session"
_ROLE, _WEB_IDENTITY, _SSO, _PROCESS, _STATIC = (
    Verdict(True, None, kind) for kind in ("role", "web-identity", "sso", "process", "static")
)
_TEMPORARY = Verdict(True, None, "temporary", token=_TOKEN)


def judge(profiles: Profiles) -> dict[str, Verdict]:
    """The verdict on each profile."""
    sources = {
        name: values["source_profile"] for name, values in profiles.items() if _is_chained(values)
    }
    alone = {name: _alone(name, values) for name, values in profiles.items() if name not in sources}

    def usable(name: str) -> str | None:
        """The source of a profile, unless it is missing or has no credentials."""
        source = sources.get(name)
        return source if source in sources or alone.get(source or "") else None

    ends = chain_ends(sources, profiles, usable)
    verdicts = {}
    for name, values in profiles.items():
        if name not in sources:
            verdicts[name] = alone[name] or _without_credentials(name, values)
            continue
        at, _, is_circle = ends[name]
        if is_circle:
            verdicts[name] = _circle(chain_path(name, profiles, sources.get))
        elif at in sources:
            verdicts[name] = _without_source(at, sources[at], profiles)
        else:
            verdicts[name] = _role_from(alone[at])
    return verdicts


def _is_chained(values: Values) -> bool:
    """Whether a profile is a role whose credentials come from its source profile alone."""
    return (
        {"role_arn", "source_profile"} <= values.keys()
        and values.keys().isdisjoint(SSO_KEYS)
        and values.keys().isdisjoint(("web_identity_token_file", "credential_source"))
    )


def _alone(name: str, values: Values) -> Verdict | None:
    """The verdict on a profile without a chain of sources; None if it has no credentials."""
    if {"role_arn", "web_identity_token_file"} <= values.keys():
        return _WEB_IDENTITY
    if not values.keys().isdisjoint(SSO_KEYS):
        return _sso(name, values)
    if {"role_arn", "credential_source"} <= values.keys():
        return _role_from_place(values)
    found = _own_credentials(name, values)
    return found and found._replace(lacks=_lacking(values))


def _lacking(values: Values) -> str | None:
    """The setting that later versions would use, if a profile has it."""
    return _LOGIN if _LOGIN in values else None


def _sso(name: str, values: Values) -> Verdict:
    required = ["sso_account_id", "sso_role_name"]
    if "sso_session" not in values:
        required += ["sso_region", "sso_start_url"]
    return _missing(name, values, required) or _SSO


def _role_from_place(values: Values) -> Verdict:
    """The verdict on a role whose credentials come from a place outside the files."""
    if "source_profile" in values:
        reason = "Invalid profile file: profile has both source_profile and credential_source."
        return _refused(reason, "credential_source")
    source = values["credential_source"]
    if source.lower() in _SOURCES:
        return _ROLE
    return _refused(f"{source} is not a valid credential_source", "credential_source")


def _own_credentials(name: str, values: Values) -> Verdict | None:
    """The verdict on a command or keys; None if there are none."""
    if "credential_process" in values:
        if values["credential_process"]:
            return _PROCESS
        return _refused("Failed to refresh process-based credentials.", "credential_process")
    if _TOKEN not in values and _ID not in values:
        return None
    if missing := _missing(name, values, (_ID, _SECRET)):
        return missing
    if _TOKEN in values:  # the SDK uses the keys as they are, even empty ones
        return _TEMPORARY if values[_TOKEN] else _STATIC
    if not values[_ID]:
        return _refused("Access key ID cannot be blank.", _ID)
    if not values[_SECRET]:
        return _refused("Secret access key cannot be blank.", _SECRET)
    return _STATIC


def _missing(name: str, values: Values, required: Iterable[str]) -> Verdict | None:
    """The refusal of a profile without one of the required settings."""
    for key in required:
        if key not in values:
            return _refused(f"Profile property '{key}' was not configured for '{name}'.")
    return None


def _without_credentials(name: str, values: Values) -> Verdict:
    """The verdict on a profile without credentials. The SDK adds all names in the two files."""
    reason = f"Profile file contained no credentials for profile '{name}'"
    return _refused(reason)._replace(lacks=_lacking(values))


def _without_source(name: str, source: str, profiles: Profiles) -> Verdict:
    """The verdict on a role whose source is missing or has no credentials."""
    reason = f"The source profile of '{name}' was configured to be '{source}', but that source"
    found = _refused(f"{reason} profile has no credentials configured.", "source_profile")
    return found._replace(lacks=_lacking(profiles.get(source, {})))


def _circle(path: list[str]) -> Verdict:
    """The verdict on a chain that returns to a profile, which is the last on the path, or cut."""
    *names, last = path
    cut = [] if last in names else [last]
    found = ", ".join(_as_in_a_set(names) + cut)
    reason = f"Invalid profile file: Circular relationship detected with profiles [{found}]."
    return _refused(reason, "source_profile")


def _as_in_a_set(names: list[str]) -> list[str]:
    """The names in the order in which Java's HashSet lists them."""
    size = 16
    while len(names) > size * 3 // 4:
        size *= 2

    def place(name: str) -> int:
        code = 0
        for char in name:
            code = (31 * code + ord(char)) % 2**32
        return (code ^ code >> 16) % size

    return sorted(names, key=place)


def _role_from(end: Verdict | None) -> Verdict:
    """The verdict on a role from the one on the last profile of its chain."""
    if end is None or end.accepted:
        return _ROLE._replace(lacks=end and end.lacks)
    return end._replace(key="source_profile")


def _refused(reason: str, key: str | None = None) -> Verdict:
    return Verdict(False, reason, None, key)
