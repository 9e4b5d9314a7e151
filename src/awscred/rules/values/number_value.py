"""An invalid or out-of-range number.

## What it does
Reports settings that need a number and have other text, or a number that is too small or too large.
Also reports invalid sizes and rates for the AWS CLI's S3 commands.

## Why it matters
The AWS CLI and the Go and Rust SDKs stop at some of these values. Other values are silently
ignored, by some tools and not by others. The Go SDK reads `max_attempts = 010` as 8, the other
tools as 10.

## Example
```ini
[profile dev]
max_attempts = 010
duration_seconds = 1h
```

## Use instead
```ini
[profile dev]
max_attempts = 10
duration_seconds = 3600
```

## Fix safety
No fix: only you know the right number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, WARNING, Finding
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.values.given import Given, readers_of, settings_given
from awscred.settings import KNOWN, NESTED
from awscred.tools import load, tools_do

ID = "number-value"

_MOST = 2**31 - 1
_RANGES = {  # the least and the greatest
    "max_attempts": (1, _MOST),
    "duration_seconds": (900, 43200),
    "metadata_service_timeout": (1, _MOST),
    "metadata_service_num_attempts": (0, _MOST),
    "request_min_compression_size_bytes": (1, 1048576),  # the AWS CLI's range, within Go's
    "csm_port": (0, 65535),
    "sso_redirect_port": (1, 65535),
    "max_concurrent_requests": (1, _MOST),
    "max_queue_size": (1, _MOST),
}
_SIZE = r"(?i)[0-9]{1,18} ?(?:[kmgt]i?b)?"
_RATE = r"[0-9]{1,18} ?(?:[KMGTkmgt]i?)?(?:[Bb]/s)?"
_FORMS = {
    **dict.fromkeys(("multipart_threshold", "multipart_chunksize", "io_chunksize"), _SIZE),
    **dict.fromkeys(("max_bandwidth", "target_bandwidth", "disk_throughput"), _RATE),
}
_NUMBERS = {
    name: known
    for rows in (NESTED["s3"], KNOWN)
    for name, known in rows.items()
    if name in _RANGES or name in _FORMS
}

BAD = (
    Bad(
        "[profile a]\nmax_attempts = 010\nmetadata_service_timeout = 1s\n",
        "",
        (("config", 2, "octal"), ("config", 3, "a whole number, at least 1")),
    ),
    Bad(
        "[default]\nmax_attempts = 0\n",
        "",
        (("config", 2, "the Go SDK, the Rust SDK and the Java SDK need"),),
    ),
    Bad(
        "[profile a]\nrequest_min_compression_size_bytes = 2000000\nduration_seconds = 60\n",
        "",
        (("config", 2, "from 1 to 1048576"), ("config", 3, "from 900 to 43200")),
    ),
    Bad(
        "[profile a]\ncsm_port = http\nsso_redirect_port = 0\n",
        "",
        (("config", 2, "the AWS CLI needs"), ("config", 3, "from 1 to 65535")),
    ),
    Bad(
        "[profile a]\ns3 =\n  multipart_chunksize = 8 megs\n  max_concurrent_requests = 0\n"
        "  max_bandwidth = fast\n",
        "",
        (
            ("config", 3, "a size such as 8MB"),
            ("config", 4, "at least 1"),
            ("config", 5, "a rate such as 5MB/s"),
        ),
    ),
)
GOOD = (
    Good("[profile a]\nmax_attempts = 5\nmetadata_service_num_attempts = 0\n", ""),
    Good("[profile a]\nduration_seconds = 3600\nmetadata_service_timeout = 05\n", ""),
    Good(
        "[profile a]\ns3 =\n  multipart_threshold = 64MB\n  max_bandwidth = 5MB/s\n"
        "  max_queue_size = 10000\n  io_chunksize = 262144\n",
        "",
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for given in settings_given(context, _NUMBERS):
        tools = readers_of(context.asked, given.known)
        said, hint = (
            f"{tools_do(context.asked, tools, 'needs', 'need')} {_wanted(given)}",
            f"write {_wanted(given)}",
        )
        if _is_right(given):
            tools = tuple(tool for tool in tools if load(tool).HABITS.octal)
            if not tools or not re.fullmatch("0[0-9]+", given.value):
                continue
            read = tools_do(context.asked, tools, "reads", "read")
            said = f"{read} it as an octal number because of the leading zero"
            hint = "remove the leading zero"
        severity = WARNING if given.known.name == "csm_port" else ERROR  # rarely ever used
        message = f"{given.shown}: {said}"
        yield Finding(ID, severity, message, hint, given.place, given.profile, tools)


def _is_right(given: Given) -> bool:
    name, value = given.known.name, given.value
    if name in _FORMS:
        return re.fullmatch(_FORMS[name], value) is not None
    least, most = _RANGES[name]
    return re.fullmatch("[0-9]{1,18}", value) is not None and least <= int(value) <= most


def _wanted(given: Given) -> str:
    """What a setting needs, in a few words."""
    name = given.known.name
    if name in _FORMS:
        return "a size such as 8MB" if _FORMS[name] == _SIZE else "a rate such as 5MB/s"
    least, most = _RANGES[name]
    return f"a whole number{f', at least {least}' if most == _MOST else f' from {least} to {most}'}"


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
