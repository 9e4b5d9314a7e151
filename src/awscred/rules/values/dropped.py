"""What the Go SDK drops of a profile that is in both files."""

from __future__ import annotations

from awscred.profiles import CONFIG, Profile
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools.go.reading import FROM_CREDENTIALS

KEPT = FROM_CREDENTIALS.union(CREDENTIAL_KEYS)


def is_dropped(profile: Profile, key: str) -> bool:
    """Whether the Go SDK takes no notice of a setting of credentials, as config has the profile."""
    return key not in KEPT and profile.sections[0][0] == CONFIG
