"""A line that the AWS Toolkit passes over without a word.

## What it does
Reports lines that are no header, no setting, no comment and not blank: `key: value`, a key without
a value, text before the first header, a header that is not closed or has text glued to it.

## Why it matters
The Toolkit and several SDKs skip such a line in silence, so a setting is missing, or (after a
header that was not understood) the next settings land in the profile above. The AWS CLI refuses the
whole file instead, and says neither the line nor the reason.

## Example
```ini
[dev]
region: eu-west-1
```

## Use instead
```ini
[dev]
region = eu-west-1
```

## Fix safety
No fix: what the line was meant to say is for you to tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, WARNING, Finding
from awscred.ini import Document, Setting
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import CREDENTIAL_KEYS, SSO_KEYS

ID = "line-skipped"

# Without a value these leave a profile without credentials; `cli_pager =` turns the pager off.
_CREDENTIALS = frozenset((*CREDENTIAL_KEYS, *SSO_KEYS, "role_arn", "source_profile"))
_MAY_BE_EMPTY = frozenset(("cli_pager",))

BAD = (
    Bad("", "[a]\nregion: eu-west-1\n", (("credentials", 2, "`:` does not separate"),)),
    Bad("", "[a]\n<<<<<<< HEAD\n", (("credentials", 2, "skips this line"),)),
    Bad("region = eu-west-1\n[default]\n", "", (("config", 1, "before the first header"),)),
    Bad("[default]\nregion =\n", "", (("config", 2, "no value"),)),
    Bad(
        "[default]\n[profile a\nregion = eu-west-1\n", "", (("config", 2, "header is not closed"),)
    ),
    Bad(
        "",
        "[a]# mine\nregion = eu-west-1\n",
        (("credentials", 1, "after a header"), ("credentials", 2, "before the first header")),
    ),
)
GOOD = (
    Good("# c\n[default]\nregion = eu-west-1 # c\n\n[profile a] # c\n  output=json\n", ""),
    Good("[default]\ns3 =\n  max_concurrent_requests = 20\ncli_pager =\n", ""),
    Good("", "[a]\r\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\r\n"),
)


def check(context: Context) -> Iterator[Finding]:
    files = context.files
    for place in context.readings["toolkit"].skipped:
        document = files.document(place.file)
        setting = document.setting_at(place.span.line)
        if setting is not None and setting.nested:
            continue  # `s3 =` and the like: the settings below it are what it is for
        profile = files.profile_at(place.file, place.span.line)
        if setting is not None and _is_empty(document, setting):
            if setting.key.lower() in _MAY_BE_EMPTY:
                continue
            severity = ERROR if setting.key.lower() in _CREDENTIALS else WARNING
            message = "the Toolkit skips this line: the setting has no value"
            hint = "give it a value, or remove the line"
        else:
            severity = ERROR
            message, hint = _explain(document.line(place.span.line).strip(), setting)
        yield Finding(ID, severity, message, hint, place, profile, ("toolkit",))


def _is_empty(document: Document, setting: Setting) -> bool:
    line = document.line(setting.key_span.line)
    return not setting.value and line[setting.key_span.end_column - 1 :].strip() == "="


def _explain(text: str, setting: Setting | None) -> tuple[str, str]:
    """What is wrong with a skipped line, and what to do; neither quotes the line."""
    says = "the Toolkit skips this line: "
    if text.startswith("["):
        closed = "there is text after a header" if "]" in text else "the header is not closed"
        return (
            f"{says}{closed}, so the settings below it go to the profile above",
            "end the header with ], and put comments and settings on lines of their own",
        )
    if text.startswith("="):
        return f"{says}no name stands before the `=`", "name the setting"
    if "=" in text.partition(":")[0]:
        return (
            f"{says}it stands before the first header",
            "move it below the header of its profile",
        )
    if setting is not None:
        return (
            f"{says}`:` does not separate a setting from its value",
            "write `=` in place of the `:`",
        )
    return (
        f"{says}it is no header, no setting and no comment",
        "remove it, or begin it with # to make it a comment",
    )


RULE = Rule(ID, __doc__, check, BAD, GOOD)
