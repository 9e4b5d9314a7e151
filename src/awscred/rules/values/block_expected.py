"""A plain value of a setting that others are nested below.

## What it does
Reports `s3` and `api_versions` with a value on their own line.

## Why it matters
The AWS CLI and boto3 look for settings below, and stop with an error about a `str` that says
nothing of the file: for `s3` once S3 is used, for `api_versions` (boto3) in any case.

## Example
```ini
[profile dev]
s3 = path
```

## Use instead
```ini
[profile dev]
s3 =
  addressing_style = path
```

## Fix safety
No fix: the setting that was meant is for you to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.forms import bare
from awscred.rules.places import value_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.settings import NESTED
from awscred.tools import TOOLS, load, tools_do

ID = "block-expected"

BAD = (
    Bad("[profile a]\ns3 = path\n", "", (("config", 2, "s3 of profile a"),)),
    Bad("[default]\napi_versions=2006-03-01\n", "", (("config", 2, "api_versions of profile"),)),
)
GOOD = (
    Good("[profile a]\ns3 =\n  addressing_style = path\n", ""),
    Good("[profile a]\napi_versions =\n  ec2 = 2015-03-01\n", ""),
    Good("[profile a]\ns3 =\n", ""),
)


def check(context: Context) -> Iterator[Finding]:
    for key in NESTED:
        for profile in context.having(key):
            tools = tuple(tool for tool in TOOLS if key in load(tool).HABITS.blocks)
            if tools and bare(profile.settings[key]):
                message = (
                    f"{key} of profile {profile.name} has a value of its own in place of settings "
                    f"below it: {tools_do(tools, 'stops', 'stop')} at it"
                )
                hint = f"write {key} = alone, and indent its settings below it"
                place = value_place(profile, key)
                yield Finding(ID, ERROR, message, hint, place, profile.name, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
