"""What the rules say about tools and a header is what the readers of these tools do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini, tools
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules.headers.header import header, misread_by
from awscred.tools import TOOLS

_PIECES = (
    *("profile", "sso-session", "default", "Profile", "profiles", "profile-a", "foo", "a", "b"),
    *(" ", " ", " ", "  ", "\t", "\xa0", "\x1f", "\x85", "\u3000", '"', "'", "\\", "#", ";", " #"),
    *("é", "日", ".", "=", ":", "&", "["),
)
_INSIDE = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5).map("".join)


def _seen(tool: str, file: str, text: str) -> set[tuple[str, str]]:
    files = (text, "") if file == CONFIG else ("", text)
    reading = tools.read(tool, *map(ini.parse, files))
    found = {("profile", name) for name in reading.profiles}
    return found | {("sso-session", name) for name in reading.sessions}


@pytest.mark.parametrize("file", [CONFIG, CREDENTIALS])
@given(inside=_INSIDE)
def test_tools_misread_a_header_as_they_are_said_to(file: str, inside: str) -> None:
    text = f"[{inside}]\nregion = eu-west-1\n"
    head = header(file, ini.parse(text).sections[1])
    if head.is_nameless or head.kind in ("", "services"):
        return
    if file == CREDENTIALS and inside.startswith("sso-session."):
        return  # the JavaScript SDK has a profile that its reader leaves out
    meant = {(head.kind, head.name)}
    # to the Ruby SDK, a session is also a profile
    besides = {("profile", f"{head.kind} {head.name}")} if file == CONFIG else set()
    misread = tuple(tool for tool in TOOLS if _seen(tool, file, text) - besides != meant)
    assert misread_by(tuple(TOOLS), head) == misread
