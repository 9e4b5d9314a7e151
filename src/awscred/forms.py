"""What AWS's ids, keys, regions and URLs look like, as far as their form alone says.

A form that a reader models is that reader's own, even where it looks alike: it follows its tool.
"""

from __future__ import annotations

import re

KEY_ID = r"A[KS]IA(?:[A-Z2-7]{16}|[A-Z0-9]{9}EXAMPLE)"
"""An access key id: base 32; those of AWS's own examples end so, and have other digits too."""
KEY = r"[A-Za-z0-9/+]{40}"
ACCOUNT = "[0-9]{12}"
_DIRECTION = "(?:(?:north|south)(?:east|west)?|east|west|central)"
REGION = rf"(?!fips-)[a-z]{{2,4}}-(?:[a-z]+-)?{_DIRECTION}-[0-9]{{1,2}}"
"""A region of AWS, also of one that is newer than REGIONS."""
REGIONS = tuple(
    f"{area}-{direction}-{number}"
    for area, rest in {
        "af": "south-1",
        "ap": "east-2 northeast-3 south-2 southeast-7",
        "ca": "central-1 west-1",
        "cn": "north-1 northwest-1",
        "eu": "central-2 north-1 south-2 west-3",
        "eu-isoe": "west-1",
        "eusc-de": "east-1",
        "il": "central-1",
        "me": "central-1 south-1",
        "mx": "central-1",
        "sa": "east-1",
        "us": "east-2 west-2",
        "us-gov": "east-1 west-1",
        "us-iso": "east-1 west-1",
        "us-isob": "east-1 west-1",
        "us-isof": "east-1 south-1",
    }.items()
    for direction, _, last in (word.rpartition("-") for word in rest.split())
    for number in range(1, int(last) + 1)
)
"""AWS's regions of November 2026, as botocore 1.44 lists them."""
ARN = r"arn:aws[a-z-]*:"
"""How an ARN begins, in any partition."""

is_region = re.compile(REGION).fullmatch
is_account = re.compile(ACCOUNT).fullmatch


def is_of_aws(url: str) -> bool:
    """Whether a URL is one of AWS's own, and not an emulator's."""
    return bool(re.search(r"\.amazonaws\.|\.api\.aws\b", url))


def bare(value: str) -> str:
    """A value without quotes around it; "" if it has several lines, or is a lone quote.

    What tools make of quotes and of further lines is for rules of their own to say.
    """
    if "\n" in value:
        return ""
    quoted = value[:1] in ("'", '"') and value[0] == value[-1]
    return value[1:-1] if quoted else value
