"""Documents that contain access keys, as people download and paste them: bytes in, keys out."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from itertools import islice

from awscred.errors import USAGE, AwscredError
from awscred.pasted import cli_json, console_csv, ini_text, shell_lines
from awscred.pasted.keys import AccessKey, PastedKey, access_key

MOST = 100
"""The most keys in a document."""
MOST_LINES = 10_000
"""The most lines of a document: longer ones would take too long, and are not key files."""

FORMS = (
    "use a CSV from the console, JSON from the AWS CLI, lines that set AWS_ACCESS_KEY_ID, "
    "or a section of a credentials file"
)


def read(data: bytes, path: str) -> list[AccessKey]:
    """The keys in a document of any kind, in its order; at least one.

    `path` is the name of the document in messages, and may name its user. Raises AwscredError, with
    the line but without quoting it, if there is no key, half a key, or an invalid one.
    """
    text = _decoded(data)
    if not text.strip():
        raise AwscredError(f"{path} is empty", "copy or download the keys again", exit_code=USAGE)
    if text.count("\n") > MOST_LINES:
        raise AwscredError(
            f"{path} has more than {MOST_LINES:,} lines", "copy only the keys", exit_code=USAGE
        )
    found = list(islice(_parts(text, path), MOST + 1))
    if len(found) > MOST:
        raise AwscredError(
            f"{path} has more than {MOST} access keys", "split it into parts", exit_code=USAGE
        )
    if not found:
        raise AwscredError(f"awscred found no access key in {path}", FORMS, exit_code=USAGE)
    keys = [access_key(part, path) for part in found]
    if len(keys) == 1 and not keys[0].name:
        return [keys[0]._replace(name=console_csv.user_of(path))]
    return keys


def _decoded(data: bytes) -> str:
    """The text, with LF for every line end. Excel and PowerShell write UTF-16.

    Uses only built-in codecs: Python reads others from the disk, which may fail.
    """
    if b"\0" in data[:2]:  # UTF-16 without a byte order mark
        data = (BOM_UTF16_BE if data[:1] == b"\0" else BOM_UTF16_LE) + data
    if data[:2] in (BOM_UTF16_BE, BOM_UTF16_LE):
        text = data.decode("utf-16", "replace")
    else:
        text = data.removeprefix(BOM_UTF8).decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parts(text: str, path: str) -> Iterator[PastedKey]:
    if re.match(r"\s*(\{|\[\s*\{)", text):
        return cli_json.parts(text, path)
    rows = console_csv.parts(text, path)
    if rows is not None:
        return rows
    sections = list(islice(ini_text.parts(text), MOST + 1))
    return iter(sections) if sections else shell_lines.parts(text, path)
