"""Access keys: the id and secret that a profile means, and the places of their parts."""

from __future__ import annotations

import re

from awscred.forms import KEY, KEY_ID, bare
from awscred.profiles import CONFIG, Profile
from awscred.settings import CREDENTIAL_KEYS, TOKENS

_PLACEHOLDER = "|".join(
    (
        r"<.*>",  # <secret>
        r"\[.*\]|\{.*\}|%.*%|__.*__|@.*@",  # [secret], {{ secret }}, %SECRET%, __SECRET__
        r"\$[A-Za-z_({].*",  # $SECRET, ${SECRET}, $(command)
        r"(?:A[KS]IA)?[xX]{3,}|\.{2,}|-{2,}|_{2,}|\?{2,}",
        r".*(?:\*{3}|\.{3}|…).*",  # masked or cut short
        r"(?:your|my|insert|enter|replace|paste|put|change|fill)[-_ ].*",
        r"(?:aws[-_ ])?(?:access[-_ ]key[-_ ]id|secret[-_ ](?:access[-_ ])?key|session[-_ ]token)",
        r"changeme|todo|tbd|fixme|redacted|placeholder|none|null|undefined|n/a",
    )
)


def are_swapped(profile: Profile) -> bool:
    """Whether a profile's id looks like a secret, and its secret looks like an id."""
    return _are_swapped(*_written(profile))


def key_pair(profile: Profile) -> tuple[str, str]:
    """The id and the secret that are meant: not swapped, and the id in capitals; "" if missing."""
    key_id, secret = _written(profile)
    return (secret, key_id) if _are_swapped(key_id, secret) else (key_id.upper(), secret)


def _written(profile: Profile) -> tuple[str, str]:
    """The id and the secret as written, without surrounding quotes."""
    settings = profile.settings
    return (
        bare(settings.get("aws_access_key_id", "")),
        bare(settings.get("aws_secret_access_key", "")),
    )


def _are_swapped(key_id: str, secret: str) -> bool:
    return bool(len(secret) == 20 and re.fullmatch(KEY_ID, secret) and re.fullmatch(KEY, key_id))


def keys_by_file(profile: Profile) -> tuple[dict[str, str], dict[str, str]]:
    """The parts of a profile's access key in config, and those in credentials.

    A token under its old name counts if there is none under the new name.
    """
    config: dict[str, str] = {}
    credentials: dict[str, str] = {}
    parts = CREDENTIAL_KEYS if TOKENS[0] in profile.settings else (*CREDENTIAL_KEYS, TOKENS[1])
    for file, section in profile.sections:
        found = config if file == CONFIG else credentials
        values = section.values
        found.update((key, values[key]) for key in parts if key in values)
    return config, credentials


def is_placeholder(value: str) -> bool:
    """Whether a value is still a placeholder."""
    return len(value) <= 200 and bool(re.fullmatch(_PLACEHOLDER, value, re.IGNORECASE))
