"""Roles and their source profiles, as a person intends them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from awscred.chains import End, chain_ends
from awscred.forms import bare
from awscred.kinds import is_without_credentials
from awscred.profiles import CREDENTIALS, Profile
from awscred.redaction import redact
from awscred.rules.links import has_pair, source_beyond, source_of
from awscred.rules.rule import Context

_MOST_NAMES = 6


def broken_chains(context: Context) -> Iterator[tuple[Profile, End]]:
    """The roles with a broken chain of source profiles, and how the chain ends."""
    profiles = context.files.profiles
    roles = {profile: source_of(profile) for profile in context.having("source_profile")}
    names = (source for source in roles.values() if source)
    ends = chain_ends(names, profiles, lambda name: source_beyond(profiles[name]))
    for profile, source in roles.items():
        end = ends[source] if source else None
        if end is not None and (end.missing or end.circle):
            yield profile, end
        elif end is not None and end.at == profile.name != source:
            yield profile, End(end.at, circle=True)


def unresolved(context: Context) -> list[str]:
    """The profiles that depend on a file that was not given; empty if both files were given.

    Without config: the profile, or its last source profile, refers to a session or services
    section. Without credentials: its source profile has no credentials. Without either: its source
    profile does not exist.
    """
    profiles, absent = context.files.profiles, context.files.absent
    if absent is None:
        return []
    sources = {name: source_of(profile) for name, profile in profiles.items()}
    names = (source for source in sources.values() if source)
    ends = chain_ends(names, profiles, lambda name: source_beyond(profiles[name]))

    def is_open(name: str, source: str | None) -> bool:
        end = ends[source] if source else End(name)
        if end.missing or end.circle:
            return end.missing
        settings = profiles[end.at].settings
        if absent == CREDENTIALS:
            return source is not None and is_without_credentials(settings)
        return any(bare(settings.get(key, "")) for key in ("sso_session", "services"))

    return [name for name, source in sources.items() if is_open(name, source)]


def tell_path(profile: Profile, profiles: Mapping[str, Profile]) -> str:
    """The first few names in the chain of source profiles, starting with a role."""
    path = [profile.name]
    at = source_of(profile)
    while at and len(path) < _MOST_NAMES:
        again = at in path
        path.append(at)
        at = source_beyond(profiles[at]) if at in profiles and not again else None
    return " -> ".join(map(redact, [*path, "..."] if at else path))


def and_roles(names: Sequence[str]) -> str:
    """The last clause of a message: the other roles with the same problem; "" if none."""
    if not names:
        return ""
    more = len(names) - _MOST_NAMES
    shown = ", ".join(map(redact, names[:_MOST_NAMES]))
    roles = "role" if len(names) == 1 else "roles"
    return f"; this also affects the {roles} {shown}{f' and {more:,} more' if more > 0 else ''}"


def asks_for_mfa(settings: Mapping[str, str]) -> bool:
    """Whether a profile is a role that requires an MFA code."""
    return (
        "mfa_serial" in settings
        and "role_arn" in settings
        and ("source_profile" in settings or "credential_source" in settings)
    )


def roles_behind_mfa(context: Context) -> dict[str, str]:
    """The roles whose chain leads to a profile that requires an MFA code, and that profile."""
    profiles = context.files.profiles

    def onward(name: str) -> str | None:
        settings = profiles[name].settings
        return None if asks_for_mfa(settings) else source_beyond(profiles[name])

    sources = {profile.name: source_of(profile) for profile in context.having("role_arn")}
    ends = chain_ends((source for source in sources.values() if source), profiles, onward)
    found = {}
    for name, source in sources.items():
        end = ends[source] if source else None
        if end is not None and not end.missing and not end.circle:
            last = profiles[end.at]
            if asks_for_mfa(last.settings) and not has_pair(last):
                found[name] = end.at
    return found
