"""Wrapped values: which lines continue a value, and the complete value.

Editors and terminals wrap long values, such as ARNs and session tokens, before people paste them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from awscred.forms import ACCOUNT, ARN, KEY, KEY_ID, REGION
from awscred.ini import Setting
from awscred.settings import KNOWN, NESTED, TOKENS

_PATH_OF_NAME = r"(?:[\w+=,.@-]+/)*[\w+=,.@-]+"
_URL = r"https?://[\w.-]+(?::\d+)?(?:[/?#]\S*)?"
_NAME = r"[\w.@+/-]+"
_PATH = r"(?:[A-Za-z]:[\\/]|[~.$/\"]).*"
_FORMS = {
    "role_arn": rf"{ARN}iam::{ACCOUNT}:role/{_PATH_OF_NAME}",
    "mfa_serial": rf"{ARN}iam::{ACCOUNT}:(?:mfa|u2f)/{_PATH_OF_NAME}|[A-Z]{{4}}\d{{8}}",
    "login_session": rf"{ARN}(?:iam|sts)::{ACCOUNT}:\S*[\w@]",
    "aws_access_key_id": KEY_ID,
    "aws_secret_access_key": KEY,
    **dict.fromkeys(TOKENS, r"[A-Za-z0-9+/=]{16,}"),
    "sso_account_id": ACCOUNT,
    "sso_start_url": r"https://[\w-]+(?:\.[\w-]+)*\.(?:awsapps\.com|app\.aws|amazonaws\.com\S*|aws)"
    r"(?:/\S*)?",
    "endpoint_url": _URL,
    **dict.fromkeys(("region", "sso_region"), REGION),
    **dict.fromkeys(("source_profile", "sso_session", "sso_role_name", "services"), _NAME),
    "sso_registration_scopes": r"[a-z0-9]+(?::[\w*]+)+(?:\s*,\s*[a-z0-9]+(?::[\w*]+)+)*",
    "credential_process": _PATH,
    **dict.fromkeys(("web_identity_token_file", "ca_bundle"), _PATH),
}
"""By setting, the form of a complete value; for other settings, it is not known."""
SPACED = ("credential_process", "sso_registration_scopes")
"""The settings whose lines are joined with a space."""
_LEAST_OF_TOKEN = 16
"""The length from which on `name=` is part of a token."""
MOST_LINES = 100
"""Lines checked per value; real values have fewer."""
_IN_MIDDLE = "-/_.:+=,@"
"""Characters that the first part of a cut value may end with, or the rest begin with."""


def lines_after(setting: Setting, following: Iterable[str]) -> int:
    """How many of the lines after a setting probably belong to its value, indented or not.

    They do if they complete an incomplete value; a token may continue line by line.
    """
    key = setting.key.lower()
    if key not in KNOWN or key in NESTED or setting.comment:
        return 0
    value, count = setting.value, 0
    for number, text in enumerate(map(str.strip, following), 1):
        word = re.match(r"\w*", text)
        if not text or text[0] in "#;[" or (word and word[0].lower() in KNOWN):
            break
        if key in TOKENS:
            if not _is_of_token(text):
                break
        elif is_whole(key, value) and value[-1] not in _IN_MIDDLE and text[0] not in _IN_MIDDLE:
            break
        value = joined(key, value, text)
        if is_whole(key, value):
            count = number
    return count


def joined(key: str, *parts: str) -> str:
    """The value of a setting, joined from its parts; a shell's backslash may end each of them."""
    *first, last = parts
    whole = [*(part[:-1].rstrip() if part.endswith("\\") else part for part in first), last]
    return (" " if key in SPACED else "").join(part for part in whole if part)


def is_whole(key: str, value: str) -> bool:
    """Whether a value has the complete form for its setting; False if that is not known."""
    known = KNOWN.get(key)
    if known is not None and known.values:
        return value in known.values
    form = _FORMS.get(key)
    return form is not None and re.fullmatch(form, value) is not None


def _is_of_token(text: str) -> bool:
    """Whether a line may be part of a token, and is not `name=`."""
    if not re.fullmatch(r"(?=.*[A-Z0-9+/=])[A-Za-z0-9+/]+={0,2}", text):
        return False
    return len(text) >= _LEAST_OF_TOKEN or not text.endswith("=") or text.endswith("==")
