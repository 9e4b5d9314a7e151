"""The report as a whole: its order, its verdicts, what `list` may leave out, and hostile files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import awscred
from awscred import lint
from awscred.findings import ERROR, INFO, WARNING, Report

KEYS = (
    "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"

LINES = st.sampled_from(
    [
        *KEYS.splitlines(keepends=True),
        ROLE,
        "source_profile = a\n",
        "source_profile = b\n",
        "credential_source = Environment\n",
        "region = eu-west-1\n",
        "sso_session = a\n",
        "xaws_access_key_id = AKIAI44QH8DHBEXAMPLE\n",
        "region: eu-west-1\n",
        "# a comment\n",
        "\n",
        "s3 =\n  max_queue_size = 5\n",
    ]
)
HEADERS = st.sampled_from(
    [
        "[a]\n",
        "[b]\n",
        "[default]\n",
        "[profile a]\n",
        "[profile b]\n",
        "[sso-session a]\n",
        "[c d]\n",
    ]
)
TEXTS = st.lists(st.tuples(HEADERS, st.lists(LINES, max_size=4)), max_size=4).map(
    lambda parts: "".join(header + "".join(lines) for header, lines in parts)
)


def _report(config: str, credentials: str) -> Report:
    return awscred.validate(awscred.read(config=config, credentials=credentials))


@settings(max_examples=300, deadline=None)
@given(config=TEXTS, credentials=TEXTS)
def test_what_looks_clean_has_no_problem(config: str, credentials: str) -> None:
    files = awscred.read(config=config, credentials=credentials)
    found = [item for item in awscred.validate(files).findings if item.severity != INFO]
    if lint.is_clean(files):
        assert found == []
    assert sum(lint.problems(files).values()) == len(found)


@pytest.mark.parametrize(
    ("config", "credentials"),
    [
        pytest.param("", f"[default]\n{KEYS}", id="keys"),
        pytest.param("[default]\nregion = eu-west-1\n", f"[default]\n{KEYS}", id="both files"),
        pytest.param(f"[profile r]\n{ROLE}source_profile = a\n", f"[a]\n{KEYS}", id="role"),
        pytest.param("# nothing\n", "", id="no profiles"),
    ],
)
def test_a_file_in_good_form_looks_clean(config: str, credentials: str) -> None:
    assert lint.is_clean(awscred.read(config=config, credentials=credentials))


@settings(max_examples=200, deadline=None)
@given(config=TEXTS, credentials=TEXTS)
def test_every_profile_that_is_turned_down_is_an_error(config: str, credentials: str) -> None:
    report = _report(config, credentials)
    refused = {name for name, found in report.verdicts.items() if not found["toolkit"].accepted}
    errors = {item.profile for item in report.findings if item.severity == ERROR}
    assert refused <= errors


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
