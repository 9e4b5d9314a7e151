"""Only one of the two files is checked.

## What it does
Notes that only a config file or only a credentials file is checked, and lists the profiles that
need something that may be in the other file: a source profile and its keys, or an SSO session.
Other rules do not report what may be in the other file.

## Why it matters
Every tool reads both files. To find out whether all tools accept these profiles, check both files
together.

## Example
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base
```

## Use instead
```ini
# config
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base
# credentials
[base]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: pass the other file to `validate`.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import INFO, Finding
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules.rule import KEYS, NOTHING, Bad, Context, Good, Rule
from awscred.rules.sources import unresolved
from awscred.sentences import name_some
from awscred.tools.reading import Place

ID = "other-file"

_MAY_HAVE = {
    CONFIG: "regions, source profiles and SSO sessions",
    CREDENTIALS: "keys and source profiles",
}
"""What a profile may need from a file that was not given."""

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n"
_CONFIG_ALONE, _CREDENTIALS_ALONE = ("config", ""), ("/dev/null", "credentials")

BAD = (
    Bad(
        f"# c\n[profile a]\n{_ROLE}",
        "",
        (
            (
                "config",
                2,
                "keys and source profiles may be in the credentials file",
            ),
        ),
        paths=_CONFIG_ALONE,
    ),
    Bad(
        f"[profile base]\nregion = eu-west-1\n[profile a]\n{_ROLE}",
        "",
        (("config", 1, "may be in the credentials file, for example for a"),),
        paths=_CONFIG_ALONE,
    ),
    Bad(
        "",
        f"[a]\n{KEYS}[b]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev\n",
        (("credentials", 1, "SSO sessions may be in the config file, for example for b"),),
        paths=_CREDENTIALS_ALONE,
    ),
    Bad(
        "",
        f"[a]\n{KEYS}",
        (("credentials", 1, "SSO sessions may be in the config file"),),
        paths=_CREDENTIALS_ALONE,
    ),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}", ""),
    Good("# nothing yet\n", "", paths=_CONFIG_ALONE),
)


def check(context: Context) -> Iterator[Finding]:
    files = context.files
    if files.absent is None or not files.profiles:
        return
    given = CONFIG if files.absent == CREDENTIALS else CREDENTIALS
    missing = f"{_MAY_HAVE[files.absent]} may be in the {files.absent} file"
    message = f"only {given} is checked: {missing}"
    if names := unresolved(context):
        message += f", for example for {name_some(names)}"
    hint = "check both together: `awscred validate CONFIG CREDENTIALS`"
    (first, *_) = (one for one in files.document(given).sections if one.header is not None)
    place = Place(given, first.header_span)
    yield Finding(ID, INFO, message, hint, place, None, context.asked)


RULE = Rule(ID, __doc__, INFO, check, BAD, GOOD, NOTHING)
