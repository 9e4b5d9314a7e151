"""What AWS's ids, keys, regions and URLs look like, as far as their form alone says.

A form that a reader models is that reader's own, even where it looks alike: it follows its tool.
"""

from __future__ import annotations

import re

KEY_ID = r"A[KS]IA(?:[A-Z2-7]{16}|[A-Z0-9]{9}EXAMPLE)"
"""An access key id: base 32; those of AWS's own examples end so, and have other digits too."""
KEY = r"[A-Za-z0-9/+]{40}"
ACCOUNT = "[0-9]{12}"
REGION = r"(?!fips-)[a-z]{2,4}(?:-[a-z]+){1,2}-[0-9]{1,2}"
ARN = r"arn:aws[a-z-]*:"
"""How an ARN begins, in any partition."""

is_region = re.compile(REGION).fullmatch
is_account = re.compile(ACCOUNT).fullmatch


def is_of_aws(url: str) -> bool:
    """Whether a URL is one of AWS's own, and not an emulator's."""
    return bool(re.search(r"\.amazonaws\.|\.api\.aws\b", url))


def bare(value: str) -> str:
    """A value without quotes around it; "" where it has several lines, or is a lone quote.

    What tools make of quotes and of further lines is for rules of their own to say.
    """
    if "\n" in value:
        return ""
    quoted = value[:1] in ("'", '"') and value[0] == value[-1]
    return value[1:-1] if quoted else value
