"""The kinds of credentials in a profile's settings; there may be several."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SETTINGS, KNOWN, SSO_KEYS, suggest

_ID, _SECRET, _ = CREDENTIAL_KEYS
_MOST_UNKNOWN = 20
"""The most unknown settings of a profile to compare with known ones: real profiles have fewer."""

_SOURCES = {  # of credentials for a role
    "source_profile": "a source profile",
    "credential_source": "a credential source",
    "web_identity_token_file": "a web identity",
}
_OTHERS = {
    "credential_process": "a credential process",
    "login_session": "a login session",
}
USES = {  # by the kind of a verdict
    "static": "the keys",
    "temporary": "the keys",
    "role": "the role",
    "source": "the credential source",
    "web-identity": "the web identity",
    "sso": "SSO",
    "process": "the credential process",
    "login": "the login session",
}


def kinds_of(settings: Collection[str]) -> dict[str, str]:
    """The kinds of credentials that settings define, each with a setting of that kind."""
    sso = [key for key in SSO_KEYS if key in settings]
    role = "role_arn" in settings
    return {
        **({"keys": _ID} if _ID in settings and _SECRET in settings else {}),
        **{
            kind: key
            for key, kind in _SOURCES.items()
            if key in settings and (role or key == "credential_source")
        },
        **({"SSO settings": sso[0]} if sso else {}),
        **{kind: key for key, kind in _OTHERS.items() if key in settings},
    }


def is_without_credentials(settings: Iterable[str]) -> bool:
    """Whether no setting is about credentials, not even under a misspelled name."""
    return CREDENTIAL_SETTINGS.isdisjoint(settings) and CREDENTIAL_SETTINGS.isdisjoint(
        meant(settings)
    )


def only_signs_in(settings: Iterable[str]) -> bool:
    """Whether a profile has an sso-session and no account or role: it only signs in.

    Services that accept the sign-in itself, such as CodeCatalyst, need no more.
    """
    about = CREDENTIAL_SETTINGS.intersection(settings) | (CREDENTIAL_SETTINGS & meant(settings))
    return about == {"sso_session"}


def needs_no_credentials(settings: Collection[str]) -> bool:
    """Whether a profile works without credentials: tools then have no reason to refuse it."""
    return is_without_credentials(settings) or only_signs_in(settings)


def meant(settings: Iterable[str]) -> set[str]:
    """The known settings that a profile's unknown settings most likely mean."""
    unknown = islice((key for key in settings if key not in KNOWN), _MOST_UNKNOWN)
    return {likely for key in unknown if (likely := suggest(key)) is not None}
