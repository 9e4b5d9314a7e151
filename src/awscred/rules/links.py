"""The profile that a role gets its credentials from, as a person intends it."""

from __future__ import annotations

from awscred.forms import bare
from awscred.profiles import Profile


def source_of(profile: Profile) -> str | None:
    """The source profile of a role; None for other profiles."""
    settings = profile.settings
    if "role_arn" not in settings or "credential_source" in settings:
        return None
    if "web_identity_token_file" in settings:
        return None
    return bare(settings.get("source_profile", "")) or None


def source_beyond(profile: Profile) -> str | None:
    """The source of a source profile; None if that has its own keys, which end the chain."""
    return None if has_pair(profile) else source_of(profile)


def has_pair(profile: Profile) -> bool:
    """Whether a profile has its own keys."""
    settings = profile.settings
    return "aws_access_key_id" in settings and "aws_secret_access_key" in settings
