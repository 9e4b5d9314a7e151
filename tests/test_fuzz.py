"""Random files through everything that reads and shows them: no exception, no secret."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st

import awscred
from awscred import fixes, validation
from awscred.output import diff, show
from awscred.output import list as listing
from awscred.output.names import Names
from awscred.output.show import View
from awscred.output.validate import FORMATS, renderer
from awscred.output.validate.showing import Checked, Showing
from awscred.tools import TOOLS
from tests.sizes import examples
from tests.test_ini import BYTES

NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)
CANARY = "canary0secret"
# Places of a secret: after a key that is secret, misspelled or unknown, on its own line, below a
# key, in a comment, or attached to a header.
SECRET_LINES = st.sampled_from(
    [
        f"{lead}{CANARY}{end}"
        for lead in (
            *("aws_secret_access_key = ", "AWS_SECRET_ACCESS_KEY=", "xaws_secret_access_key = "),
            *("aws_session_token: ", "export AWS_SECRET_ACCESS_KEY=", "password = ", "  ", "# "),
            *(
                "[a] ",
                "[a]# ",
                "credential_process = /bin/x ",
                "external_id = ",
                "s3 =\n  token = ",
            ),
            *("region = eu-west-1 # ", "= ", '"SecretAccessKey": "', "aws_access_key_id = "),
        )
        for end in ("", " ", " # c", '",')
    ]
)
LINES = SECRET_LINES | st.sampled_from(
    ["[a]", "[profile b]", "[c", "[d] e", "region = eu-west-1", "role_arn = x", "junk", "", "s3 ="]
)
SECRETIVE = st.lists(LINES, max_size=12).map("\n".join)
RAW_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\udc80-\udcff]")


def _everything_shown(config: bytes | str, credentials: bytes | str) -> list[str]:
    files = awscred.read(config=config, credentials=credentials)
    found = awscred.validate(files)
    listed = [listing.Row(one, False, 0, 0) for one in files.profiles.values()]
    names = Names(files.profiles)
    readings = {tool: awscred.reading(tool, files) for tool in TOOLS}
    views = [View(one, files, found, readings, names) for one in list(files.profiles.values())[:3]]
    mended = fixes.apply(files, validation.validate, unsafe=True)
    shown = [
        *map(show.as_json, views),
        *(str(show.facts(view, NOW)) for view in views),
        *(show.plain(view).replace("\t", " ") for view in views),
        *(str(show.blocks(view)) for view in views),
        *(
            show.reading_as_json(found, files, list(found.profiles), names)
            for found in readings.values()
        ),
        *(
            str(show.reading_as_rows(found, list(found.profiles), names))
            for found in readings.values()
        ),
        *(str(found.fix and found.fix.title) for found in found.findings),
        diff.render("config", files.config, mended.files.config, color=False),
        diff.render("credentials", files.credentials, mended.files.credentials, color=False),
    ]
    showing = Showing(False, None, str, datetime(2026, 11, 24))
    formats = {name: renderer(name)([Checked(found, files)], showing) for name in FORMATS}
    formats["sarif"] = formats["sarif"].partition('"results"')[2]  # without the rules
    return [
        *shown,
        *formats.values(),
        listing.as_json(listed, files, names),
        listing.plain(listed, files, names).replace("\t", " "),
        repr(files.profiles),
    ]


@examples(200, 20_000)
@given(config=BYTES, credentials=BYTES)
def test_any_bytes_are_shown_safely(config: bytes, credentials: bytes) -> None:
    for shown in _everything_shown(config, credentials):
        assert not RAW_CONTROL.search(shown)


@examples(200, 20_000)
@given(config=SECRETIVE, credentials=SECRETIVE)
def test_a_secret_is_nowhere_shown(config: str, credentials: str) -> None:
    for shown in _everything_shown(config, credentials):
        assert CANARY not in shown
