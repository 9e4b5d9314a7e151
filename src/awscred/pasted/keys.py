"""An access key found in a document: its fields, checked as a whole.

The readers of each kind of document (`console_csv`, `cli_json`, `ini_text`, `shell_lines`) return a
`PastedKey` for each key, as it is written. `access_key` turns it into a key that can be imported.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from awscred import pasted
from awscred.errors import USAGE, AwscredError
from awscred.times import parse_time

ID, SECRET, TOKEN = "access key id", "secret access key", "session token"
REGION, EXPIRES, USER, STATUS = "region", "expiry", "user name", "status"
_FIELDS = {
    "accesskeyid": ID,
    "accesskey": ID,
    "secretaccesskey": SECRET,
    "secretkey": SECRET,
    "sessiontoken": TOKEN,
    "securitytoken": TOKEN,
    "region": REGION,
    "defaultregion": REGION,
    "expiration": EXPIRES,
    "credentialexpiration": EXPIRES,
    "sessionexpiration": EXPIRES,
    "xsecuritytokenexpires": EXPIRES,
    "username": USER,
    "status": STATUS,
}


class Field(NamedTuple):
    """One of the fields above, as it is written, and its 1-based line."""

    line: int
    label: str
    value: str

    def __repr__(self) -> str:  # the value may be a secret
        return f"<Field in line {self.line}>"


class PastedKey(NamedTuple):
    """The fields of one key, in a document of this form. `name` is "" if the document names
    nobody."""

    form: str
    name: str
    fields: list[Field]


class AccessKey(NamedTuple):
    """A key that can be imported, and what its document says about it.

    `form` is the kind of document, and `line` the 1-based line of the key. `settings` are those of
    a profile. `name` is the user, role or profile named, or "". `expires` is None if no valid time
    is given.
    """

    form: str
    line: int
    settings: dict[str, str]
    name: str
    expires: datetime | None
    is_active: bool

    def __repr__(self) -> str:
        return f"<AccessKey of {self.form}, line {self.line}>"


@lru_cache(maxsize=1024)
def label_of(name: str) -> str | None:
    """The field that a column, a member, a variable or a setting holds, in any spelling."""
    return _FIELDS.get(re.sub(r"[^a-z0-9]", "", name.lower()).removeprefix("aws"))


def refusal(path: str, line: int, message: str, hint: str) -> AwscredError:
    """The error about a line of a document, without quoting the line."""
    return AwscredError(f"{path}:{line}: {message}", hint, exit_code=USAGE)


def access_key(part: PastedKey, path: str) -> AccessKey:
    """The key in a part. Raises AwscredError for half a key, and for two keys in one."""
    fields: dict[str, Field] = {}
    for field in part.fields:
        field = field._replace(value=pasted.trim(field.value))
        if not field.value:
            continue
        first = fields.setdefault(field.label, field)
        if first.value != field.value:
            raise refusal(
                path,
                field.line,
                f"the {field.label} differs from the one in line {first.line}",
                "keep only one of them, and try again",
            )
    line = min(field.line for field in part.fields)
    value = {label: field.value for label, field in fields.items()}
    for label, other in ((ID, SECRET), (SECRET, ID)):
        if label not in fields:
            about = f"there is no {label}" + (f" to the {other}" if other in fields else "")
            raise refusal(path, line, about, "a key needs both: copy or download it again")
    try:
        settings = pasted.key_settings(
            value[ID],
            value[SECRET],
            value.get(TOKEN, ""),
            "copy or download the session token as well",
        )
    except AwscredError as error:
        raise refusal(path, line, error.message, error.hint) from None
    if REGION in fields:
        settings["region"] = _region(fields[REGION], path)
    return AccessKey(
        part.form,
        line,
        settings,
        part.name or value.get(USER, ""),
        parse_time(value.get(EXPIRES, "")),
        value.get(STATUS, "").lower() != "inactive",
    )


def _region(field: Field, path: str) -> str:
    try:
        return pasted.region(field.value)
    except AwscredError as error:  # its message quotes the value
        message = "the region is not a valid region code"
        raise refusal(path, field.line, message, error.hint) from None
