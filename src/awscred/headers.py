"""Section headers: where they are, and which section a person means by one.

Naming profiles takes no more than this, and it is imported in next to no time.
"""

import re

CONFIG, CREDENTIALS = "config", "credentials"
OTHER_SECTIONS = ("sso-session", "services")
"""The types of sections of config that profiles name."""
TYPES = ("profile", *OTHER_SECTIONS)
"""The types of sections."""
CLI_SECTIONS = frozenset(("plugins", "preview"))
"""Sections of config with a one-word header that belong to the AWS CLI and are not profiles."""
HEADER_START = r"\ufeff?[^\S\r\n]*\[([^\]\n]*)\]?"
"""The beginning of a line that is a header; the group is the text in the brackets."""
INDENTED_HEADER_START = r"[^\S\r\n]+\[[^\]\n]*\]"
"""The beginning of an indented line that is a header wherever it is."""


def titles(text: str) -> list[str]:
    """The texts in the brackets of all headers, in the order of the file."""
    starts = rf"(?m)\A{HEADER_START}|^(?:{INDENTED_HEADER_START}|\[[^\]\n]*)"
    found = (match[0].partition("[")[2] for match in re.finditer(starts, text))
    return [title.removesuffix("]").strip() for title in found]


def section_type(file: str, header: str) -> tuple[str, str]:
    """The type and name that a person means by a section's header in this file.

    The type is "profile", "sso-session", "services", or "" for any other.
    """
    words = header.split(None, 1)
    if len(words) < 2:
        if file == CONFIG and header in CLI_SECTIONS:
            return "", header
        return "profile", header
    first, rest = words
    name = rest.strip()
    if name[:1] == name[-1:] and name[:1] in ("'", '"'):
        name = name[1:-1]
    if first in OTHER_SECTIONS:
        return first, name
    if first.lower() in ("profile", "profiles"):
        return "profile", name
    return ("", header) if file == CONFIG else ("profile", header)
