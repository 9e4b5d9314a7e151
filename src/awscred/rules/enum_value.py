"""A value that is none of those that its setting knows.

## What it does
Reports switches that are neither `true` nor `false`, and words that a setting does not know.

## Why it matters
Each tool does something else with such a value. The JavaScript SDK takes `True` for no value at
all; the AWS CLI makes no client with `retry_mode = legacy`, the Go SDK does not even load the
profile, and a program that uses the Rust SDK stops. Other values are passed over in silence.

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
Safe: a value that is right but for its case is written as its setting wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from awscred.findings import ERROR, WARNING, Finding, Fix
from awscred.ini import Setting
from awscred.readers import TOOLS
from awscred.readers.reading import Place
from awscred.rules.lines import tools_do
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.values import bare, change_value, find
from awscred.settings import KNOWN, MASK, NESTED, Known, shown_value

ID = "enum-value"

_SWITCH = ("true", "false")
_SILENT = ("signature_version",)  # besides switches; the AWS CLI passes over a bad one

# Who takes a value in any case. A setting that is not listed is taken so by nobody, but switches.
_SWITCH_IN_ANY_CASE = ("cli", "go", "rust")
_ANY_CASE: dict[str, tuple[str, ...]] = {
    "retry_mode": ("rust",),
    "credential_source": ("rust",),
    "account_id_endpoint_mode": ("cli", "js", "rust"),
    "disable_request_compression": ("cli", "rust"),
    "disable_clock_skew_correction": (),
    **dict.fromkeys(("defaults_mode", "ec2_metadata_service_endpoint_mode"), tuple(TOOLS)),
    **dict.fromkeys(("request_checksum_calculation", "response_checksum_validation"), tuple(TOOLS)),
    "endpoint_discovery_enabled": tuple(TOOLS),
}

_ROLE = "[profile a]\nrole_arn = arn:aws:iam::123456789012:role/deploy\ncredential_source = "

BAD = (
    Bad(
        "[profile a]\nuse_fips_endpoint = True\n",
        "",
        (("config", 2, "the JavaScript SDK knows it only as true"),),
        ("[profile a]\nuse_fips_endpoint = true\n", ""),
    ),
    Bad(
        "[default]\nuse_dualstack_endpoint=FALSE\nretry_mode = Standard\n",
        "",
        (("config", 2, "only as false"), ("config", 3, "the Go SDK")),
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
                "the AWS CLI, the Go SDK and the Rust SDK know only standard and adaptive",
            ),
        ),
    ),
    Bad(
        "[profile a]\noutput = JSON\n",
        "",
        (("config", 2, "the AWS CLI"),),
        ("[profile a]\noutput = json\n", ""),
    ),
    Bad(
        "[profile a]\ns3 =\n  addressing_style = Path\n  signature_version = v4\n",
        "",
        (("config", 3, "only as path"), ("config", 4, "only s3 and s3v4")),
        ("[profile a]\ns3 =\n  addressing_style = path\n  signature_version = v4\n", ""),
    ),
)
GOOD = (
    Good(
        "[profile a]\nuse_fips_endpoint = true\nretry_mode = adaptive\ndefaults_mode = In-Region\n"
        "ec2_metadata_service_endpoint_mode = ipv6\nendpoint_discovery_enabled = auto\n"
        "request_checksum_calculation = WHEN_REQUIRED\ns3_us_east_1_regional_endpoint = legacy\n",
        "",
    ),
    Good("[profile a]\ntcp_keepalive = True\ncli_pager =\n", ""),
    Good("[profile a]\ns3 =\n  use_accelerate_endpoint = True\n", ""),
    Good("[profile a]\ncorrect_clock_skew = yes\n", ""),  # no modelled tool reads it
)


class Given(NamedTuple):
    """A setting of the catalogue as a profile has it, its value without quotes around it."""

    profile: str
    file: str
    setting: Setting
    known: Known

    @property
    def value(self) -> str:
        return bare(self.setting.value)

    @property
    def shown(self) -> str:
        """The key and the value in a message, the latter only if it may be shown."""
        value = shown_value(self.known.name, self.value)
        return self.known.name if value == MASK else f"{self.known.name} = {value}"

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return Place(self.file, self.setting.value_span)


def check(context: Context) -> Iterator[Finding]:
    for given in settings_given(context, _WITH_WORDS):
        readers, words = readers_of(given.known), _words(given.known)
        if not readers or given.value in words:
            continue
        right = next((word for word in words if word.lower() == given.value.lower()), None)
        tools = tuple(tool for tool in readers if not _takes(tool, given, right))
        if not tools:
            continue
        silent = given.known.values == _SWITCH or given.known.name in _SILENT
        severity = WARNING if silent and len(readers) == 1 else ERROR
        said, hint, fix = f"only {_list(words)}", f"write one of {', '.join(words)}", None
        if right is not None:
            said, hint = f"it only as {right}", f"write {right}"
            edit = change_value(context.files, given.file, given.setting, right)
            fix = Fix(hint, True, (edit,))
        message = f"{given.shown}: {tools_do(tools, 'knows', 'know')} {said}"
        yield Finding(ID, severity, message, hint, given.place, given.profile, tools, fix)


def settings_given(context: Context, wanted: Mapping[str, Known]) -> Iterator[Given]:
    """The wanted settings that profiles have a value for, nested ones too, by their names.

    Those of profiles that have one of a setting's own words are left out, as nearly all do.
    """
    for known in wanted.values():
        words = ("", *_words(known))
        for profile in context.having(known.name) if known.name in KNOWN else ():
            if bare(profile.settings[known.name]) not in words:
                yield Given(profile.name, *find(profile, known.name), known)
    for odd in context.odd:
        for setting in odd.section.settings if odd.profile is not None else ():
            below = NESTED.get(setting.key.lower(), {})
            for nested in setting.nested if below else ():
                key = nested.key.lower()
                if key in below and key in wanted and bare(nested.value):
                    yield Given(odd.profile or "", odd.file, nested, below[key])


def readers_of(known: Known) -> tuple[str, ...]:
    """The tools that read a setting, but for the Toolkit, whose own verdict tells what it takes.

    boto3 goes under the AWS CLI, which alone reads what nobody else was asked about.
    """
    named = known.tools or ("cli",)
    found = {"cli" if tool == "boto3" else tool for tool in named}
    return tuple(tool for tool in TOOLS if tool in found and tool != "toolkit")


def _takes(tool: str, given: Given, right: str | None) -> bool:
    """Whether a tool understands a value all the same, `right` being its right form."""
    if right is None:
        return tool == "js" and given.value == "legacy"  # for standard
    tolerant = _SWITCH_IN_ANY_CASE if right in _SWITCH else ()
    return tool in _ANY_CASE.get(given.known.name, tolerant)


def _words(known: Known) -> tuple[str, ...]:
    """The words that a setting may have as its value everywhere."""
    return tuple(word for word in known.values if (known.name, word) != ("retry_mode", "legacy"))


def _list(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}"


_WITH_WORDS = {
    name: known
    for rows in (*NESTED.values(), KNOWN)
    for name, known in rows.items()
    if known.values
}

RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
