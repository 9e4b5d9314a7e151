"""A missing or empty services section.

## What it does
Reports profiles whose `services` setting names a section that is missing from config or empty.

## Why it matters
The AWS CLI cannot create a client with such a profile. The JavaScript, Go and Rust SDKs silently
ignore the setting, so they send requests meant for another endpoint to AWS.

## Example
```ini
[profile dev]
services = locla

[services local]
s3 =
  endpoint_url = http://localhost:4566
```

## Use instead
```ini
[profile dev]
services = local

[services local]
s3 =
  endpoint_url = http://localhost:4566
```

## Fix safety
No fix: the suggested name is a guess, and the wrong section may send requests elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.forms import bare
from awscred.guesses import Questions, likely_name
from awscred.profiles import CONFIG
from awscred.redaction import redact
from awscred.rules.places import value_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.tools import tools_reading

ID = "services-missing"

_LOCAL = "[services local]\ns3 =\n  endpoint_url = http://localhost:4566\n"

BAD = (
    Bad("[profile a]\nservices = gone\n", "", (("config", 2, "gone, which does not exist"),)),
    Bad(f"[profile a]\nservices = locla\n{_LOCAL}", "", (("config", 2, "did you mean local?"),)),
    Bad("[services local]\n\n[profile a]\nservices = local\n", "", (("config", 4, "is empty"),)),
)
GOOD = (
    Good(f"[profile a]\nservices = local\n{_LOCAL}", ""),
    Good(f"[profile a]\nregion = eu-west-1\n{_LOCAL}", ""),
)


def check(context: Context) -> Iterator[Finding]:
    if context.files.absent == CONFIG:  # `other-file` reports it
        return
    services = context.files.services
    filled = {
        name for name, sections in services.items() if any(section.values for section in sections)
    }
    questions = Questions(lambda name: likely_name(name.removeprefix("services "), filled))
    for profile in context.having("services"):
        name = bare(profile.settings["services"])
        if not name or name in filled:
            continue
        fault = "is empty" if name in services else "does not exist"
        message = f"profile {profile.name} names the services section {redact(name)}, which {fault}"
        hint = "correct the name, or add a services section with that name and settings to config"
        place = value_place(profile, "services")
        said, tools = f"{message}{questions.about(name)}", tools_reading(context.asked, "services")
        yield Finding(ID, ERROR, said, hint, place, profile.name, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
