"""A file with secrets that others can read, or one that others can change.

## What it does
Reports a file with keys in it that the group or everybody may read, and either file where the group
or everybody may write to it.

## Why it matters
Whoever reads the keys can use them, from anywhere. Whoever can write to config can put a
`credential_process` into it, a command that every tool then runs as you. No tool looks at the
permissions; `aws configure` keeps those that it finds.

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
No fix: permissions are not in the text of the file. `chmod 600` sets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from shlex import quote

from awscred.findings import WARNING, Finding
from awscred.ini import Document, Span
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.tools import TOOLS
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
)
GOOD = (
    Good("[default]\nregion = eu-west-1\n", f"[a]\n{KEYS}", (0o644, 0o600)),
    Good("", f"[a]\n{KEYS}", (None, 0o400)),
    Good("", f"[a]\n{KEYS}"),
    Good("", "# no keys yet\n", (None, 0o644)),
)


def check(context: Context) -> Iterator[Finding]:
    for file, mode in zip((CONFIG, CREDENTIALS), context.files.modes, strict=True):
        if mode is None:
            continue
        reads = mode & _OTHERS_READ and _has_secrets(context.files.document(file))
        writes = mode & _OTHERS_WRITE
        if reads or writes:
            can = "read and change" if reads and writes else "read" if reads else "change"
            what = f"the keys in {file}" if can == "read" else file
            message = f"other users can {can} {what}: its permissions are {mode:04o}"
            hint = f"chmod 600 {quote(context.files.path(file))}"
            place = Place(file, Span(1, 1, 1, 1))
            yield Finding(ID, WARNING, message, hint, place, None, tuple(TOOLS))


def _has_secrets(document: Document) -> bool:
    """Whether a secret is set anywhere in the text, by whatever tool it is read there."""
    return re.search(_CONFIDENTIAL, document.text) is not None


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
