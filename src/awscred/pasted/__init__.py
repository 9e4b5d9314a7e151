"""Checks what people type and paste: text in, a setting's value out.

Each function removes what was pasted along with the value, and returns the value. It raises
AwscredError (wrong usage) if the text cannot be such a value. A message never quotes what may be a
secret. `documents` reads whole texts that contain keys.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from awscred.errors import USAGE, AwscredError
from awscred.forms import KEY_ID
from awscred.profile_names import PORTABLE
from awscred.redaction import looks_secret, redact

LIKE = "use a value like "
"""What a hint begins with, before an example."""
_QUOTES = {('"', '"'), ("'", "'"), ("\u201c", "\u201d"), ("\u2018", "\u2019"), ("`", "`")}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"  # zero-width, from web pages
_SECRET_LENGTH = 40
"""In characters."""


def trim(text: str) -> str:
    """The text without surrounding white space and invisible characters."""
    return text.strip().strip(_INVISIBLE).strip()


def _bare(text: str) -> str:
    """The text without the quotes and the comma that come along from JSON or a shell line."""
    text = trim(text).rstrip(",;").rstrip()
    return trim(text[1:-1]) if (text[:1], text[-1:]) in _QUOTES and len(text) > 1 else text


def access_key_id(text: str) -> str:
    """An access key id: 16 to 128 word characters, as in IAM; refuses a secret key."""
    text = _bare(text)
    if re.fullmatch(r"[A-Za-z0-9/+=]{40}", text) and not text.isupper():
        raise AwscredError(
            "this is a secret key, not an access key id",
            "enter the access key id first: it begins with AKIA or ASIA",
            exit_code=USAGE,
        )
    if not re.fullmatch(r"(?a)\w{16,128}", text):
        raise AwscredError(
            "this is not an access key id",
            "an access key id looks like AKIAIOSFODNN7EXAMPLE",
            exit_code=USAGE,
        )
    return text


def secret_access_key(text: str) -> str:
    """A secret key: one word of printable ASCII without quotes; refuses an id."""
    text = _bare(text)
    if re.fullmatch(r"A[KS]IA[A-Z0-9]{12,}", text):
        raise AwscredError(
            "this is an access key id, not a secret key",
            "enter the secret key: it is the longer of the two, usually 40 characters",
            exit_code=USAGE,
        )
    return _one_word("the secret key", text)


def session_token(text: str) -> str:
    """A session token: one word of printable ASCII without quotes."""
    return _one_word("the session token", _bare(text))


def secret_of(key_id: str) -> Callable[[str], str]:
    """The check of the secret key that belongs to a key id: the secrets of AWS have 40 characters.

    Other providers, whose ids look otherwise, have secrets of other lengths.
    """

    def parse(text: str) -> str:
        secret = secret_access_key(text)
        if re.fullmatch(KEY_ID, key_id) and len(secret) != _SECRET_LENGTH:
            raise AwscredError(
                f"the secret key has {len(secret)} characters; those of AWS have {_SECRET_LENGTH}",
                "copy the whole secret key",
                exit_code=USAGE,
            )
        return secret

    return parse


def key_settings(key_id: str, secret: str, token: str, where: str) -> dict[str, str]:
    """The settings of an access key, checked. Without a session token, `token` is "".

    Raises AwscredError for a temporary key without a token; `where` is the hint for that.
    """
    settings = {
        "aws_access_key_id": access_key_id(key_id),
        "aws_secret_access_key": secret_of(access_key_id(key_id))(secret),
    }
    if token:
        settings["aws_session_token"] = session_token(token)
    elif settings["aws_access_key_id"].startswith("ASIA"):
        raise AwscredError(
            "this is a temporary key (its id begins with ASIA), which needs its session token",
            where,
            exit_code=USAGE,
        )
    return settings


def profile_name(text: str) -> str:
    """A profile name that every tool reads, similar to the text: `Jürgen, Ops` is `Jurgen-Ops`.

    It is "" if nothing is left of the text, or if the text looks like a secret.
    """
    if looks_secret(text):
        return ""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(PORTABLE.findall(plain))


def region(text: str) -> str:
    """A region's code, also in capitals or with underscores for the hyphens."""
    code = _bare(text).lower().replace("_", "-")
    form = r"[a-z]{2,}(-[a-z0-9]+)+"  # emulators have others
    return _like("a region", text, form, "eu-west-1", value=code)


def role_arn(text: str) -> str:
    """The ARN of a role, in any partition."""
    example = "arn:aws:iam::123456789012:role/deploy"
    return _like("a role's ARN", text, r"(?a)arn:aws[a-z-]*:iam::\d{12}:role/\S+", example)


def mfa_device(text: str) -> str:
    """The ARN or serial number of an MFA device that shows codes; refuses a passkey, which does
    not."""
    device = _bare(text)
    if re.match(r"arn:aws[a-z-]*:iam::\d*:u2f/", device):
        raise AwscredError(
            "this is a passkey or security key, which has no codes",
            "use an authenticator app or a hardware token of the same user",
            exit_code=USAGE,
        )
    form = r"(?a)arn:aws[a-z-]*:iam::\d{12}:mfa/\S+|[\w+=,.@-]{9,256}"
    return _like("an MFA device", device, form, "arn:aws:iam::123456789012:mfa/alice")


def account_id(text: str) -> str:
    """The twelve digits of an account, also in groups, as the console shows them."""
    digits = re.sub(r"(?a)(?<=\d)[-\s](?=\d)", "", _bare(text))
    return _like("an account id", text, r"(?a)\d{12}", "123456789012", value=digits)


def sso_session_name(text: str) -> str:
    """A name for an sso-session section that every tool reads."""
    _refuse_secret("the session name", text)
    return _like("a name for a session", text, r"(?a)[\w.@+-]+", "my-company")


def role_name(text: str) -> str:
    """The name of a role, or of a permission set of IAM Identity Center."""
    _refuse_secret("the role name", text)
    return _like("a role name", text, r"(?a)[\w+=,.@-]{1,64}", "ReadOnlyAccess")


def mfa_serial(text: str) -> str:
    """The ARN of an MFA device, or the serial number on it."""
    _refuse_secret("the MFA device", text)
    example = "arn:aws:iam::123456789012:mfa/alice"
    form = r"(?a)arn:aws[a-z-]*:iam::\d{12}:(?:sms-)?mfa/\S+|[\w+=/,.@-]{9,256}"
    return _like("an MFA device", text, form, example)


def command(text: str) -> str:
    """The command of a credential_process; its quotes are kept."""
    text = trim(text)
    if "://" not in text:  # a URL may have a query
        _refuse_secret("the command", text)
    return _like(
        "a command", text, r".+", "/usr/local/bin/get-credentials --profile dev", value=text
    )


def start_url(text: str) -> str:
    """The URL of an SSO portal, also without `https://`, or with a page of the portal after `#`."""
    url = _bare(text).partition("#")[0]
    if re.fullmatch(r"(?a)[\w-]+(\.[\w-]+)+(/\S*)?", url):
        url = f"https://{url}"
    example = "https://my-company.awsapps.com/start"
    return _like("a start URL", text, r"https://[^\s/]+\S*", example, value=url).removesuffix("/")


def login_session(text: str) -> str:
    """The ARN of an identity that signs in at the console: a user, a role's session or root."""
    example = "arn:aws:iam::123456789012:user/alice"
    form = r"(?a)arn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:root|(?:user|assumed-role)/\S+)"
    return _like("an ARN of a user, a role session or root", text, form, example)


def _one_word(what: str, text: str) -> str:
    if not text:
        raise AwscredError(f"{what} is empty", "paste the value", exit_code=USAGE)
    if re.search(r"[\s'\"]", text) or not (text.isascii() and text.isprintable()):
        raise AwscredError(
            f"{what} has spaces, quotes or other characters that are not valid in a key",
            "paste only the key",
            exit_code=USAGE,
        )
    return text


def _refuse_secret(what: str, text: str) -> None:
    if looks_secret(text):
        raise AwscredError(f"{what} looks like a secret", "check what you pasted", exit_code=USAGE)


def _like(what: str, text: str, form: str, example: str, *, value: str | None = None) -> str:
    """The value in the text as it was typed, if it has the form; it is shown as typed otherwise."""
    typed = _bare(text)
    value = typed if value is None else value
    if not re.fullmatch(form, value):
        shown = redact(typed) if typed else "an empty value"
        raise AwscredError(f"{shown} is not {what}", f"{LIKE}{example}", exit_code=USAGE)
    return value
