"""A setting that no AWS tool reads.

## What it does
Reports settings of profiles and SSO sessions that no AWS tool reads, and suggests the setting that
was probably intended. It is an error if the misspelling leaves a profile without credentials, or
gives it different ones; otherwise it is a warning. Settings that do not resemble a known one are a
single informational finding per file. Settings of other programs, such as saml2aws, are not
reported.

## Why it matters
Every tool silently ignores a misspelled setting. `xaws_secret_access_key` leaves a profile without
a secret key, and a misspelled `region` sends calls to another region.

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
Unsafe: the setting is renamed to the suggested one, unless the section already has that. The name
may be intended for a tool of your own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from awscred.findings import ERROR, INFO, WARNING, Finding, Fix
from awscred.ignores import ignores, switched_off
from awscred.ini import JUNK, MORE, Section
from awscred.kinds import kinds_of, meant
from awscred.other_programs import owner
from awscred.profiles import CONFIG, Files
from awscred.rules.edits import rewrite
from awscred.rules.places import UNNAMED, called
from awscred.rules.rule import KEYS, Bad, Context, Good, Rule
from awscred.rules.written import FLAT, PASTED
from awscred.sentences import name_some
from awscred.settings import CREDENTIAL_SETTINGS, KNOWN, SSO_KEYS, TOKENS, suggest
from awscred.tools import Asked
from awscred.tools.reading import Place

ID = "unknown-setting"
_MOST_SUGGESTIONS = 1000
"""Names that get a suggestion, which takes about 0.1 ms each; nobody reads more."""
_OF_SSO = frozenset(SSO_KEYS) - {"sso_account_id"}
_SESSION_NEEDS = frozenset(("sso_start_url", "sso_region"))


class _Unread(NamedTuple):
    """A setting that no AWS tool reads, the place of its key, and its profile, if any."""

    key: str
    place: Place
    profile: str | None


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
    Bad(
        "[profile a]\ncolour = blue\nusername = me\n[profile b]\ncolour = red\n",
        f"[a]\n{KEYS}password = x\n",
        (
            ("config", 2, "config has 2 settings that no AWS tool reads: colour and username"),
            ("credentials", 4, "credentials has 1 setting that no AWS tool reads: password"),
        ),
    ),
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
    Good("[profile a]\ngranted_sso_region = eu-west-1\nrole_name = Dev\n", ""),
    Good("", "[a]\nAWS_ACCESS_KEY_ID = AKIAI44QH8DHBEXAMPLE\n"),
)


def check(context: Context) -> Iterator[Finding]:
    others = {  # lines that other rules report
        (line.file, line.number)
        for line in context.written
        if line.role in (PASTED, MORE, JUNK, FLAT)
    }
    off = switched_off(ignores(context.files))
    likely: dict[str, str | None] = {}
    unread: dict[str, list[_Unread]] = {}
    for profile, sections in _sections(context):
        unknown = [
            (file, section, setting)
            for file, section in sections
            if section.plain is None or not section.plain.keys() <= KNOWN.keys()
            for setting in section.settings
            if not (owner(setting.key) or setting.key.lower() in KNOWN)
            and (file, setting.key_span.line) not in others
        ]
        needed = _needed(context, profile, sections) if unknown else set()
        for file, section, setting in unknown:
            key, place = setting.key, Place(file, setting.key_span)
            if key not in likely:
                likely[key] = suggest(key) if len(likely) < _MOST_SUGGESTIONS else None
            right = likely[key]
            if right == "aws_account_id" and not _OF_SSO.isdisjoint(section.values):
                right = "sso_account_id"
            if right is not None:
                fix = None if section.find(right) else _rename(context.files, place, right)
                yield _misspelled(context.asked, key, right, place, profile, right in needed, fix)
            elif ID in off.get((file, place.span.line), ()):  # one finding per ignore
                yield _summary(context.asked, file, [_Unread(key, place, profile)])
            else:
                unread.setdefault(file, []).append(_Unread(key, place, profile))
    for file, found in unread.items():
        yield _summary(context.asked, file, found)


def _summary(asked: Asked, file: str, unread: Sequence[_Unread]) -> Finding:
    """One informational finding for all settings of a file that no AWS tool reads."""
    keys = [*dict.fromkeys(one.key for one in unread)]
    names = name_some([called(key) for key in keys])
    what = "1 setting" if len(keys) == 1 else f"{len(keys)} settings"
    message = f"{file} has {what} that no AWS tool reads: {names}"
    hint = "remove them, unless another program reads them"
    profiles = {one.profile for one in unread}
    profile = unread[0].profile if len(profiles) == 1 else None
    place = min(one.place for one in unread)
    return Finding(ID, INFO, message, hint, place, profile, asked)


def _misspelled(
    asked: Asked,
    key: str,
    right: str,
    place: Place,
    profile: str | None,
    is_needed: bool,
    fix: Fix | None,
) -> Finding:
    name = called(key)
    name = "" if name == UNNAMED else f" {name}"
    message = f"unknown setting{name}: did you mean {right}?"
    severity = ERROR if is_needed else WARNING
    hint = f"rename it to {right}"
    return Finding(ID, severity, message, hint, place, profile, asked, fix)


def _sections(context: Context) -> Iterator[tuple[str | None, list[tuple[str, Section]]]]:
    """Each profile's sections, with their files, and its name; then those of sso-sessions."""
    for name, profile in context.profiles.items():
        yield name, profile.sections
    for sections in context.files.sso_sessions.values():
        yield None, [(CONFIG, section) for section in sections]


def _needed(
    context: Context, profile: str | None, sections: Sequence[tuple[str, Section]]
) -> set[str]:
    """The settings that occur only misspelled, and are needed for the intended credentials.

    If `profile` is None, the sections belong to an sso-session.
    """
    given = {key for _, section in sections for key in section.values}
    missing = meant(given) - given
    if profile is None:
        return missing & _SESSION_NEEDS
    missing &= CREDENTIAL_SETTINGS
    is_changed = kinds_of(given | missing) != kinds_of(given) or not missing.isdisjoint(TOKENS)
    return missing if is_changed or context.refusing(profile) else set()


def _rename(files: Files, place: Place, name: str) -> Fix:
    """The fix that renames the key at a place."""
    span = place.span
    line = files.document(place.file).line(span.line)
    renamed = line[: span.column - 1] + name + line[span.end_column - 1 :]
    return Fix(f"rename it to {name}", False, (rewrite(place.file, span.line, renamed),))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD)
