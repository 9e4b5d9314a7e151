"""A setting that no AWS tool knows.

## What it does
Reports settings of profiles and SSO sessions that are in no tool's catalogue, and names the one
that was probably meant.

## Why it matters
Every tool ignores a misspelt setting without a word. `xaws_secret_access_key` leaves a profile
without a secret key, and a misspelt `region` sends calls to another region.

## Example
```ini
[dev]
xaws_access_key_id = AKIAI44QH8DHBEXAMPLE
```

## Use instead
```ini
[dev]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
```

## Fix safety
No fix: a name of your own may be meant for a tool of your own.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import INFO, WARNING, Finding
from awscred.ini import Section
from awscred.profiles import CONFIG
from awscred.readers import TOOLS
from awscred.readers.reading import Place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import KNOWN, is_name, suggest

ID = "unknown-setting"
_MOST_SUGGESTIONS = 1000
"""Names that a likely one is sought for, as it takes 0.1 ms each; nobody reads the rest."""

BAD = (
    Bad(
        "",
        "[a]\nxaws_access_key_id= AKIAI44QH8DHBEXAMPLE\n",
        (("credentials", 2, "xaws_access_key_id: did you mean aws_access_key_id?"),),
    ),
    Bad("[profile a]\nregoin = eu-west-1\n", "", (("config", 2, "did you mean region?"),)),
    Bad("[profile a]\ncolour = blue\n", "", (("config", 2, "no AWS tool knows"),)),
    Bad(
        "[sso-session a]\nsso_start_ulr = https://x.awsapps.com/start\n",
        "",
        (("config", 2, "did you mean sso_start_url?"),),
    ),
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 20\n", ""),
    Good("[profile a]\ngranted_sso_region = eu-west-1\n", ""),
    Good("", "[a]\nAWS_ACCESS_KEY_ID = AKIAI44QH8DHBEXAMPLE\n"),
)


def check(context: Context) -> Iterator[Finding]:
    misspelt: set[str] = set()
    for name, profile in context.files.profiles.items():
        for file, section in profile.sections:
            yield from _unknown(name, file, section, misspelt)
    for sections in context.files.sso_sessions.values():
        for section in sections:
            yield from _unknown(None, CONFIG, section, misspelt)


def _unknown(
    profile: str | None, file: str, section: Section, misspelt: set[str]
) -> Iterator[Finding]:
    if section.plain is not None and section.plain.keys() <= KNOWN.keys():
        return
    for setting in section.settings:
        key = setting.key
        if key.lower() in KNOWN:
            continue
        shown = f" {key}" if is_name(key) else ""
        place = Place(file, setting.key_span)
        misspelt.add(key)
        likely = suggest(key) if len(misspelt) <= _MOST_SUGGESTIONS else None
        if likely:
            message = f"unknown setting{shown}: did you mean {likely}?"
            hint = f"rename it to {likely}"
            yield Finding(ID, WARNING, message, hint, place, profile, tuple(TOOLS))
        else:
            message = f"unknown setting{shown}: no AWS tool knows it"
            hint = "remove it, unless a tool of your own reads it"
            yield Finding(ID, INFO, message, hint, place, profile, tuple(TOOLS))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
