"""`awscred validate`: which findings are kept, what is fixed, and every output format."""

from __future__ import annotations

import difflib
import io
import json
import os
import re
import shutil
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from awscred import ini
from awscred.cli import main
from awscred.errors import FAILED, NO, OK, USAGE
from awscred.identity import Identity, without
from awscred.output import DOCS, diff
from awscred.output.validate import FORMATS, text
from awscred.rules import RULES
from awscred.store.locks import locked
from awscred.tools import TOOLS
from tests.aws import KEY, SECRET

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
MIXED = f"""\
[default] # mine
{KEYS}Region = eu-west-1
"""

Json = dict[str, Any]


@pytest.fixture
def mixed(aws_folder: Path) -> Path:
    path = aws_folder / "credentials"
    path.write_text(MIXED)
    path.chmod(0o600)
    return path


def _json(capsys: pytest.CaptureFixture[str], *args: str) -> Json:
    main(("validate", "-f", "json", *args))
    document: Json = json.loads(capsys.readouterr().out)
    return document


def _rules(document: Json) -> set[str]:
    return {found["rule"] for found in document["findings"]}


# --- which findings


def test_only_what_concerns_the_tools_that_are_named(
    mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "key-case" in _rules(_json(capsys))
    found = _json(capsys, "--for", "cli,go")
    assert "key-case" not in _rules(found)
    assert set(found["verdicts"]["default"]) == {"cli", "go"}
    assert "key-case" in _rules(_json(capsys, "--for", "cli", "--for", "js"))


def test_rules_are_selected_and_ignored(mixed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything = _rules(_json(capsys))
    assert everything > {"key-case", "long-lived-keys"}
    assert _rules(_json(capsys, "--select", "key-case")) == {"key-case"}
    assert _rules(_json(capsys, "--ignore", "key-case")) == everything - {"key-case"}


@pytest.mark.parametrize(
    ("named", "tool"),
    [
        *((name, name) for name in TOOLS),
        *(("vscode", "toolkit"), ("boto3", "cli"), ("python", "cli"), ("awscli", "cli")),
        *(("aws-cli", "cli"), ("terraform", "go"), ("opentofu", "go"), ("packer", "go")),
        *(("node", "js"), ("nodejs", "js"), ("JavaScript", "js"), ("typescript", "js")),
        ("PowerShell", "dotnet"),
    ],
)
def test_a_tool_may_be_named_by_an_alias(
    named: str, tool: str, aws_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (aws_folder / "credentials").write_text(f"[default]\n{KEYS}")
    assert set(_json(capsys, "--for", named)["verdicts"]["default"]) == {tool}
    assert set(_json(capsys, "--for", f"{named}, all")["verdicts"]["default"]) == {*TOOLS}


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--for", "cobol"), "choose from toolkit, cli, js, go, rust"),
        (("--for", "cli,terrafrom"), "did you mean terraform?"),
        (("--ignore", "key-cas"), "rule 'key-cas' does not exist\nhint: did you mean key-case?"),
        (("--select", "file-mode,inline-coment"), "did you mean inline-comment or indented-"),
        (("--select", "Key-Case"), "did you mean key-case or "),
        (("--select", "zzz"), "run `awscred rules` to list them"),
        (("--fix", "-"), "standard input"),
    ],
    ids=" ".join,
)
def test_wrong_names_are_told_with_what_there_is(
    args: tuple[str, ...],
    told: str,
    mixed: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(MIXED.encode())))
    assert main(("validate", *args)) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert len(said.err) < 200
    assert said.out == ""


def test_a_wrong_rule_is_answered_with_the_closest_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(("rules", "Inline-Coment")) == 2
    assert "did you mean inline-comment or indented-comment?" in capsys.readouterr().err


# --- fixes


def test_fix_mends_the_file_and_keeps_a_backup(
    mixed: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("validate", "--fix")) == 0
    said = capsys.readouterr()
    assert "key-case" not in said.out
    assert "fixed 1 finding" in said.err
    assert mixed.read_text() == MIXED.replace("Region", "region")
    (kept,) = (home / ".local" / "state" / "awscred" / "backups").glob("[0-9]*")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    record = json.loads((kept / "set.json").read_text())
    assert record["command"] == "validate --fix"
    (file,) = record["files"]
    assert file["path"] == str(mixed)
    assert (kept / "0").read_text() == MIXED
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept.iterdir()} == {0o600}


def test_fixing_twice_changes_nothing(mixed: Path, home: Path) -> None:
    main(("validate", "--fix"))
    once = mixed.read_bytes()
    main(("validate", "--fix"))
    assert mixed.read_bytes() == once
    assert len(list((home / ".local" / "state" / "awscred" / "backups").glob("[0-9]*"))) == 1


def test_where_no_backup_can_be_kept_nothing_is_mended(
    mixed: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "state").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    assert main(("validate", "--fix")) == 3
    assert "backup" in capsys.readouterr().err
    assert mixed.read_text() == MIXED


def test_a_named_file_alone_is_mended(
    tmp_path: Path, mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "my-credentials"
    path.write_text(MIXED)
    main(("validate", "--fix", str(path)))
    assert path.read_text() == MIXED.replace("Region", "region")
    assert mixed.read_text() == MIXED


@pytest.mark.parametrize("below", ["", "team/a"])
def test_a_fix_in_a_repository_leaves_only_the_fixed_file(
    below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / below
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)
    for name in ("config", "credentials"):
        Path(name).write_text(
            MIXED.replace("[default]", "[profile x]" * (name == "config") or "[x]")
        )
    before = sorted(tmp_path.rglob("*"))
    assert main(("validate", "--fix", "config", "credentials")) == OK
    assert "region = eu-west-1" in Path("credentials").read_text()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_fix_in_a_repository_waits_for_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "credentials"
    path.write_text(MIXED)
    monkeypatch.setattr("awscred.store.locks.LOCK_SECONDS", 0.1)
    with locked([str(path)]):
        assert main(("validate", "--fix", str(path))) == FAILED
    assert "another awscred" in capsys.readouterr().err
    assert path.read_text() == MIXED


def test_safe_fixes_leave_what_is_a_choice(aws_folder: Path) -> None:
    path = aws_folder / "credentials"
    path.write_text(f"[default]\n{KEYS}junk\n")
    main(("validate", "--fix"))
    assert path.read_text() == f"[default]\n{KEYS}junk\n"
    main(("validate", "--unsafe-fixes"))
    assert path.read_text() == f"[default]\n{KEYS}# junk\n"


def test_a_diff_shows_and_writes_nothing(
    mixed: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("validate", "--diff")) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"--- {mixed}",
        f"+++ {mixed}",
        "@@ -1,5 +1,5 @@",
        " [default] # ...",
        f" aws_access_key_id = {KEY}",
        " aws_secret_access_key = ********",
        "-Region = eu-west-1",
        "+region = eu-west-1",
        " ",
    ]
    assert mixed.read_text() == MIXED
    assert not (home / ".local").exists()


def test_a_diff_is_one_that_patch_would_take() -> None:
    """Except for masked text; this one has nothing to mask."""
    before = "".join(f"region = r{number}\n" for number in range(40))
    after = before.replace("r3\n", "x\n").replace("region = r30\n", "")
    ours = diff.render("f", ini.parse(before), ini.parse(after), color=False)
    theirs = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "f", "f", lineterm="", n=3
    )
    spans = [line for line in theirs if line.startswith("@@")]
    assert [line for line in ours.splitlines() if line.startswith("@@")] == spans


# --- formats


def _golden(args: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    main(args)
    said = capsys.readouterr()
    assert said.err == ""
    return re.sub(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", "2026-11-25 16:00:00 ", said.out, flags=re.M)


CASES = [
    *((f"validate.{name}", ("validate", "-f", name)) for name in FORMATS),
    ("validate-color.text", ("--color", "always", "validate")),
    ("validate-for-cli.text", ("validate", "--for", "cli")),
    ("validate-fix.diff", ("validate", "--diff", "--unsafe-fixes")),
    ("show-dev.table", ("show", "dev", "-f", "table")),
    ("show-dev.plain", ("show", "dev", "-f", "plain")),
    ("show-dev.json", ("show", "dev", "-f", "json")),
    ("show-as-js.json", ("show", "--as", "js", "-f", "json")),
    ("show-as-toolkit.table", ("show", "--as", "toolkit", "-f", "table")),
    ("show-as-go.plain", ("show", "--as", "go", "-f", "plain")),
    ("rules.plain", ("rules",)),
    ("rules-inline-comment.text", ("rules", "inline-comment", "-f", "table")),
]


def test_every_format_has_a_golden_file_and_is_documented() -> None:
    golden = {path.suffix.removeprefix(".") for path in GOLDEN.glob("validate.*")}
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert golden == {*FORMATS}
    assert [name for name in FORMATS if f"`{name}`" not in page] == []


@pytest.mark.parametrize(("name", "args"), CASES, ids=[name for name, _ in CASES])
def test_the_output_is_the_golden_one(
    name: str,
    args: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """AWSCRED_GOLDEN=1 writes the files again: read their changes."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / ".git").mkdir()
    for file in ("config", "credentials"):
        shutil.copyfile(GOLDEN / file, folder / file)
        (folder / file).chmod(0o600)
    monkeypatch.chdir(folder)
    shown = _golden(("--config", "config", "--credentials", "credentials", *args), capsys)
    path = GOLDEN / name
    if os.environ.get("AWSCRED_GOLDEN"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
    assert SECRET not in shown.partition('"results"')[2 if name.endswith("sarif") else 0]


def test_sarif_is_as_published(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = json.loads((ROOT / "tests" / "data" / "sarif-2.1.0.json").read_text("utf-8"))
    log = json.loads((GOLDEN / "validate.sarif").read_text("utf-8"))
    jsonschema.validate(log, schema)
    (run,) = log["runs"]
    fired = {result["ruleId"] for result in run["results"]}
    named = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert fired
    assert named == [rule.id for rule in RULES if rule.id in fired]
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert "Use instead" in rule["help"]["markdown"]
        assert rule["helpUri"] == f"{DOCS}/rules/{rule['id']}/"
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert location["uri"] in ("config", "credentials")


def test_sarif_is_short_if_nothing_is_found(
    mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(("validate", "-f", "sarif", "--select", "line-too-long"))
    said = capsys.readouterr().out
    assert len(said) < 1000
    schema = json.loads((ROOT / "tests" / "data" / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.validate(json.loads(said), schema)


def test_a_path_outside_a_repository_is_a_file_url(
    mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(("validate", "-f", "sarif"))
    log = json.loads(capsys.readouterr().out)
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
    }
    assert uris == {mixed.as_uri()}


def test_workflow_commands_are_escaped(
    aws_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name must not end the command or begin another one."""
    (aws_folder / "credentials").write_text("[a%0A::error::x,y: z]\nRegion = x\n\r[::add-mask::]\n")
    main(("validate", "-f", "github"))
    for line in capsys.readouterr().out.splitlines():
        match = re.fullmatch(r"::(?:error|warning|notice) ([^:]*)::(.*)", line)
        assert match
        assert re.fullmatch(r"\w+=[^,]*(,\w+=[^,]*)*", match[1])
        assert not re.search(r"%(?!25|3A|2C)", match[0])


@pytest.mark.parametrize(
    ("errors", "warnings", "summary"),
    [
        (2, 0, "error"),
        (0, 1, "warning"),
        (10, 1, "warning"),
        (10, 10, "notice"),
        (0, 0, None),
    ],
)
def test_github_shows_errors_first_and_a_summary_last(
    errors: int,
    warnings: int,
    summary: str | None,
    aws_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """GitHub shows only the first ten of each severity, so the summary uses one with room."""
    sections = [f"[w{number}]\n{KEYS}regoin = x\n" for number in range(warnings)]
    sections += [f"[e{number}]\n{KEYS}Region = eu-west-1\n" for number in range(errors)]
    (aws_folder / "credentials").write_text("".join(sections) or f"[a]\n{KEYS}")
    main(("validate", "-f", "github", "--select", "key-case,unknown-setting"))
    *found, last = capsys.readouterr().out.splitlines()
    kinds = [line.split()[0] for line in found]
    assert kinds == ["::error"] * errors + ["::warning"] * warnings
    if summary is None:
        assert last == "no problems; 1 of 1 profiles works in all 7 tools"
    else:
        assert last.startswith(f"::{summary} title=awscred::{errors or warnings} ")


# --- the summary


def _printed(capsys: pytest.CaptureFixture[str], credentials: Path, text: str, *args: str) -> str:
    """What `validate` prints for a credentials file with this text."""
    credentials.write_text(text)
    credentials.chmod(0o600)
    main(("validate", *args))
    return capsys.readouterr().out


def _last_lines(
    capsys: pytest.CaptureFixture[str], credentials: Path, text: str, *args: str
) -> list[str]:
    """The lines after the last empty one."""
    return _printed(capsys, credentials, text, *args).rpartition("\n\n")[2].splitlines()


def test_infos_are_one_line_unless_they_are_asked_for(
    mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed.with_name("config").write_text("[profile a]\nregion = eu-west-1\n")
    text = f"[a]\n{KEYS}"
    two = f"{text}region = eu-west-1\n"
    good = "no problems; 1 of 1 profiles works in all 7 tools"
    assert _printed(capsys, mixed, text) == f"{good} (1 info with -v)\n"
    assert _printed(capsys, mixed, two) == f"{good} (2 infos with -v)\n"
    for args in (("-v",), ("--verbose",), ("--select", "long-lived-keys")):
        credentials = _last_lines(capsys, mixed, text, *args)
        assert credentials == ["1 info; 1 of 1 profiles works in all 7 tools"]
    main(("validate", "-v"))
    assert "info[long-lived-keys]: " in capsys.readouterr().out
    main(("validate",))
    assert "long-lived-keys" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"[a]\n{KEYS}Region = x\n", "1 fixable with --fix"),
        (f"[a]\n{KEYS}junk\n", "1 fixable with --unsafe-fixes"),
        (f"[a]\n{KEYS}Region = eu-west-1\njunk\n", "1 fixable with --fix, 1 more with --unsafe-"),
        (f"[a]\naws_access_key_id = {KEY}\n", None),
        (f"[a]\n{KEYS}", None),
    ],
)
def test_the_summary_counts_the_fixes_that_hold(
    text: str, said: str | None, mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = _last_lines(capsys, mixed, text)
    fixable = [line for line in lines if "fix" in line]
    assert len(fixable) == (said is not None)
    assert not said or fixable[0].startswith(said)


def test_a_fix_that_does_not_hold_does_not_count(
    mixed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awscred.fixes._harm", lambda before, after: "cause an error (x)")
    assert not any("fixable" in line for line in _last_lines(capsys, mixed, MIXED))


def test_a_fix_that_does_not_hold_says_why(mixed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Keys under their right names would compete with the process that all tools use now."""
    keys = KEYS.replace("aws_access", "xaws_access").replace("aws_secret", "xaws_secret")
    mixed.write_text(f"[default]\ncredential_process = /opt/get\n{keys}")
    main(("validate",))
    said = capsys.readouterr().out
    assert said.count("= fix: rename it to aws_") == 2
    assert said.count("(not applied: it would cause an error (credential-kinds-mixed))") == 2
    assert "fixable" not in said


def test_in_a_large_file_every_offered_fix_counts(
    mixed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried(*_: object, **__: object) -> None:
        raise AssertionError("fixes of a large file were tried")

    monkeypatch.setattr("awscred.fixes.apply", tried)
    text = f"[a]\n{KEYS}Region = eu-west-1\njunk\n" + "# a comment\n" * 5_000
    lines = _last_lines(capsys, mixed, text)
    assert lines[0] == "1 fixable with --fix, 1 more with --unsafe-fixes"


def test_there_are_no_problems_only_if_nothing_is_refused(
    mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = f"[a]\naws_access_key_id = {KEY}\n"
    select = ("--select", "line-too-long")
    assert _last_lines(capsys, mixed, half, *select) == [
        "no errors or warnings; 1 profile is refused by every tool"
    ]
    assert _last_lines(capsys, mixed, half * 2, *select) == [
        "no errors or warnings; 1 profile is refused by the AWS Toolkit, the JavaScript SDK, "
        "the Go SDK, the Rust SDK, the Java SDK and the C runtime, the AWS CLI refuses the files"
    ]
    # nothing is refused in a profile that only has a region: its credentials come from elsewhere
    mixed.write_text("[a]\nregion = eu-west-1\n")
    main(("validate", *select))
    said = capsys.readouterr().out
    assert "no problems" in said
    assert "\nnone in all 7 tools: a\n" in f"\n{said}"


ORDERED = f"""\
stray
[profile a]
{KEYS}Region = eu-west-1
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = other
[profile b]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
Region = eu-west-1
"""
GREEN, RED, YELLOW = ("38;5;28", "38;5;160", "38;5;130")


def test_findings_are_below_their_file_and_profile(
    mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed.with_name("config").write_text(ORDERED)
    mixed.chmod(0o644)
    main(("validate",))
    lines = capsys.readouterr().out.splitlines()
    heads = [line for line in lines if re.match(r"~|  (profile|sso-session) ", line)]
    assert heads == [
        "~/.aws/config",
        "  profile a",
        "  sso-session corp",
        "  profile b",
        "~/.aws/credentials",
        "  profile default",
    ]
    assert lines[1].startswith("  warning[file-mode]: ")
    assert lines[lines.index("~/.aws/credentials") + 1].startswith("  warning[file-mode]: ")
    assert lines[lines.index("  profile b") + 1].startswith("    error[key-case]: ")
    places = [line.partition("--> ")[::2] for line in lines if "--> " in line]
    assert all(re.fullmatch(r"~/\.aws/\w+:\d+:\d+", place) for _, place in places)
    assert {before for before, place in places if "config" in place} == {" " * 4, " " * 6}


def test_findings_about_a_file_come_first(mixed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = _printed(capsys, mixed, f"{MIXED}# awscred: ignore[nonsense]\n").splitlines()
    assert shown[1].startswith("  warning[unused-ignore]: ")
    assert "  profile default" in shown


def test_many_findings_are_brief(mixed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def sections(count: int) -> str:
        return "".join(f"[p{at}]\n{KEYS}Region = eu-west-1\n" for at in range(count))

    select = ("--select", "key-case")
    assert _printed(capsys, mixed, sections(50), *select).count("Region = eu-west-1") == 50
    shown = _printed(capsys, mixed, sections(51), *select)
    assert "Region = eu-west-1" not in shown
    assert shown.count("= fix: write region (--fix)") == 51


def test_a_long_line_is_cut_around_its_place() -> None:
    line = f"role_arn = {'a' * 60} # mine"
    assert text._part(line, 1, 8, 40) == (f"{line[:37]}...", 1, 8)
    assert text._part(line, 73, 6, 40) == (f"...{line[62:]}", 14, 6)
    shown, column, size = text._part("x" * 500 + "<<<<" + "y" * 500, 501, 4, 40)
    assert (len(shown), shown[column - 1 : column - 1 + size]) == (40, "<<<<")
    assert text._part(line, 1, 70, 40) == (f"{line[:37]}...", 1, 40)


@pytest.mark.parametrize(
    ("credentials", "args", "painted"),
    [
        (f"[a]\n{KEYS}", (), [(GREEN, "no problems; 1 of 1 profiles works in all 7 tools (2 ")]),
        (f"[a]\n{KEYS}Region = x\njunk\n", (), [(RED, "2 errors")]),
        (f"[a]\n{KEYS}regoin = x\n", (), [(YELLOW, "1 warning")]),
        (f"[a]\n{KEYS}Region = x\nregoin = x\n", (), [(RED, "1 error"), (YELLOW, "1 warning")]),
        ("[a]\naws_access_key_id = x\n", ("--select", "encoding"), []),
    ],
)
def test_the_last_line_is_green_if_all_is_well(
    credentials: str,
    args: tuple[str, ...],
    painted: list[tuple[str, str]],
    mixed: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mixed.write_text(credentials)
    main(("--color", "always", "validate", *args))
    last = capsys.readouterr().out.splitlines()[-1]
    found = re.findall(r"\x1b\[(?:1;)?([\d;]+)m([^\x1b]+)\x1b\[0m", last)
    assert len(found) == len(painted)
    for (code, words), (color, start) in zip(found, painted, strict=True):
        assert code == color
        assert words.startswith(start)


def test_a_name_that_one_tool_makes_up_gets_no_row(
    aws_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (aws_folder / "config").write_text(
        "[profile 'My MacBook Pro']\nregion = us-east-1\ncredential_process = /usr/bin/keys\n"
    )
    (aws_folder / "credentials").write_text(f"[profile x]\n{KEYS}")
    main(("validate",))
    shown = capsys.readouterr().out
    rows = shown.rpartition("  all but toolkit, cli\n")[2].partition("\n\n")[0].splitlines()
    assert [re.split("  +", row)[0] for row in rows] == ["My MacBook Pro", "x"]
    assert "0 of 2 profiles work in" in shown


# --- one file alone

ROLE = "[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n"
SSO = "[dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Developer\n"


@pytest.mark.parametrize(
    ("name", "text", "other", "profile", "said"),
    [
        ("config", ROLE, "", "deploy", "keys and source profiles may be in the credentials file"),
        (
            "config",
            f"{ROLE}[profile base]\nregion = eu-west-1\n",
            "",
            "deploy",
            "keys and source profiles may be in the credentials file",
        ),
        (
            "credentials",
            SSO,
            "[profile x]\nregion = eu-west-1\n",
            "dev",
            "regions, source profiles and SSO sessions may be in the config file",
        ),
        (
            "credentials",
            ROLE.replace("[profile ", "["),
            "",
            "deploy",
            "regions, source profiles and SSO sessions may be in the config file",
        ),
    ],
)
@pytest.mark.parametrize("by_name", [True, False])
def test_a_file_alone_leaves_open_what_the_other_may_have(
    name: str,
    text: str,
    other: str,
    profile: str,
    said: str,
    by_name: bool,
    aws_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = aws_folder / name
    path.write_text(text)
    path.chmod(0o600)
    missing = {"config": "credentials", "credentials": "config"}[name]
    end = [str(path)] if by_name else []
    start = [] if by_name else [f"--{missing}", os.devnull]
    assert main((*start, "validate", "-f", "json", *end)) == OK
    report = json.loads(capsys.readouterr().out)
    assert {found["severity"] for found in report["findings"]} == {"info"}
    (found,) = (found for found in report["findings"] if found["rule"] == "other-file")
    assert found["message"] == f"only {name} is checked: {said}, for example for {profile}"
    assert profile not in report["verdicts"] or all(
        verdict["accepted"] for verdict in report["verdicts"][profile].values()
    )
    main((*start, "validate", "--matrix", *end))
    lines = capsys.readouterr().out.splitlines()
    row = next(line for line in lines if line.startswith(profile))
    assert re.match("no problems; .*, 1 unknown", lines[-1])
    assert "unknown" in row.split()
    assert "refused" not in row
    (aws_folder / missing).write_text(other)
    (aws_folder / missing).chmod(0o600)
    assert main(("validate",)) == NO
    shown = capsys.readouterr().out
    assert "other-file" not in shown
    assert "refused" in shown


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_a_region_in_the_environment_is_a_region(
    variable: str, mixed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    args = "--select", "region-missing"
    assert "a has no region" in _printed(capsys, mixed, f"[a]\n{KEYS}", *args)
    monkeypatch.setenv(variable, "eu-west-1")
    assert "no region" not in _printed(capsys, mixed, f"[a]\n{KEYS}", *args)


# --- profiles


SOME = f"""\
[profile app]
role_arn = arn:aws:iam::123456789012:role/app
source_profile = hub
[profile hub]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
Region = eu-west-1
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = other
[profile prod]
aws_access_key_id = {KEY}
[profile web]
{KEYS}Region = eu-west-1
"""


@pytest.fixture
def some(aws_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = aws_folder.parent / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = aws_folder / "config"
    path.write_text(SOME)
    path.chmod(0o600)
    return path


def _about(document: Json) -> set[tuple[str | None, str]]:
    return {(found["profile"], found["rule"]) for found in document["findings"]}


def test_the_report_is_about_the_named_profiles_and_their_sources(
    some: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _json(capsys, "app")
    chain = {("hub", "key-case"), (None, "sso-scope-missing")}
    assert _about(found) == chain
    assert list(found["verdicts"]) == ["app"]
    assert found["summary"] == {"errors": 1, "warnings": 1, "infos": 0, "profiles": 1}
    assert {("web", "key-case"), ("web", "misplaced-setting")} < _about(_json(capsys))
    both = _json(capsys, "web", "app", "web")
    assert _about(both) == {*chain, ("web", "key-case"), ("web", "misplaced-setting")}
    assert both["summary"]["profiles"] == 2
    (some.parent / "credentials").write_text("[other]\nregion = x\nregion = y\n")
    refused = ("other", "duplicate-key")  # the AWS CLI refuses all profiles
    assert _about(_json(capsys, "app")) == {*chain, refused}


@pytest.mark.parametrize("format_", FORMATS)
def test_the_exit_code_is_that_of_the_named_profiles(
    format_: str, some: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some.write_text(SOME + f"[profile good]\n{KEYS}")
    for names, code in ((["good"], OK), (["app"], NO), (["good", "web"], NO), ([], NO)):
        capsys.readouterr()
        assert main(("validate", "-f", format_, *names)) == code
        assert ("prod" in capsys.readouterr().out) == (not names)
    main(("validate", "-f", format_, "good"))
    shown = "1 of 1 profiles works in all 7 tools" in capsys.readouterr().out
    assert shown == (format_ in ("text", "github"))


def test_only_named_profiles_are_fixed(some: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub, web = SOME.split("[profile web]")
    assert main(("validate", "web", "--fix")) == OK
    assert some.read_text() == f"{hub}[profile web]{web.replace('Region', 'region')}"
    some.write_text(SOME)
    main(("validate", "--diff", "app"))
    changed = re.findall(r"^[-+] *\w+.*", capsys.readouterr().out, re.MULTILINE)
    assert changed == ["-Region = eu-west-1", "+region = eu-west-1"]


def test_a_file_goes_before_a_profile_and_a_folder_does_not(
    some: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("web").mkdir()
    assert {one["path"] for one in _json(capsys, "web")["findings"]} == {str(some)}
    Path("web").rmdir()
    Path("web").write_text("[a]\nregion = eu-west-1\n")
    assert list(_json(capsys, "web")["verdicts"]) == ["a"]


def test_a_misspelled_profile_is_guessed(some: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("validate", "prdo")) == USAGE
    assert capsys.readouterr().err == (
        "error: prdo is neither a profile nor a file\nhint: did you mean prod?\n"
    )


def test_aws_is_asked_only_about_the_named_profiles(
    some: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def identify(_: object, names: list[str], *__: object) -> list[Identity]:
        asked.extend(names)
        return [without(name, "unknown", "Network", "no network", "try again") for name in names]

    monkeypatch.setattr("awscred.sts.identify", identify)
    assert main(("validate", "web", "--verify", "--select", "credentials-unverified")) == FAILED
    assert asked == ["web"]


# --- what is said if there is nothing to show


def test_a_diff_without_fixes_says_so(aws_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aws_folder / "config").write_text("[profile a]\nregoin = eu-west-1\n")
    assert main(("validate", "--diff")) == OK
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing to fix safely; 1 fixable with --unsafe-fixes" in said.err
    assert "run `awscred validate` to see all problems" in said.err
    (aws_folder / "config").write_text("[profile a]\nregion = eu-west-1\n")
    assert main(("validate", "--diff")) == OK
    assert capsys.readouterr().err == "nothing to fix safely\n"


def test_a_rule_is_not_both_selected_and_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("validate", "--select", "key-case,encoding", "--ignore", "key-case")) == USAGE
    assert "key-case is both selected and ignored" in capsys.readouterr().err


def test_the_permissions_are_those_of_the_file(
    aws_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also if the group is the user's own, and does not matter."""
    path = aws_folder / "credentials"
    path.write_text(f"[a]\n{KEYS}")
    path.chmod(0o664)
    main(("validate",))
    assert "its permissions are 0664" in capsys.readouterr().out


def test_infos_about_a_named_profile_are_shown(
    aws_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (aws_folder / "config").write_text("[profile ro]\nregion = eu-west-1\n")
    assert main(("validate", "ro")) == OK
    assert "info[no-credentials]" in capsys.readouterr().out
    assert main(("show", "ro", "-f", "table")) == OK
    assert capsys.readouterr().out.count("no credentials") == len(TOOLS)
