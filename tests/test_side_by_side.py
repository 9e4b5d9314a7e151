"""In ten awkward files, `awscred set` does no harm, and the test sees harm that is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.side_by_side import CASES, Case, awscred, done


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_awscred_harms_nothing(case: Case, home: Path) -> None:
    assert done(case, awscred(case), home).harm == []


@pytest.mark.parametrize(
    ("title", "script", "harm"),
    [
        (
            "an upper-case key",
            "echo region = eu-west-2 >>",
            [
                "region is set 2 times",
                "botocore, cli cannot read the file any more",
            ],
        ),
        (
            "a last comment line without a newline",
            "echo output = json >>",
            [
                "lost or changed: # note",
                "botocore, cli, crt, go, java, js, rust, toolkit do not see it",
            ],
        ),
        ("Windows line ends", "sed -i 's/\\r//; s/west-1/west-2/'", ["CRLF lost in 4 lines"]),
        (
            "a comment behind the value",
            "sed -i 's/west-1.*/west-2/; s/json/text/'",
            [
                "lost or changed: output = json",
                "comment lost: # near the office",
                "botocore, cli, crt, go, java, js, rust, toolkit read something else differently",
            ],
        ),
    ],
)
def test_harm_is_seen(title: str, script: str, harm: list[str], home: Path) -> None:
    (case,) = (case for case in CASES if case.title == title)
    assert done(case, ["sh", "-c", f"{script} ~/.aws/config"], home) == ("done", harm)
