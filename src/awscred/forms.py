"""The forms of AWS's ids, keys, regions and URLs. Only the form is checked.

A reader has its own copy of the forms that its tool checks, even if they look the same.
"""

from __future__ import annotations

import re

KEY_ID = r"A[KS]IA(?:[A-Z2-7]{16}|[A-Z0-9]{9}EXAMPLE)"
"""An access key id in base 32; those in AWS's examples end in EXAMPLE, with any digits."""
KEY = r"[A-Za-z0-9/+]{40}"
ACCOUNT = "[0-9]{12}"
_DIRECTION = "(?:(?:north|south)(?:east|west)?|east|west|central)"
REGION = rf"(?!fips-)[a-z]{{2,4}}-(?:[a-z]+-)?{_DIRECTION}-[0-9]{{1,2}}"
"""A region of AWS, including those newer than REGIONS."""
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
"""AWS's regions as of November 2026, from botocore 1.44."""
ARN = r"arn:aws[a-z-]*:"
"""The beginning of an ARN in any partition."""


def is_region(text: str) -> bool:
    """Whether a text looks like a region of AWS, even if there is no such region yet."""
    return re.fullmatch(REGION, text) is not None


def is_account(text: str) -> bool:
    """Whether a text has the form of an account id."""
    return re.fullmatch(ACCOUNT, text) is not None


def is_of_aws(url: str) -> bool:
    """Whether a URL belongs to AWS, and not to an emulator."""
    return bool(re.search(r"\.amazonaws\.|\.api\.aws\b", url))


def bare(value: str) -> str:
    """A value without surrounding quotes; "" if it has several lines or is a single quote.

    Other rules report how tools read quotes and several lines.
    """
    if "\n" in value:
        return ""
    quoted = value[:1] in ("'", '"') and value[0] == value[-1]
    return value[1:-1] if quoted else value
