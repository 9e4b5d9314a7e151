"""A value not allowed for its setting.

## What it does
Reports switches that are neither `true` nor `false`, and other values that a setting does not
accept.

## Why it matters
Each tool treats such a value differently. The JavaScript SDK ignores `True`. With `retry_mode =
legacy`, version 2 of the AWS CLI cannot create a client, the Go SDK cannot load the profile, and a
program that uses the Rust SDK stops. With an invalid `us_east_1_regional_endpoint`, boto3 and
version 1 of the AWS CLI cannot create a client for any service. Other values are silently ignored.

## Example
```ini
[profile dev]
use_fips_endpoint = True
retry_mode = legacy
```

## Use instead
```ini
[profile dev]
use_fips_endpoint = true
retry_mode = standard
```

## Fix safety
Safe: corrects the case of a value that is otherwise right.
"""

from __future__ import annotations

from collections.abc import Iterator

from awscred.findings import ERROR, WARNING, Finding, Fix
from awscred.rules.edits import change_value
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.values.given import Given, readers_do, readers_of, settings_given, words_of
from awscred.sentences import listed
from awscred.settings import KNOWN, NESTED, SWITCHES
from awscred.tools import load

ID = "enum-value"

_SILENT = SWITCHES | {"signature_version"}  # the AWS CLI silently ignores a bad one

_ROLE = "[profile a]\nrole_arn = arn:aws:iam::123456789012:role/deploy\ncredential_source = "

BAD = (
    Bad(
        "[profile a]\nuse_fips_endpoint = True\n",
        "",
        (("config", 2, "the JavaScript SDK accepts only true"),),
        ("[profile a]\nuse_fips_endpoint = true\n", ""),
    ),
    Bad(
        "[default]\nuse_dualstack_endpoint=FALSE\nretry_mode = Standard\n",
        "",
        (("config", 2, "only false"), ("config", 3, "the Go SDK")),
        ("[default]\nuse_dualstack_endpoint=false\nretry_mode = standard\n", ""),
    ),
    Bad(
        f"{_ROLE}environment\n",
        "",
        (("config", 3, "the AWS CLI, the JavaScript SDK and the Go SDK"),),
        (f"{_ROLE}Environment\n", ""),
    ),
    Bad(
        "[profile a]\nuse_fips_endpoint = yes\ntcp_keepalive = on\n",
        "",
        (("config", 2, "only true and false"), ("config", 3, "only true and false")),
    ),
    Bad(
        "[profile a]\nretry_mode = legacy\n",
        "",
        (
            (
                "config",
                2,
                "the AWS CLI, the Go SDK and the Rust SDK accept only standard and adaptive",
            ),
        ),
    ),
    Bad(
        "[profile a]\nec2_metadata_service_endpoint_mode = ipv6\n"
        "account_id_endpoint_mode = Required\n",
        "",
        (
            ("config", 2, "the JavaScript SDK accepts only IPv6"),
            ("config", 3, "the JavaScript SDK and the Go SDK accept only required"),
        ),
        (
            "[profile a]\nec2_metadata_service_endpoint_mode = IPv6\n"
            "account_id_endpoint_mode = required\n",
            "",
        ),
    ),
    Bad(
        "[profile a]\noutput = JSON\ncli_help_output = web\n",
        "",
        (("config", 2, "the AWS CLI"), ("config", 3, "only terminal, browser and url")),
        ("[profile a]\noutput = json\ncli_help_output = web\n", ""),
    ),
    Bad(
        "[profile a]\ns3 =\n  addressing_style = Path\n  signature_version = v4\n",
        "",
        (("config", 3, "only path"), ("config", 4, "only s3 and s3v4")),
        ("[profile a]\ns3 =\n  addressing_style = path\n  signature_version = v4\n", ""),
    ),
    Bad(
        "[profile a]\napi_versions =\n  sts = latest\n  ec2 = 2016-11-15\n",
        "",
        (
            (
                "config",
                3,
                "sts = latest: boto3 (and version 1 of the AWS CLI) accepts only 2011-06-15",
            ),
        ),
    ),
    Bad(
        "[profile a]\nsts_regional_endpoints = Regional\ns3 =\n"
        "  us_east_1_regional_endpoint = Regional\n",
        "",
        (
            ("config", 2, "boto3 (and version 1 of the AWS CLI) accepts only regional"),
            ("config", 4, "boto3 (and version 1 of the AWS CLI) accepts only regional"),
        ),
        (
            "[profile a]\nsts_regional_endpoints = regional\ns3 =\n"
            "  us_east_1_regional_endpoint = regional\n",
            "",
        ),
    ),
)
GOOD = (
    Good(
        "[profile a]\nuse_fips_endpoint = true\nretry_mode = adaptive\ndefaults_mode = In-Region\n"
        "ec2_metadata_service_endpoint_mode = IPv6\nendpoint_discovery_enabled = auto\n"
        "request_checksum_calculation = WHEN_REQUIRED\ns3_us_east_1_regional_endpoint = legacy\n",
        "",
    ),
    Good("[profile a]\ntcp_keepalive = True\ncli_pager =\n", ""),
    Good("[profile a]\ns3 =\n  use_accelerate_endpoint = True\n", ""),
    Good("[profile a]\ncorrect_clock_skew = yes\n", ""),  # none of the modeled tools reads it
)


def check(context: Context) -> Iterator[Finding]:
    for given in settings_given(context, _WITH_WORDS):
        readers, words = readers_of(context.asked, given.known), words_of(given.known)
        if not readers or given.value in words:
            continue
        right = next((word for word in words if word.lower() == given.value.lower()), None)
        tools = tuple(tool for tool in readers if not _accepts(tool, given, right))
        if not tools:
            continue
        severity = WARNING if given.known.name in _SILENT and len(readers) == 1 else ERROR
        said, fix = listed(words), None
        hint = f"write {'one of ' if words[1:] else ''}{', '.join(words)}"
        if right is not None:
            said, hint = right, f"write {right}"
            edit = change_value(context.files, given.file, given.setting, right)
            fix = Fix(hint, True, (edit,))
        accept = readers_do(context.asked, given.known, tools, "accepts", "accept")
        message = f"{given.shown}: {accept} only {said}"
        yield Finding(ID, severity, message, hint, given.place, given.profile, tools, fix)


def _accepts(tool: str, given: Given, right: str | None) -> bool:
    """Whether a tool accepts a value that others do not; `right` is the same in the right case."""
    name, habits = given.known.name, load(tool).HABITS
    if right is None:
        return given.value in habits.own_words.get(name, ())
    return name in habits.any_case


_WITH_WORDS = {
    name: known
    for rows in (*NESTED.values(), KNOWN)
    for name, known in rows.items()
    if known.values
}

RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
