"""A role whose source profile does not exist.

## What it does
Reports roles whose `source_profile` names a profile that is in neither file. If other roles depend
on such a role, the finding also lists them.

## Why it matters
No tool can assume the role. The AWS CLI and the JavaScript and Rust SDKs stop with an error that
names the profile, the Go SDK cannot load the role's profile, and the AWS Toolkit does not list it.

## Example
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = bsae

[profile base]
credential_process = /usr/local/bin/get-credentials
```

## Use instead
```ini
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = base

[profile base]
credential_process = /usr/local/bin/get-credentials
```

## Fix safety
No fix: the suggested name is a guess, and the wrong profile may use the wrong account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from awscred.chains import chain_ends
from awscred.findings import ERROR, Finding
from awscred.guesses import Questions, likely_name
from awscred.profiles import Profile
from awscred.redaction import redact
from awscred.rules.links import source_beyond, source_of
from awscred.rules.places import key_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.sources import and_roles, broken_chains

ID = "source-profile-missing"

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = "
_PROCESS = "credential_process = /opt/get\n"

BAD = (
    Bad(f"[profile a]\n{_ROLE}gone\n", "", (("config", 3, "gone, which does not exist"),)),
    Bad(
        f"[profile a]\n{_ROLE}bsae\n\n[profile base]\n{_PROCESS}",
        "",
        (("config", 3, "did you mean base?"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}b\n[profile b]\n{_ROLE}c\n",
        "",
        (("config", 6, "which does not exist; this also affects the role a"),),
    ),
    Bad(
        f"[profile a]\n{_ROLE}profile b\n[profile b]\n{_PROCESS}",
        "",
        (("config", 3, "did you mean b?"),),
    ),
    Bad("", f"[a]\n{_ROLE}Default\n[default]\n{_PROCESS}", (("credentials", 3, "mean default?"),)),
)
GOOD = (
    Good(f"[profile a]\n{_ROLE}b\n[profile b]\n{_PROCESS}", ""),
    Good(f"[profile a]\n{_ROLE}b\n", f"[b]\n{_PROCESS}"),
    Good("[profile a]\nsource_profile = gone\n", ""),  # no role
    Good(f"[profile a]\n{_ROLE}\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    profiles = context.files.profiles
    questions = Questions(lambda name: _guess(name, profiles))
    for profile, beyond in _naming_none(context).items():
        if context.files.absent:  # `other-file` reports it
            continue
        missing = source_of(profile) or ""
        message = (
            f"profile {profile.name} has the source profile {redact(missing)}, which does not "
            f"exist{questions.about(missing)}{and_roles(beyond)}"
        )
        hint = "correct the name, or create a profile with that name"
        place = key_place(profile, "source_profile")
        yield Finding(ID, ERROR, message, hint, place, profile.name, context.asked)


def _naming_none(context: Context) -> dict[Profile, list[str]]:
    """The roles that name a missing profile, each with the roles that depend on it."""
    profiles = context.files.profiles

    def onward(name: str) -> str | None:
        source = source_beyond(profiles[name])
        return source if source in profiles else None

    broken = [profile for profile, end in broken_chains(context) if end.missing]
    sources = {profile: source_of(profile) or "" for profile in broken}
    found: dict[Profile, list[str]] = {
        profile: [] for profile, source in sources.items() if source not in profiles
    }
    beyond = {profile: source for profile, source in sources.items() if source in profiles}
    ends = chain_ends(beyond.values(), profiles, onward)
    for profile, source in beyond.items():
        found.setdefault(profiles[ends[source].at], []).append(profile.name)
    return found


def _guess(name: str, profiles: Mapping[str, Profile]) -> str | None:
    bare = name.removeprefix("profile").strip(" \t'\"")
    for likely in (bare, bare.lower()):
        if likely in profiles:
            return likely
    return likely_name(name, profiles)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
