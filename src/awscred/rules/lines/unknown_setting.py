"""A setting that no AWS tool knows.

## What it does
Reports settings of profiles and SSO sessions that are in no tool's catalogue, and names the one
that was probably meant. It is an error if a profile has no credentials, or other ones, because of
the misspelling, else a warning; without a likely name, it is an info.

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
Unsafe: renames the setting to the likely one, where that is not there already. A name of your own
may be meant for a tool of your own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from awscred.findings import ERROR, INFO, WARNING, Finding, Fix
from awscred.ini import JUNK, MORE, Section, Setting
from awscred.kinds import kinds_of, meant
from awscred.profiles import CONFIG, Files
from awscred.rules.edits import rewrite
from awscred.rules.places import UNNAMED, called
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.written import FLAT, PASTED
from awscred.settings import CREDENTIAL_SETTINGS, KNOWN, TOKENS, suggest
from awscred.tools import TOOLS
from awscred.tools.reading import Place

ID = "unknown-setting"
_MOST_SUGGESTIONS = 1000
"""Names that a likely one is sought for, as it takes 0.1 ms each; nobody reads the rest."""
_SESSION_NEEDS = frozenset(("sso_start_url", "sso_region"))


BAD = (
    Bad(
        "",
        "[a]\nxaws_access_key_id= AKIAI44QH8DHBEXAMPLE\n",
        (("credentials", 2, "xaws_access_key_id: did you mean aws_access_key_id?"),),
        ("", "[a]\naws_access_key_id= AKIAI44QH8DHBEXAMPLE\n"),
    ),
    Bad(
        "",
        f"[a]\nx{KEYS}".replace("\naws_secret", "\nxaws_secret").replace(" =", "="),
        (("credentials", 2, "xaws_access_key_id"), ("credentials", 3, "xaws_secret_access_key")),
        ("", f"[a]\n{KEYS}".replace(" =", "=")),
    ),
    Bad(
        "[profile a]\nregoin = eu-west-1\n",
        f"[a]\n{KEYS}",
        (("config", 2, "did you mean region?"),),
        ("[profile a]\nregion = eu-west-1\n", f"[a]\n{KEYS}"),
    ),
    Bad("[profile a]\ncolour = blue\n", "", (("config", 2, "no setting that an AWS tool knows"),)),
    Bad(
        "[profile a]\nregion = eu-west-1\nregoin = us-east-1\n",
        f"[a]\n{KEYS}",
        (("config", 3, "did you mean region?"),),
    ),
    Bad(
        "[sso-session a]\nsso_start_ulr = https://x.awsapps.com/start\n",
        "",
        (("config", 2, "did you mean sso_start_url?"),),
        ("[sso-session a]\nsso_start_url = https://x.awsapps.com/start\n", ""),
    ),
)
GOOD = (
    Good("[profile a]\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 20\n", ""),
    Good("[profile a]\ngranted_sso_region = eu-west-1\n", ""),
    Good("", "[a]\nAWS_ACCESS_KEY_ID = AKIAI44QH8DHBEXAMPLE\n"),
)


def check(context: Context) -> Iterator[Finding]:
    others = {  # lines that are the business of other rules
        (line.file, line.number)
        for line in context.written
        if line.role in (PASTED, MORE, JUNK, FLAT)
    }
    likely: dict[str, str | None] = {}
    for profile, sections in _sections(context):
        unknown = [
            (file, section, setting)
            for file, section in sections
            if section.plain is None or not section.plain.keys() <= KNOWN.keys()
            for setting in section.settings
            if setting.key.lower() not in KNOWN and (file, setting.key_span.line) not in others
        ]
        needed = _needed(context, profile, sections) if unknown else set()
        for file, section, setting in unknown:
            key = setting.key
            if key not in likely:
                likely[key] = suggest(key) if len(likely) < _MOST_SUGGESTIONS else None
            likely_key = likely[key]
            yield _finding(
                context.files, file, section, setting, profile, likely_key, likely_key in needed
            )


def _sections(context: Context) -> Iterator[tuple[str | None, list[tuple[str, Section]]]]:
    """Each profile's sections, with their files, and its name; then those of sso-sessions."""
    for name, profile in context.profiles.items():
        yield name, profile.sections
    for sections in context.files.sso_sessions.values():
        yield None, [(CONFIG, section) for section in sections]


def _needed(
    context: Context, profile: str | None, sections: Sequence[tuple[str, Section]]
) -> set[str]:
    """The settings that are there only misspelled, and without which the credentials are others.

    Or there are none. Without a profile, the sections are those of an sso-session.
    """
    given = {key for _, section in sections for key in section.values}
    missing = meant(given) - given
    if profile is None:
        return missing & _SESSION_NEEDS
    missing &= CREDENTIAL_SETTINGS
    is_changed = kinds_of(given | missing) != kinds_of(given) or not missing.isdisjoint(TOKENS)
    return missing if is_changed or context.refusing(profile) else set()


def _finding(
    files: Files,
    file: str,
    section: Section,
    setting: Setting,
    profile: str | None,
    likely: str | None,
    is_needed: bool,
) -> Finding:
    name, place = called(setting.key), Place(file, setting.key_span)
    if likely is None:
        message = f"{name} is no setting that an AWS tool knows"
        hint = "remove it, unless a tool of your own reads it"
        return Finding(ID, INFO, message, hint, place, profile, tuple(TOOLS))
    name = "" if name == UNNAMED else f" {name}"
    message = f"unknown setting{name}: did you mean {likely}?"
    hint = f"rename it to {likely}"
    fix = None if section.find(likely) else _rename(files, place, likely)
    severity = ERROR if is_needed else WARNING
    return Finding(ID, severity, message, hint, place, profile, tuple(TOOLS), fix)


def _rename(files: Files, place: Place, name: str) -> Fix:
    """The fix that writes another name for the key that stands at a place."""
    span = place.span
    line = files.document(place.file).line(span.line)
    renamed = line[: span.column - 1] + name + line[span.end_column - 1 :]
    return Fix(f"rename it to {name}", False, (rewrite(place.file, span.line, renamed),))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
