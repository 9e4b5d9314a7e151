"""The project's and the user's preferences: what they do, where they are, and what is wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from awscred.cli import main
from awscred.errors import FAILED, NO, OK, USAGE, AwscredError
from awscred.identity import Identity
from awscred.preferences import STATES, FileRules, Preferences, Source, parse
from awscred.store.preference_files import load_preferences
from awscred.tools import TOOLS
from tests import schemas
from tests.aws import KEY, SECRET

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Capture = pytest.CaptureFixture[str]
ACCOUNT = "111122223333"
CONFIG = f"""\
[profile audit]
Region = eu-west-1
role_arn = arn:aws:iam::{ACCOUNT}:role/audit
credential_source = Environment
"""
EXAMPLE = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text("utf-8")
(EXAMPLE,) = re.findall(r"```toml\n# awscred.toml\n(.*?)```", EXAMPLE, re.DOTALL)


@pytest.fixture
def project(home: Path, aws_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: one in a repository in the home folder."""
    (aws_folder / "config").write_text(CONFIG)
    folder = home / "code" / "project"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def _own(home: Path) -> Path:
    path = home / ".config" / "awscred" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _severities(capsys: Capture, *args: str) -> dict[str, str]:
    main(("validate", "-f", "json", *args))
    document = json.loads(capsys.readouterr().out)
    return {found["rule"]: found["severity"] for found in document["findings"]}


def _parse(text: str | bytes) -> Preferences:
    data = text if isinstance(text, bytes) else text.encode()
    found = parse(Source("awscred.toml", data, "/code"))
    assert found is not None
    return found


# --- what they do


@pytest.mark.parametrize("state", STATES)
def test_a_rule_is_off_or_on_or_has_another_severity(
    state: str, project: Path, capsys: Capture
) -> None:
    (project / "awscred.toml").write_text(f'[rules]\nkey-case = "{state}"\n')
    expected = {"off": None, "on": "error"}.get(state, state)
    assert _severities(capsys).get("key-case") == expected
    assert main(("validate",)) == (NO if expected == "error" else OK)
    assert main(("validate", "--strict")) == (NO if expected in ("error", "warning") else OK)


@pytest.mark.parametrize("state", ["off", "info"])
def test_list_and_show_count_as_validate_does(state: str, project: Path, capsys: Capture) -> None:
    (project / "awscred.toml").write_text(f'[rules]\nkey-case = "{state}"\n')
    main(("list", "-f", "json"))
    (listed,) = json.loads(capsys.readouterr().out)["profiles"]
    assert listed["problems"] == 0
    main(("show", "audit", "-f", "json"))
    shown = json.loads(capsys.readouterr().out)["profile"]["findings"]
    assert [one["severity"] for one in shown if one["rule"] == "key-case"] == (
        ["info"] if state == "info" else []
    )
    assert main(("list", "--no-config", "-f", "json")) == OK
    assert json.loads(capsys.readouterr().out)["profiles"][0]["problems"] == 1


def test_the_command_line_goes_before_the_project_and_that_before_the_user(
    project: Path, home: Path, capsys: Capture
) -> None:
    _own(home).write_text('tools = ["js", "go"]\n[rules]\nkey-case = "off"\n')
    assert "key-case" not in _severities(capsys)
    assert _severities(capsys, "--select", "key-case") == {"key-case": "error"}
    (project / "awscred.toml").write_text('tools = ["JS"]\n[rules]\nkey-case = "warning"\n')
    assert _severities(capsys)["key-case"] == "warning"
    main(("validate", "-f", "json"))
    verdicts = json.loads(capsys.readouterr().out)["verdicts"]
    assert {*verdicts["audit"]} == {"js"}
    main(("validate", "-f", "json", "--for", "go"))
    verdicts = json.loads(capsys.readouterr().out)["verdicts"]
    assert {*verdicts["audit"]} == {"go"}
    assert "key-case" not in _severities(capsys, "--ignore", "key-case")
    assert _severities(capsys, "--no-config")["key-case"] == "error"


def test_all_tools_can_be_asked_for() -> None:
    assert _parse('tools = ["all"]').tools == tuple(TOOLS)
    assert _parse('tools = ["terraform", "boto3"]').tools == ("go", "cli")


def test_rules_are_off_in_some_files(project: Path, capsys: Capture) -> None:
    (project / "awscred.toml").write_text('[per-file-ignores]\n"old/**" = ["key-case"]\n')
    for name in ("old", "new"):
        (project / name).mkdir()
        (project / name / "aws-config").write_text(CONFIG)
    main(("validate", ".", "-f", "json"))
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one["path"] for one in found if one["rule"] == "key-case"] == ["new/aws-config"]
    (project / "old" / "awscred.toml").write_text("")
    main(("validate", ".", "--diff"))
    assert "old" not in capsys.readouterr().out
    main(("validate", "old", "--fix"))
    assert (project / "old" / "aws-config").read_text() == CONFIG
    assert main(("validate", "old", "--select", "key-case")) == NO


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("config", "/code/a/config", True),
        ("*.example", "/code/a/config.example", True),
        ("a/config", "/code/a/config", True),
        ("a/config", "/code/b/a/config", False),
        ("**/config", "/code/b/a/config", True),
        ("a/", "/code/a/b/config", True),
        ("a/*", "/code/a/b/config", True),
        ("./a/config", "/code/a/config", True),
        ("~/.aws/config", "~/.aws/config", True),
        ("/etc/**", "/etc/aws/config", True),
        ("../code/a/config", "/code/a/config", True),
        ("a", "/code/a/config", False),
    ],
)
def test_a_pattern_is_from_the_folder_of_its_file(pattern: str, path: str, expected: bool) -> None:
    assert FileRules("/code", pattern, frozenset()).covers(os.path.expanduser(path)) == expected


def test_accounts_have_names(project: Path, capsys: Capture) -> None:
    (project / "awscred.toml").write_text(f'[accounts]\n{ACCOUNT} = "prod"\n')
    arn = f"arn:aws:iam::{ACCOUNT}:user/me"
    who = Identity("audit", "ok", ACCOUNT, arn, "AIDAIOSFODNN7EXAMPLE", "user", "aws", "me")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("awscred.sts.identify", lambda *_: [who])
        for args in (("list",), ("list", "PROD"), ("show", "audit"), ("whoami", "audit")):
            assert main((*args, "-f", "table")) == OK
            assert f"{ACCOUNT} (prod)" in capsys.readouterr().out, args
            main((*args, "-f", "table", "--no-config"))
            assert "prod)" not in capsys.readouterr().out
            for format_ in ("json", "plain"):  # which scripts read
                assert main((*args, "-f", format_)) == OK
                assert "(prod)" not in capsys.readouterr().out


def test_a_project_does_not_rename_the_user_s_accounts() -> None:
    own, project = (Preferences(accounts={ACCOUNT: name}) for name in ("prod", "sandbox"))
    assert project.over(own).accounts == {ACCOUNT: "prod"}


def test_a_name_of_an_account_cannot_show_a_secret(project: Path, capsys: Capture) -> None:
    (project / "awscred.toml").write_text(f'[accounts]\n{ACCOUNT} = "{SECRET}"\n')
    for command in (("list",), ("show", "audit")):
        assert main((*command, "-f", "table")) == OK
        assert SECRET not in capsys.readouterr().out


# --- where they are


def test_the_next_file_above_the_working_folder_counts(
    project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = project / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    (home / "code" / "awscred.toml").write_text('tools = ["rust"]')  # above the repository
    assert load_preferences() == Preferences()
    (project / "pyproject.toml").write_text('[tool.awscred]\ntools = ["go"]')
    assert load_preferences().tools == ("go",)
    (project / "awscred.toml").write_text('tools = ["js"]')
    assert load_preferences().tools == ("js",)
    (project / "a" / "pyproject.toml").write_text('[project]\ndependencies = ["awscred"]')
    assert load_preferences().tools == ("js",)
    (project / "a" / "pyproject.toml").write_text("[tool.awscred]\n")
    assert load_preferences().tools == ()


def test_the_search_ends_in_the_home_folder(
    project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").rmdir()
    (home.parent / "awscred.toml").write_text('tools = ["go"]')
    try:
        assert load_preferences().tools == ()
        (home / "awscred.toml").write_text('tools = ["js"]')
        assert load_preferences().tools == ("js",)
    finally:
        (home.parent / "awscred.toml").unlink()


def test_the_user_s_own_file_is_in_the_folder_for_configuration(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _own(home).write_text('tools = ["go"]')
    assert load_preferences().tools == ("go",)
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert load_preferences().tools == ("go",)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load_preferences().tools == ()
    (tmp_path / "awscred").mkdir()
    (tmp_path / "awscred" / "config.toml").write_text('tools = ["js"]')
    assert load_preferences().tools == ("js",)
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", "")
    assert load_preferences().tools == ()


def test_a_deleted_working_folder_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert load_preferences() == Preferences()


@pytest.mark.parametrize("project_file", ["", "[project]\nname = 'x'\n"])
def test_without_such_a_file_nothing_is_loaded_for_it(project_file: str, project: Path) -> None:
    (project / "pyproject.toml").write_text(project_file)
    code = (
        "import sys; from awscred.cli import main; main(['list', '--names'])\n"
        "print([name for name in ('tomllib', 'tomli', 'awscred.rules') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "audit\n[]\n"


# --- what is wrong

WRONG = [
    # the file, the place and the message, and the hint
    ("tols = []", '1:1: key "tols" does not exist', "did you mean tools?"),
    (
        "x = 1",
        '1:1: key "x" does not exist',
        "choose from tools, rules, per-file-ignores, accounts",
    ),
    ("\n[rule]\na = 1", '2:2: key "rule" does not exist', "did you mean rules?"),
    ("tools = 1", '1:1: "tools" is not a list of strings', "write tools = "),
    ("tools = [1]", '1:1: "tools" is not a list of strings', "write tools = "),
    (
        '# tools\ntools = ["terrafrom"]',
        '2:1: tool "terrafrom" does not exist',
        "did you mean terraf",
    ),
    ("rules = 1", '1:1: "rules" is not a table', "write [rules]"),
    ("[[rules]]", '1:3: "rules" is not a table', "write [rules]"),
    ('[rules]\nkey-cas = "off"', '2:1: rule "key-cas" does not exist', "did you mean key-case?"),
    ('[rules]\nkey-case = "of"', '2:1: state "of" does not exist', "did you mean off?"),
    ('[rules]\n"key-case" = "x"', '2:2: state "x" does not exist', "choose from off, on, error"),
    ("[rules]\nkey-case = false", '2:1: "key-case" is not a string', "choose from off, on, error"),
    ("rules.key-case = 1", '1:7: "key-case" is not a string', "choose from off, on, error"),
    ("rules = {key-case = 1}", '1:10: "key-case" is not a string', "choose from off, on, error"),
    ('[per-file-ignores]\n"a" = "b"', '2:2: "a" is not a list of strings', 'write "a" = ['),
    (
        '[per-file-ignores]\na = ["key-cas"]',
        '2:1: rule "key-cas" does not',
        "did you mean key-case?",
    ),
    ('[accounts]\n123 = "x"', '2:1: "123" is not an account ID', "write its 12 digits"),
    (f"[accounts]\n{ACCOUNT} = 1", f'2:1: "{ACCOUNT}" is not a string', f"write {ACCOUNT} = "),
    (f'[accounts]\n{ACCOUNT} = ""', f"2:1: the name of {ACCOUNT} cannot be shown", "use 1 to 64"),
    (f'[accounts]\n{ACCOUNT} = "\\u001b"', f"2:1: the name of {ACCOUNT} cannot", "use 1 to 64"),
    (f'[accounts]\n{ACCOUNT} = "{"a" * 65}"', f"2:1: the name of {ACCOUNT} cannot", "use 1 to 64"),
    ("\n\ntools = [", "3:10: this is not valid TOML: Invalid value", "correct the file"),
    ("a = 1\nb", "2:2: this is not valid TOML: Expected '='", "correct the file"),
    ("tools = []\ntools = []", "2:11: this is not valid TOML", "correct the file"),
    (b"\xff", "awscred.toml is not UTF-8", "correct the file"),
    (b"\0", "1:1: this is not valid TOML", "correct the file"),
    (f"a = {'[' * 5000}", "awscred.toml is nested too deeply", "correct the file"),
    (f"a = {'9' * 5000}", "1:5005: this is not valid TOML: Exceeds the limit", "correct the file"),
    (f"{'a.' * 100_000}a = 1", "awscred.toml is nested too deeply", "correct the file"),
    (f"{'a.' * 200}a = 1", 'key "a" does not exist', "choose from"),
    ("#" * 300_000, "awscred.toml is longer than 262,144 bytes", "correct the file"),
    (f'"{"my key " * 20}" = 1', f'1:2: key "{("my key " * 20)[:64]}..." does', "choose from"),
]


@pytest.mark.parametrize(("text", "message", "hint"), WRONG, ids=[str(row[1]) for row in WRONG])
def test_what_is_wrong_is_one_message_with_its_place(
    text: str | bytes, message: str, hint: str
) -> None:
    with pytest.raises(AwscredError) as caught:
        _parse(text)
    error = caught.value
    place = f"awscred.toml:{message}" if message[0].isdigit() else message
    assert place in error.message
    assert error.message.startswith("awscred.toml")
    assert error.hint.startswith(hint)
    assert error.exit_code == USAGE
    assert len(error.message) < 150


def test_the_place_within_pyproject_is_that_of_our_table() -> None:
    text = '[tool.ruff]\nrules = 1\n[project]\nname = "awscred"\n[tool.awscred.rules]\nx = 1\n'
    with pytest.raises(AwscredError, match=r'^p:6:1: rule "x" does not exist$'):
        parse(Source("p", text.encode(), "/"), within_project=True)
    with pytest.raises(AwscredError, match=r'^p:1:6: "awscred" is not a table$'):
        parse(Source("p", b"tool.awscred = 1", "/"), within_project=True)
    for other in (b"", b"tool = 1", b"[tool.ruff]"):
        assert parse(Source("p", other, "/"), within_project=True) is None


def test_a_secret_in_a_wrong_place_is_masked() -> None:
    for text in (f'tools = ["{SECRET}"]', f'"{SECRET}" = 1', f'[rules]\nkey-case = "{SECRET}"'):
        with pytest.raises(AwscredError) as caught:
            _parse(text)
        assert SECRET not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("command", [("list",), ("validate",), ("show", "audit"), ("whoami", "x")])
def test_a_wrong_file_is_wrong_usage_unless_it_is_ignored(
    command: tuple[str, ...], project: Path, capsys: Capture
) -> None:
    (project / "awscred.toml").write_text("tols = 1")
    assert main(command) == USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        'error: ~/code/project/awscred.toml:1:1: key "tols" does not exist\n'
        "hint: did you mean tools?\n"
    )
    assert main((*command, "--no-config")) != USAGE
    assert main(("--no-config", *command)) != USAGE


@pytest.mark.parametrize("kind", ["folder", "fifo", "link"])
def test_what_is_not_a_file_is_refused(kind: str, project: Path, capsys: Capture) -> None:
    path = project / "awscred.toml"
    make = {"folder": path.mkdir, "fifo": lambda: os.mkfifo(path)}
    make.get(kind, lambda: path.symlink_to("nowhere"))()
    code = main(("list",))
    assert code == (FAILED if kind == "link" else USAGE)
    assert "awscred.toml" in capsys.readouterr().err


# --- the documentation


def test_the_example_is_valid_and_has_every_key() -> None:
    found = _parse(EXAMPLE)
    assert all(found._asdict().values())
    schema = schemas.schema(schemas.PREFERENCES)
    document = tomllib.loads(EXAMPLE)
    jsonschema.validate(document, schema)
    assert {*document} == {*schema["properties"]}


@pytest.mark.parametrize("text", [row[0] for row in WRONG], ids=[str(row[1]) for row in WRONG])
def test_the_schema_refuses_what_awscred_refuses(text: str | bytes) -> None:
    if len(text) > 10_000:
        return  # tomllib itself would take long
    try:
        document: Any = tomllib.loads(text if isinstance(text, str) else text.decode())
    except (ValueError, RecursionError):
        return  # no document at all
    if "\\u001b" in str(text) or not document:
        return  # of characters and sizes, a schema says nothing
    check = jsonschema.Draft202012Validator(schemas.schema(schemas.PREFERENCES))
    assert not check.is_valid(document)


def test_the_key_of_an_example_is_one_of_the_documented_ones() -> None:
    assert KEY not in EXAMPLE
