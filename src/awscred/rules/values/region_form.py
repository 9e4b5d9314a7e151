"""An invalid region.

## What it does
Reports a `region` or `sso_region` that is misspelled (`us-east1`), an availability zone
(`us-east-1a`), written with capitals, underscores or spaces, a name from the console (`US East`),
or the word `None`. Other providers and emulators have their own regions, such as `fr-par` or
`local`: these are informational, and not reported if the profile has an `endpoint_url`. New regions
of the usual form are accepted.

## Why it matters
The region is part of every host name. The AWS CLI and the JavaScript SDK refuse a value that cannot
be part of a host name. With other wrong regions, and in the other tools, the host is not found or
AWS refuses the signature.

## Example
```ini
[profile dev]
region = us-east-1a
```

## Use instead
```ini
[profile dev]
region = us-east-1
```

## Fix safety
Unsafe: replaces the value with the region that it resembles. The letter of an availability zone is
removed, capitals become lowercase, and underscores and spaces become dashes. A line with `None` is
removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, INFO, WARNING, Finding, Fix
from awscred.forms import REGION, REGIONS, is_region
from awscred.guesses import closest_ones
from awscred.rules.edits import change_value, rewrite
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.values.wrong import Wrong, wrong_values
from awscred.sentences import listed
from awscred.settings import is_shown
from awscred.tools import tools_reading

ID = "region-form"

_ZONE = rf"({REGION})(?:[a-z]|-[a-z0-9-]+)"  # us-east-1a, us-west-2-lax-1a
_FIPS = rf"fips-{REGION}|{REGION}-fips"
_LABEL = r"(?![0-9]+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
_GAPS = "[ _\u2010-\u2015\u2212]+"  # typed or pasted instead of a dash

_NOTHING = ("none", "null", "nil", "undefined")  # written by programs that had no region

_KEYS = """\
[a]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""


def _region(region: str) -> str:
    return f"[profile a]\nregion = {region}\n"


def _session(region: str) -> str:
    return (
        "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
        f"sso_region = {region}\nsso_registration_scopes = sso:account:access\n\n"
        "[profile b]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev\n"
    )


BAD = (
    Bad(
        _region("us-east-1a"),
        _KEYS,
        (("config", 2, "us-east-1a is an availability zone"),),
        (_region("us-east-1"), _KEYS),
    ),
    Bad(
        _region("us-west-2-lax-1a"),
        _KEYS,
        (("config", 2, "availability zone"),),
        (_region("us-west-2"), _KEYS),
    ),
    Bad(
        _region("EU-West-1"),
        _KEYS,
        (("config", 2, "not spelled as AWS spells it"),),
        (_region("eu-west-1"), _KEYS),
    ),
    Bad(
        _region("us_gov_west_1"),
        _KEYS,
        (("config", 2, "not spelled as AWS spells it"),),
        (_region("us-gov-west-1"), _KEYS),
    ),
    Bad(_region("US East (N. Virginia)"), _KEYS, (("config", 2, "cannot be part of a host name"),)),
    Bad(_region("us-east-1,"), _KEYS, (("config", 2, "cannot be part of a host name"),)),
    Bad(
        _region("useast1"),
        _KEYS,
        (("config", 2, "did you mean us-east-1?"),),
        (_region("us-east-1"), _KEYS),
    ),
    Bad(
        _region("us-esat-1"),
        _KEYS,
        (("config", 2, "did you mean us-east-1?"),),
        (_region("us-east-1"), _KEYS),
    ),
    Bad(_region("us-est-1"), _KEYS, (("config", 2, "did you mean us-east-1 or us-west-1?"),)),
    Bad(_region("eu-west"), _KEYS, (("config", 2, "eu-west-1, eu-west-2 or eu-west-3?"),)),
    Bad(
        _region("eu-west-l"),
        _KEYS,
        (("config", 2, "did you mean eu-west-1?"),),
        (_region("eu-west-1"), _KEYS),
    ),
    Bad(_region("None"), _KEYS, (("config", 2, "is not a region"),), ("[profile a]\n", _KEYS)),
    Bad(_region("fr-par"), _KEYS, (("config", 2, "fr-par is not an AWS region"),)),
    Bad(_region("auto"), _KEYS, (("config", 2, "auto is not an AWS region"),)),
    Bad(_region("aws-global"), _KEYS, (("config", 2, "is only for global services"),)),
    Bad(_region("fips-us-east-1"), _KEYS, (("config", 2, "an old name for a FIPS endpoint"),)),
    Bad(
        _session("eu_west_1"),
        "",
        (("config", 3, "sso_region of sso-session corp"),),
        (_session("eu-west-1"), ""),
    ),
    Bad(
        "[profile a]\nendpoint_url = http://localhost:4566\nregion = my region\n",
        _KEYS,
        (("config", 3, "cannot be part of a host name"),),
    ),
)
GOOD = (
    *(
        Good(_region(region), _KEYS)
        for region in (
            *("us-east-1", "mx-central-1", "ap-southeast-7", "il-central-1", "us-gov-east-1"),
            *("cn-northwest-1", "us-isob-east-1", "eu-isoe-west-1", "eusc-de-east-1"),
            *("nz-north-1", "ap-southeast-12", "us-isox-northeast-1"),  # not yet regions
        )
    ),
    Good(_session("eu-central-2"), ""),
    Good("[profile a]\nregion = auto\nendpoint_url = https://r2.example.com\n", _KEYS),
    Good("[profile a]\nregion = us-east1\nendpoint_url = http://localhost:4566\n", _KEYS),
    Good("[profile a]\nregion = fr-par\ns3 =\n  endpoint_url = https://s3.example.com\n", _KEYS),
    Good("[profile a]\nregion =\n", _KEYS),
)


def check(context: Context) -> Iterator[Finding]:
    for key in ("region", "sso_region"):
        for wrong in wrong_values(context, key, is_region):
            own = wrong.profile is not None and wrong.profile.has_own_endpoint
            if not (own and key == "region" and re.fullmatch(_LABEL, wrong.value)):
                yield _finding(context, key, wrong)


def _finding(context: Context, key: str, wrong: Wrong) -> Finding:
    severity, says, likely = _judge(wrong.value)
    shown = wrong.value if is_shown(key, wrong.value) else "its value"
    message = f"{key} of {wrong.title}: {shown} {says}"
    hint, fix = "write the code of a region, such as eu-west-1", None
    if wrong.value.lower() in _NOTHING:
        hint = "remove the line"
        fix = Fix(hint, False, (rewrite(wrong.file, wrong.setting.key_span.line),))
    elif likely:
        hint = f"write {likely}"
        fix = Fix(hint, False, (change_value(context.files, wrong.file, wrong.setting, likely),))
    elif severity == INFO:
        hint = "add the provider's endpoint_url, or write an AWS region"
    return Finding(
        ID, severity, message, hint, wrong.place, wrong.name, tools_reading(context.asked, key), fix
    )


def _judge(value: str) -> tuple[str, str, str | None]:
    """The severity, why the value is not a region, and the region that is likely meant."""
    plain = re.sub(_GAPS, "-", value.lower())
    if value.lower() in _NOTHING:
        return ERROR, "is not a region", None
    if is_region(plain):
        return ERROR, "is not spelled as AWS spells it", plain
    if re.fullmatch(_FIPS, value):
        says = "is an old name for a FIPS endpoint; use_fips_endpoint = true replaces it"
        return WARNING, says, None
    if zone := re.fullmatch(_ZONE, plain):
        return ERROR, "is an availability zone, not a region", zone[1]
    if not re.fullmatch(_LABEL, value):
        return ERROR, "is not a region: it cannot be part of a host name", None
    if re.fullmatch("aws(?:-[a-z]+)*-global", value):
        return WARNING, "is only for global services; other services have no host there", None
    if likely := _resembled(plain):
        only = likely[0] if len(likely) == 1 else None
        return ERROR, f"is not an AWS region: did you mean {listed(likely, 'or')}?", only
    return INFO, "is not an AWS region", None


def _resembled(value: str) -> list[str]:
    """The regions that a misspelled one most likely means, none if it resembles none.

    Its number is missing or a letter, its dashes are wrong, its letters are in another order, or a
    letter or two differ.
    """
    value = re.sub("-[il]$", "-1", value)
    without_number = [region for region in REGIONS if region.rpartition("-")[0] == value]
    letters = sorted(value.replace("-", ""))
    same = [region for region in REGIONS if sorted(region.replace("-", "")) == letters]
    return without_number[:3] or same[:1] or sorted(closest_ones(value, REGIONS, 0.8))


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
