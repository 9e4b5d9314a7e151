"""A file or folder that other users can read or change.

## What it does
Reports a file with keys that other users can read, and a file that other users can write to. Also
reports a file or a parent folder that belongs to another user, and a parent folder that others can
write to, because they can replace the file. Root, a group with only you in it, and a sticky folder
such as `/tmp` are not reported.

## Why it matters
Anyone who can read the keys can use them, from anywhere. Anyone who can write to config can add a
`credential_process`, a command that every tool then runs as you. No tool checks the permissions,
and `aws configure` does not change them. awscred does not run the programs of such files unless you
pass `--trust-file`.

## Example
```ini
# ~/.aws/credentials, mode 0644
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
```ini
# ~/.aws/credentials, mode 0600
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: permissions are not part of the file's text. Run `chmod 600` for a file, `chmod go-w` for a
folder, or `chown` for either if it belongs to another user.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from shlex import quote

from awscred.access import Access, exposed
from awscred.findings import WARNING, Finding
from awscred.ini import Document, Span
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.tools.reading import Place

ID = "file-mode"
_CONFIDENTIAL = r"(?im)^[ \t]*aws_(?:secret_access_key|session_token|security_token)[ \t]*[=:]"
_OTHERS_READ, _OTHERS_WRITE = 0o044, 0o022


BAD = (
    Bad("", f"[a]\n{KEYS}", (("credentials", 1, "can read"),), modes=(None, 0o644)),
    Bad("", f"[a]\n{KEYS}", (("credentials", 1, "can read"),), modes=(0o644, 0o640)),
    Bad(f"# c\n[profile a]\n{KEYS}", "", (("config", 1, "can read"),), modes=(0o644, None)),
    Bad("", f"[a]\n{KEYS}", (("credentials", 1, "read and change"),), modes=(None, 0o666)),
    Bad("[default]\nregion = a\n", "", (("config", 1, "can change"),), modes=(0o664, 0o600)),
    Bad("", "", (("credentials", 1, "can change"),), modes=(None, 0o602)),
    Bad("", "", (("config", 1, "folder /h is writable"),), access=(Access("/h", 0o777, True),)),
    Bad("", "", (("config", 1, "folder /h is writable"),), access=(Access("/h", 0o775, True),)),
    Bad("", "", (("config", 1, "belongs to bob"),), access=(Access("/h", 0o755, True, "bob"),)),
    Bad("", "", (("config", 1, "belongs to bob"),), access=(Access("/f", 0o600, False, "bob"),)),
)
GOOD = (
    Good("[default]\nregion = eu-west-1\n", f"[a]\n{KEYS}", (0o644, 0o600)),
    Good("", f"[a]\n{KEYS}", (None, 0o400)),
    Good("", f"[a]\n{KEYS}"),
    Good("", "# no keys yet\n", (None, 0o644)),
    Good("", "", access=(Access("/t", 0o1777, True), Access("/", 0o755, True))),
    Good("", "", access=(Access("/h", 0o775, True, is_own_group=True),)),
    Good("", f"[a]\n{KEYS}", (None, 0o660), (Access("credentials", 0o660, False, "", True),)),
)


def check(context: Context) -> Iterator[Finding]:
    for file, mode in zip((CONFIG, CREDENTIALS), context.files.modes, strict=True):
        if mode is None:
            continue
        path, real = context.files.path(file), mode
        if any(one.path == path and one.is_own_group for one in context.files.access):
            mode &= ~0o070
        reads = mode & _OTHERS_READ and _has_secrets(context.files.document(file))
        writes = mode & _OTHERS_WRITE
        if reads or writes:
            can = "read and change" if reads and writes else "read" if reads else "change"
            what = f"the keys in {file}" if can == "read" else file
            message = f"other users can {can} {what}: its permissions are {real:04o}"
            hint = f"run `chmod 600 {quote(path)}`"
            place = Place(file, Span(1, 1, 1, 1))
            yield Finding(ID, WARNING, message, hint, place, None, context.asked)
    for access in exposed(context.files.access):
        what = f"the {'folder' if access.is_folder else 'file'} {access.path}"
        if access.owner:
            message = f"{what} belongs to {access.owner}, who can change your profiles"
        elif access.is_folder:
            message = f"{what} is writable by other users: its permissions are {access.mode:04o}"
        else:  # reported above
            continue
        place = Place(CONFIG, Span(1, 1, 1, 1))
        yield Finding(ID, WARNING, message, access.remedy, place, None, context.asked)


def _has_secrets(document: Document) -> bool:
    """Whether a secret is set anywhere in the text, even if only some tools read it there."""
    return re.search(_CONFIDENTIAL, document.text) is not None


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
