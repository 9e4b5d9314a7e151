"""Recognizes what looks like a secret, wherever it was pasted, and masks it.

Access keys, tokens and logins are recognized by their form. Names, regions, ARNs, paths, UUIDs and
hashes stay readable, because people need them. They consist of words, or of digits of one case.
"""

from __future__ import annotations

import re

MASK = "********"
"""What is shown in place of a value that may be secret."""

_SHORTEST = 25
"""Characters of the shortest token that is recognized only by its form."""

# Each pattern runs in one pass, because a match cannot begin within a run.
_ARN = r"(?<![A-Za-z0-9])arn:aws[a-z-]*:[^\s\"',;]*"
_LONG_RUN = rf"{_ARN}|(?<![A-Za-z0-9/+=_.-])[A-Za-z0-9/+=_.-]{{100,}}"  # AWS's session tokens
_KEY_RUN = r"(?<![A-Za-z0-9/+])/*[A-Za-z0-9/+]{36,44}(?![A-Za-z0-9/+])=*"  # 40, plus or minus 4
# Of GitHub, GitLab, Slack, Stripe, Shopify, DigitalOcean, Anthropic, OpenAI, Docker, Vault, PyPI,
# Grafana, Sentry, Linear, Google, and JSON web tokens.
_PREFIX = (
    r"(?:gh[opusr]_|github_pat_|gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|soat|agent|imt|ffct|wt)-"
    r"|xox[a-z]-|xapp-|[rs]k_(?:live|test)_|shp[a-z]{2}_|do[op]_v1_"
    r"|sk-(?:ant|proj|svcacct|admin|or)-|dckr_[po]at_|hv[sbr]\.|pypi-AgE|gl(?:sa|c)_|sntr[yu]s_"
    r"|lin_api_|GOCSPX-|ya29\.|eyJ)"
)
# Of npm, Hugging Face, OpenAI and others. Some names begin the same, but have several words.
_PREFIX_OF_ONE_WORD = r"(?:npm_|hf_|sk-|gsk_|r8_|xai-|pul-|sbp_|dapi|AIza)"
_PREFIXED = (
    rf"(?<![A-Za-z0-9])(?:{_PREFIX}(?=[a-z_.-]{{0,99}}[A-Z0-9])"
    r"[A-Za-z0-9_.=+-]{15,}[A-Za-z0-9_=-]"
    rf"|{_PREFIX_OF_ONE_WORD}(?=[a-z]{{0,99}}[A-Z0-9])[A-Za-z0-9]{{20,}})"
)
_LEAST = 16 + len("eyJ")
"""Characters of the shortest token with a known prefix."""
# Almost all texts have none of these, and therefore no key and no token.
_SIGN = rf"[a-z0-9][A-Z]|[A-Za-z0-9]{{25}}|{_PREFIX}|{_PREFIX_OF_ONE_WORD}"
_RUN = rf"{_ARN}|(?<![A-Za-z0-9/+_.~-])[A-Za-z0-9/+_.~-]{{25,}}={{0,2}}"
_KEY_AT_END = r"(?<=/)[A-Za-z0-9/+]{40}$"
_ARN_OR_PATH = r"arn:aws|~?\.{0,2}/"
_BASE64 = r"(?=.*[+/=])[A-Za-z0-9+/]+=*"  # names have none of these
_SEGMENT = r"[A-Za-z0-9]{5,}"
_PIECE = r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+"
# In mixed case with digits: no acronym or word is so long, and no account, date or year has so many
# digits.
_NO_WORDS = r"[a-z][A-Z]{7}|[A-Z]{7}[a-z]|[a-z]{19}|[A-Z]{19}|(?<!\d)(?:\d{9,11}|\d{13,})(?!\d)"
_HEX = r"[0-9a-f]+|[0-9A-F]+"
_HEX_SUFFIX = r"[0-9A-F]{8}$"  # CloudFormation's, after a name
_WORD = r"\S+"
_NO_LOGIN = r"arn:aws|(?<![A-Z0-9])A[A-Z]{3}[A-Z0-9]{12,17}:"  # also a role's id with its session
# In a URL, even without its beginning. Lengths are limited to keep the cost linear.
_PARAMETER = (
    r"((?:[?&#;]|%26)(?i:[\w.-]{0,60}"
    r"(?:token|passw|passphrase|pwd|secret|signature|assertion|jwt|(?:api|access|private)[_.-]?key)"
    r"[\w.-]{0,60}|auth|code|key|otp|pass|pw|sig)=)[^\s&]+"
)
_ENCODED = r"%(?:25)*([2-7][0-9A-Fa-f])"  # once, or repeatedly
_DECODED = frozenset("/+=:@?#._~-")  # `&` and spaces end a parameter, so they stay encoded
_ENCODED_KEY = r"(?<![A-Za-z0-9%])(?:[A-Za-z0-9]|%(?:25)*(?:2[BbFf]|3[Dd])){36,}"
_BEFORE_LOGIN = "/=\"'(<[,"


def redact(text: str) -> str:
    """The text with everything masked that looks like a secret key, a token or a password.

    A word that contains a percent-encoded secret is decoded, so that only the secret is masked.
    """
    if "%" in text:
        text = re.sub(_WORD, _redact_encoded, text)
    return _redact_plain(text)


def _redact_encoded(match: re.Match[str]) -> str:
    word = match[0]
    if "%" not in word:
        return word
    # Without surrounding slashes, a key is recognized more reliably.
    masked = re.sub(_ENCODED_KEY, lambda key: MASK if _is_secret(_decode(key[0])) else key[0], word)
    plain = _decode(masked)
    return _redact_plain(plain) if _is_secret(plain) else masked


def _decode(word: str) -> str:
    """A word with percent-encoded letters, digits and the characters of keys, logins and URLs
    decoded."""
    return re.sub(_ENCODED, _decode_one, word)


def _decode_one(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char.isalnum() or char in _DECODED else match[0]


def _is_secret(plain: str) -> bool:
    return _redact_plain(plain) != plain


def _redact_plain(text: str) -> str:
    if len(text) >= 100:
        text = re.sub(_LONG_RUN, _mask_long, text)
    if len(text) >= _LEAST and re.search(_SIGN, text):
        text = re.sub(_KEY_RUN, _mask_key, text)
        text = re.sub(_PREFIXED, MASK, text)
        text = re.sub(_RUN, _mask_run, text)
    if "=" in text:
        text = re.sub(_PARAMETER, _mask_parameter, text)
    if "://" in text or ("@" in text and ":" in text):
        text = re.sub(_WORD, _mask_login, text)
    return text


def looks_secret(text: str) -> bool:
    """Whether a text contains what looks like a secret key, a token or a password."""
    return redact(text) != text


def _mask_long(match: re.Match[str]) -> str:
    return match[0] if re.match(_ARN_OR_PATH, match[0]) else MASK


def _mask_key(match: re.Match[str]) -> str:
    return MASK if _randomness(match[0]) >= 8 else match[0]


def _mask_run(match: re.Match[str]) -> str:
    run = match[0]
    key = re.search(_KEY_AT_END, run)  # a secret key may have slashes in it
    if key and _randomness(key[0]) >= 13:
        return run[: key.start()] + MASK
    if run.startswith("arn:"):
        return run
    if re.match(_ARN_OR_PATH, run):
        return "/".join(MASK if _is_token(part) else part for part in run.split("/"))
    return MASK if _is_token(run) or any(map(_is_id, re.findall(_SEGMENT, run))) else run


def _is_token(run: str) -> bool:
    if len(run) < _SHORTEST:
        return False
    least = 8 if re.fullmatch(_BASE64, run) else 13
    return _randomness(run) >= least or any(map(_is_jumbled, re.findall(_SEGMENT, run)))


def _is_jumbled(segment: str) -> bool:
    """Whether mixed-case letters and digits are not words, as in `EXAMPLEtoken0123456789`."""
    return (
        len(segment) >= _SHORTEST
        and _has_both_cases(segment)
        and bool(re.search("[0-9]", segment) and re.search(_NO_WORDS, segment))
    )


def _is_id(segment: str) -> bool:
    """Whether letters of one case and digits are too mixed to be words, as in base 32."""
    if len(segment) < _SHORTEST or _has_both_cases(segment) or re.fullmatch(_HEX, segment):
        return False
    pieces = re.findall(_PIECE, segment)
    return len(pieces) >= 8 and sum(len(piece) <= 2 for piece in pieces) >= 3


def _randomness(run: str) -> int:
    """How random a run is: the number of breaks between words, capitals and digits, plus the number
    of pieces of one or two characters, in the 25 consecutive characters with the most of them.
    `CamelCase` words with numbers have about 7, and random base 64 has about 22. Segments of one
    case do not count, because ids of all kinds look like them."""
    starts: list[int] = []
    for segment in re.finditer(_SEGMENT, run):
        if not _has_both_cases(segment[0]):
            continue
        body = re.sub(_HEX_SUFFIX, "", segment[0])
        for number, piece in enumerate(re.finditer(_PIECE, body)):
            at = segment.start() + piece.start()
            starts += [at] * ((number > 0) + (len(piece[0]) <= 2))
    most = first = 0
    for last, at in enumerate(starts):
        while at - starts[first] >= _SHORTEST:
            first += 1
        most = max(most, last - first + 1)
    return most


def _has_both_cases(text: str) -> bool:
    return text != text.lower() and text != text.upper()


def _mask_parameter(match: re.Match[str]) -> str:
    return match[1] + MASK


def _mask_login(match: re.Match[str]) -> str:
    """A word without the login and the query of a URL: both may be secret."""
    scheme, found, rest = match[0].partition("://")
    scheme = _without_login(scheme)
    if not found:
        return scheme
    login, _, place = rest.rpartition("@")
    place, _, query = place.partition("?")
    return f"{scheme}://{MASK + '@' if login else ''}{place}{'?' + MASK if query else ''}"


def _without_login(word: str) -> str:
    """A word without `user:password` before a host."""
    login, _, host = word.rpartition("@")
    user, _, password = login.partition(":")
    is_host = host[:1].isalnum() or host[:1] == "["
    if not password or not is_host or re.search(_NO_LOGIN, word):
        return word
    start = max(map(user.rfind, _BEFORE_LOGIN)) + 1
    return f"{user[:start]}{MASK}@{host}"
