"""A role whose source profile does not exist.

## What it does
Reports roles whose `source_profile`, or that of a profile further on in the chain, names a profile
that neither file has.

## Why it matters
The role cannot be assumed: the AWS CLI, the JavaScript and Rust SDKs stop with an error that names
the profile, and the Go SDK does not even load the role's. The AWS Toolkit leaves it out.

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
No fix: a likely name is a guess, and the wrong profile would be the wrong account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from awscred.findings import ERROR, Finding
from awscred.guesses import Questions, likely_name
from awscred.profiles import Profile
from awscred.redaction import redact
from awscred.rules.places import key_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.sources import broken_chains, source_of, tell_path
from awscred.tools import tools_that

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
        (("config", 3, "a -> b -> c"), ("config", 6, "which does not exist")),
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
    tools = tools_that(lambda does: not does.explains)  # for those, profile-not-valid says it
    questions = Questions(lambda name: _guess(name, profiles))
    for profile, end in broken_chains(context):
        if not end.missing or context.files.absent:  # then `other-file` says it
            continue
        if source_of(profile) == end.at:
            where = f"profile {profile.name} has the source profile {redact(end.at)}"
        else:
            path = tell_path(profile, profiles)
            where = f"the chain of source profiles {path} leads to {redact(end.at)}"
        message = f"{where}, which does not exist{questions.about(end.at)}"
        hint = "correct the name, or create a profile of that name"
        place = key_place(profile, "source_profile")
        yield Finding(ID, ERROR, message, hint, place, profile.name, tools)


def _guess(name: str, profiles: Mapping[str, Profile]) -> str | None:
    bare = name.removeprefix("profile").strip(" \t'\"")
    for likely in (bare, bare.lower()):
        if likely in profiles:
            return likely
    return likely_name(name, profiles)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
