"""What a person sees at a terminal of 40, 80 or 120 columns, with 24 profiles."""

from __future__ import annotations

import os
import re
import shutil
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import awscred
from awscred.cli import main
from awscred.errors import OK, USAGE
from awscred.identity import Identity, without
from awscred.output import whoami
from awscred.output.names import Names
from awscred.output.safe import width
from awscred.output.table import Column, fit, lines, shorten
from awscred.output.whoami import Result
from awscred.output.wrapping import wrapped
from tests.terminal import end, terminal

GOLDEN = Path(__file__).parent / "golden" / "screens"
COLOR = re.compile(r"\x1b\[[0-9;]*m")
NOW = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)
SIZES = (40, 80, 120)
LIST = (
    Column("Name"),
    Column("Account", gives=3),
    Column("Region", gives=2),
    Column("Place", gives=1),
)
ROW = [("web", "bold"), ("123456789012", ""), ("eu-central-1", ""), ("~/.aws/credentials:12", "")]

KEYS = (
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for file in ("config", "credentials"):
        shutil.copyfile(GOLDEN / file, tmp_path / file)
        (tmp_path / file).chmod(0o600)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _screen(size: int, args: tuple[str, ...], capsys: Capture, color: str = "never") -> str:
    """What a command shows at a terminal with this many columns."""
    with pytest.MonkeyPatch.context() as patch:
        for command in ("list", "rules", "show", "validate", "whoami"):
            patch.setattr(f"awscred.cli.{command}.terminal_columns", lambda: size)
        patch.setattr(sys.stdout, "isatty", lambda: True)
        capsys.readouterr()
        main(("--config", "config", "--credentials", "credentials", "--color", color, *args))
    return capsys.readouterr().out


SCREENS = {
    "list": ("list", "-f", "table"),
    "list-group": ("list", "-f", "table", "--group", "session", "--sort", "name"),
    "list-wide": ("list", "-f", "table", "--wide", "--kind", "role"),
    "matrix": ("validate", "--matrix", "--select", "source-profile-missing"),
    "show": ("show", "deploy", "-f", "table"),
    "show-broken": ("show", "broken", "-f", "table"),
    "validate": ("validate", "-v"),
    "validate-profile": ("validate", "broken"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "args"), SCREENS.items(), ids=SCREENS)
def test_a_screen_is_the_golden_one(
    name: str, args: tuple[str, ...], size: int, folder: Path, capsys: Capture
) -> None:
    """AWSCRED_GOLDEN=1 writes the files again: read their changes."""
    shown = _screen(size, args, capsys)
    path = GOLDEN / f"{name}-{size}.txt"
    if os.environ.get("AWSCRED_GOLDEN"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
    if size > 40:  # there, a name is longer than the terminal
        assert all(width(line) <= size for line in shown.splitlines())
    assert COLOR.sub("", _screen(size, args, capsys, "always")) == shown


ARN = "arn:aws:sts::444455556666:assumed-role/ci-production/botocore-1764324000"


@pytest.mark.parametrize("size", SIZES)
def test_who_all_profiles_are(size: int) -> None:
    """The ARN gives way first. If AWS has not answered, the files give the identity."""
    files = awscred.read(
        config=(GOLDEN / "config").read_bytes(), credentials=(GOLDEN / "credentials").read_bytes()
    )
    role = (
        "444455556666",
        ARN,
        "AROA:b",
        "assumed-role",
        "aws",
        "ci-production",
    )
    found = [
        Identity("deploy", "ok", *role, "botocore-1764324000", NOW + timedelta(minutes=59)),
        *(without(name, "unknown", "NeedsLogin", "", "") for name in files.profiles if "-" in name),
        without("broken", "broken", "BadProfile", "", ""),
    ]
    rows = whoami.rows([Result(who) for who in found], files.profiles, NOW, Names(files.profiles))
    shown = "".join(f"{line}\n" for line in lines(whoami.COLUMNS, rows, size, color=False))
    path = GOLDEN / f"whoami-all-{size}.txt"
    if os.environ.get("AWSCRED_GOLDEN"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
    assert all(width(line) <= size for line in shown.splitlines())


def test_no_row_of_any_table_is_broken(folder: Path, capsys: Capture) -> None:
    rules = len(_screen(80, ("rules", "-f", "plain"), capsys).splitlines())
    for size in SIZES:
        shown = _screen(size, ("rules", "-f", "table"), capsys).splitlines()
        assert len(shown) == 1 + rules
        assert max(map(width, shown)) <= size


def test_columns_give_way_in_their_order() -> None:
    def titles(most: int) -> list[str]:
        return lines(LIST, [ROW], most, color=False)[0].split()

    wide = sum(width(text) for text, _ in ROW) + 1 + 6  # "Name" is wider than "web"
    assert titles(wide) == ["Name", "Account", "Region", "Place"]
    assert lines(LIST, [ROW], wide - 3, color=False)[1].endswith("~/.aws/cr…tials:12")
    assert titles(wide - 10) == ["Name", "Account", "Region"]
    assert titles(31) == ["Name", "Account"]
    assert titles(10) == ["Name"]


def test_a_column_gives_way_before_usual_names_are_shortened() -> None:
    row = [("acme-payments-prod-readonly", ""), *ROW[1:]]
    shown = lines(LIST, [row], 80, color=False)[1]
    assert shown == "acme-payments-prod-readonly  123456789012  eu-central-1  ~/.aws/credentials:12"
    assert lines(LIST, [row], 70, color=False)[1] == shown.rpartition("  ")[0]


def test_the_middle_of_a_long_name_is_left_out_at_last() -> None:
    name = "company-production-payments-eu-west-1-readonly"
    row = [(name, "bold"), *ROW[1:]]
    assert name in lines(LIST, [row], 100, color=False)[1]
    shown = "company-producti…west-1-readonly  123456789012  eu-central-1"
    assert lines(LIST, [row], 60, color=False)[1] == shown
    assert lines(LIST, [row], 40, color=False)[1] == "company-produ…t-1-readonly  123456789012"
    assert shorten("What it finds, in words", 12, prose=True) == "What it fin…"


def test_what_people_copy_is_whole_and_an_empty_column_is_left_out() -> None:
    columns = (Column("Set", whole=True), Column("Empty"), Column("Name"))
    shown = lines(columns, [[("2026-11-28-101010", ""), ("", ""), ("n" * 30, "")]], 30, color=False)
    assert shown == ["Set                Name", "2026-11-28-101010  nnnnn…nnnnn"]


@settings(max_examples=50)
@given(
    st.lists(st.tuples(*[st.text("aZ-é全\u0301\x1b", max_size=30)] * 4), min_size=1, max_size=3),
    st.integers(min_value=12, max_value=130),
)
def test_no_line_is_wider_than_the_terminal(texts: list[tuple[str, ...]], most: int) -> None:
    rows = [[(text, "") for text in row] for row in texts]
    shown = lines(LIST, rows, most, color=False)
    assert len(shown) == 1 + len(rows)
    assert all(width(line) <= most for line in shown)


def test_the_room_is_used() -> None:
    columns = (Column("A"), Column("B"), Column("C", gives=1))
    for most in range(40, 120):
        sizes = fit(columns, (60, 20, 30), most)
        gaps = 2 * (sum(size > 0 for size in sizes) - 1)
        assert sum(sizes) + gaps == min(most, 114) or sizes[:2] == [60, 20]


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (("PROD-ADMIN",), ["acme-prod-admin", "acme-payments-prod-admin"]),
        (("999999999999",), ["legacy"]),
        (("web-id",), ["eks"]),
        (("nothing-like-it",), []),
        (("--kind", "role", "--sort", "name"), [
            "breakglass",
            "customer-with-a-really-very-long-descriptive-name-eu-west-1-readonly",
            "deploy",
        ]),
        (("--kind", "role", "--sort", "account"), [
            "customer-with-a-really-very-long-descriptive-name-eu-west-1-readonly",
            "breakglass",
            "deploy",
        ]),
        (("e", "--sort", "kind", "--kind", "static", "--kind", "process", "--kind", "role"), [
            *("default", "broken", "personal", "deploy", "breakglass"),
            "customer-with-a-really-very-long-descriptive-name-eu-west-1-readonly",
            "vault",
        ]),
        (("--kind", "static", "--sort", "file"), ["broken", "default", "ci", "personal"]),
    ],
    ids=str,
)  # fmt: skip
def test_list_is_filtered_and_sorted(
    args: tuple[str, ...], names: list[str], folder: Path, capsys: Capture
) -> None:
    for format_ in (("--names",), ("-f", "plain")):
        shown = _screen(80, ("list", *args, *format_), capsys)
        assert [line.split("\t")[0] for line in shown.splitlines()] == names


def test_a_text_that_no_profile_has_is_said(folder: Path, capsys: Capture) -> None:
    assert main(("--config", "config", "list", "nope")) == OK
    assert capsys.readouterr() == ("", 'no profile matches "nope"\n')
    assert main(("--config", "config", "list", "--kind", "role", "nope")) == OK
    assert capsys.readouterr().err == 'no profile of kind role matches "nope"\n'
    assert main(("--config", "config", "list", "--kind", "role", "--kind", "sso", "nope")) == OK
    assert capsys.readouterr().err == 'no profile of kind role or sso matches "nope"\n'


@pytest.mark.parametrize("format_", [("-f", "json"), ("-f", "plain"), ("-f", "table", "--names")])
@pytest.mark.parametrize("option", [("--wide",), ("--group", "account")])
def test_an_option_without_effect_is_wrong(
    format_: tuple[str, ...], option: tuple[str, ...], folder: Path
) -> None:
    assert main(("list", *option, *format_)) == USAGE


def test_groups_are_counted(folder: Path, capsys: Capture) -> None:
    shown = _screen(80, ("list", "acme", "-f", "table", "--group", "account"), capsys)
    heads = [line for line in shown.splitlines() if line.startswith("account ")]
    assert len(heads) == 7
    assert heads[0] == "account 111111111111 (2 profiles)"


def test_errors_are_red_and_warnings_are_yellow(folder: Path, capsys: Capture) -> None:
    shown = _screen(120, ("list", "broken", "-f", "table"), capsys, "always")
    assert re.search(r"\x1b\[1;38;5;160m1\x1b\[0m +\x1b\[38;5;130m1\x1b\[0m", shown)


def _verdicts(args: tuple[str, ...], capsys: Capture) -> str:
    """What `validate` shows below the findings: between its last two empty lines, if there."""
    capsys.readouterr()
    main(("--config", "config", "--credentials", "credentials", "validate", *args))
    return capsys.readouterr().out.rpartition("\n\n")[0].rpartition("\n\n")[2]


def test_verdicts_that_are_all_alike_are_one_line(folder: Path, capsys: Capture) -> None:
    config = (folder / "config").read_text()
    (folder / "config").write_text(re.sub("mfa_serial = .*\n", "", config))  # not for each tool
    long = "customer-with-a-really-very-long-descriptive-name-eu-west-1-readonly"
    assert _verdicts((), capsys) == f"refused in all 7 tools: {long}, broken"
    shown = _verdicts(("--matrix",), capsys).splitlines()
    assert len(shown) == 1 + 24
    assert set(shown[1].split()) == {"default", "static"}
    good = "".join(f"[p{at}]\n{KEYS}" for at in range(3))
    (folder / "config").write_text("")
    (folder / "credentials").write_text(good)
    args = ("--config", "config", "--credentials", "credentials", "validate")
    assert main(args) == OK
    assert capsys.readouterr().out.startswith("no problems; 3 of 3 profiles work in all 7 tools (")
    assert main((*args, "--matrix")) == OK
    assert len(capsys.readouterr().out.split("\n\n")[0].splitlines()) == 4
    (folder / "credentials").write_text(f"{good}[half]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n")
    (folder / "config").write_text(
        "[profile eks]\nrole_arn = arn:aws:iam::123456789012:role/eks\n"
        "web_identity_token_file = /token\n"
    )
    shown = _verdicts((), capsys).splitlines()
    assert [line.split()[0] for line in shown[1:]] == ["eks", "p0", "p1", "p2", "half"]


@pytest.mark.parametrize("args", [("-f", "json"), ("--diff",)], ids=str)
def test_a_matrix_that_is_not_shown_is_wrong(args: tuple[str, ...], folder: Path) -> None:
    assert main(("validate", "--matrix", *args)) == USAGE


def test_a_command_stays_on_one_line() -> None:
    text = "fix: remove it (run `awscred validate broken --unsafe-fixes`) and look again"
    for columns in range(10, 80):
        lines = wrapped(text, 0, 4, columns)
        assert any("`awscred validate broken --unsafe-fixes`" in line for line in lines)
        assert " ".join(line.strip() for line in lines) == text


def test_messages_wrap_between_words(tmp_path: Path) -> None:
    env = ("--config", str(tmp_path / "config"))
    with terminal("rename", "nope", "other", *env, columns=40) as child:
        code, shown = end(child)
    lines = COLOR.sub("", shown).splitlines()
    assert code != OK
    assert len(lines) > 2
    assert all(width(line) <= 40 or "/" in line for line in lines)
    hint = next(at for at, line in enumerate(lines) if line.startswith("hint: "))
    assert all(line.startswith("       ") for line in lines[1:hint])
    assert all(line.startswith("      ") for line in lines[hint + 1 :])


def test_a_terminal_of_unknown_width_has_eighty_columns(folder: Path) -> None:
    """A terminal that a program makes may have no size."""
    shown = []
    for columns in (0, 80):
        with terminal("--config", "config", "list", columns=columns) as child:
            shown.append(end(child))
    assert shown[0] == shown[1]
    assert shown[0][0] == OK


def test_wide_characters_count_twice() -> None:
    assert wrapped("日本 日本 日本", 0, 2, 10) == ["日本 日本", "  日本"]


def test_messages_do_not_wrap_in_a_pipe(capsys: Capture) -> None:
    main(("list", "--timeout", "3", "--allow-process"))
    assert len(capsys.readouterr().err.splitlines()) == 2
