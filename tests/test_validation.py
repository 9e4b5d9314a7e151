"""The report as a whole: its order, its verdicts, what `list` may leave out, and hostile files."""

from __future__ import annotations

import pytest

import awscred
from awscred.findings import ERROR, INFO, WARNING, Report

KEYS = (
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"


def _report(config: str, credentials: str) -> Report:
    return awscred.validate(awscred.read(config=config, credentials=credentials))


def test_findings_stand_in_the_order_of_the_files() -> None:
    report = _report("[profile a]\nregoin = x\nregion: y\n", "[b]\njunk\n")
    places = [(item.place.file, item.place.span.line) for item in report.findings]
    assert places == sorted(places, key=lambda place: (place[0] != "config", place[1]))
    assert {place[0] for place in places} == {"config", "credentials"}


HOSTILE = {
    "a line of 1 MB": ("", "[a]\naws_access_key_id = " + "A" * 1_000_000 + "\n"),
    "a line of 1 MB of blanks": ("", "[a]\n" + " " * 1_000_000 + "=\n"),
    "a line of 1 MB of equals signs": ("", "[a]\n" + "=" * 1_000_000 + "\n"),
    "a line of 1 MB of line separators": ("", "[a]\n" + "\u2028=" * 300_000 + "\n"),
    "a header of 1 MB": ("[" + "[" * 1_000_000 + "\n", ""),
    "100,000 sections": ("".join(f"[profile p{n}]\n" for n in range(100_000)), ""),
    "100,000 misspelt settings": ("", "[a]\n" + "".join(f"regio{n} = x\n" for n in range(100_000))),
    "100,000 lines of junk": ("", "[a]\n" + "junk\n" * 100_000),
    "100,000 nested lines": ("[default]\ns3 =\n" + "  a = 1\n" * 100_000, ""),
    "100,000 continuation lines": ("[default]\nregion = x\n" + "  more\n" * 100_000, ""),
    "100,000 unclosed headers": ("", "[a\n" * 100_000),
    "a chain of 20,000 roles": (
        "".join(f"[profile p{n}]\n{ROLE}source_profile = p{n + 1}\n" for n in range(20_000)),
        "",
    ),
    "a circle of 20,000 roles": (
        "".join(
            f"[profile p{n}]\n{ROLE}source_profile = p{(n + 1) % 20_000}\n" for n in range(20_000)
        ),
        "",
    ),
}


@pytest.mark.parametrize(("config", "credentials"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_answered(config: str, credentials: str) -> None:
    """Quadratic work would take minutes here; the suite would not end."""
    report = _report(config, credentials)
    assert report.count(ERROR) + report.count(WARNING) + report.count(INFO) == len(report.findings)
