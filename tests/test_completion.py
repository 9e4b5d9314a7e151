"""Shell completion: what is offered, how it is inserted, and the real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import click
import pexpect
import pytest
import tree_sitter
import tree_sitter_powershell
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.cli import Commands, app, complete, completing, main
from awscred.completion import ASK, SHELLS, profiles, script
from awscred.completion.reply import reply
from awscred.completion.words import Answer, Typed, in_bash, of_line
from awscred.errors import FAILED, OK, USAGE
from awscred.headers import titles
from awscred.profiles import Files
from awscred.store import Paths, names_in
from awscred.store.snapshot import read
from tests.corpus import PAIRS, Pair
from tests.sizes import LONG, examples

Capture = pytest.CaptureFixture[str]

KEYS = (
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
)
NAMES = ("default", "my prof", "it's $HOME", "a:b:c", "a:bee", "user@x=y", "münchen", "back\\slash")


@pytest.fixture
def files(aws_folder: Path) -> Path:
    """Profiles with unusual names, an sso-session and a role."""
    (aws_folder / "credentials").write_text("".join(f"[{name}]\n{KEYS}" for name in NAMES))
    (aws_folder / "config").write_text(
        "[profile deploy]\nrole_arn = arn:aws:iam::111122223333:role/deploy\n"
        "source_profile = default\nregion = eu-west-1\n[sso-session corp]\nsso_region = us-east-1\n"
        "[services local]\ns3 =\n  endpoint_url = http://localhost:4566\n"
    )
    return aws_folder


def offered(line: str) -> list[str]:
    """What bash inserts for the last word of a line, if it breaks words only at spaces."""
    environ = {"_AWSCRED_LINE": line, "_AWSCRED_REPLACED": of_line(line).raw}
    return reply("bash", environ, complete).splitlines()[1:]


# --- what is offered


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("awscred sh", ["show"]),
        ("awscred una", []),
        ("awscred show de", ["deploy", "default"]),
        ("awscred remove default de", ["deploy"]),
        ("awscred rename default de", []),
        ("awscred show sso", ["sso-session\\ corp"]),
        ("awscred show --format plain sso", ["sso-session\\ corp"]),
        ("awscred rename sso", []),
        ("awscred whoami sso", []),
        ("awscred set sso-session\\ corp sso_reg", ["sso_region", "sso_registration_scopes"]),
        ("awscred set sso-session\\ corp reg", []),
        ("awscred unset sso-session\\ corp s", ["sso_region"]),
        ("awscred unset services\\ local s", ["s3", "s3.endpoint_url"]),
        ("awscred whoami --all de", ["deploy", "default"]),
        ("awscred list --color a", ["auto", "always"]),
        ("awscred list --color=a", ["--color=auto", "--color=always"]),
        ("awscred --color a", ["auto", "always"]),
        ("awscred list --kin", ["--kind"]),
        ("awscred validate --for cli,rus", ["cli,rust"]),
        ("awscred validate --for=cli,rus", ["--for=cli,rust"]),
        ("awscred validate --ignore inline-c", ["inline-comment"]),
        ("awscred validate dep", ["deploy"]),
        ("awscred validate -f ju", ["junit"]),
        ("awscred validate --format=ju", ["--format=junit"]),
        ("awscred rules inline-c", ["inline-comment"]),
        ("awscred set deploy outpu", ["output"]),
        ("awscred set deploy output js", ["json"]),
        ("awscred set deploy region eu-west-", ["eu-west-1", "eu-west-2", "eu-west-3"]),
        ("awscred set deploy region eu-west-1 outpu", ["output"]),
        ("awscred set deploy aws_secret_access_key ou", ["output"]),
        ("awscred set deploy credential_process regi", []),
        ("awscred unset deploy r", ["role_arn", "region"]),
        ("awscred unset deploy role_arn r", ["region"]),
        ("awscred add x --region us-w", ["us-west-1", "us-west-2"]),
        ("awscred add x --source-profile dep", ["deploy"]),
        ("awscred add x --from-mfa --source-profile dep", ["deploy"]),
        ("awscred add x --from-m", ["--from-mfa"]),
        ("awscred add x --sso-session c", ["corp"]),
        ("awscred completion z", ["zsh"]),
        ("awscred nope d", []),
        ("", [*Commands.NAMES]),
    ],
)
def test_what_the_word_may_be(line: str, expected: list[str], files: Path) -> None:
    assert offered(line) == expected


def test_files_are_possible_where_a_file_may_be_named(files: Path) -> None:
    lines = (
        "import ",
        "validate ",
        "validate --output-file ",
        "list --config ",
        "--credentials ",
        "show ",
        "list --color ",
    )
    found = [reply("zsh", _words(f"awscred {line}"), complete) for line in lines]
    assert [text.startswith("files\n") for text in found] == [True] * 5 + [False] * 2


def _words(line: str) -> dict[str, str]:
    *before, current = line.split(" ")
    return {"_AWSCRED_BEFORE": "\n".join(before), "_AWSCRED_CURRENT": current}


def test_the_files_that_options_name_are_used(files: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("[profile elsewhere]\nregion = eu-west-1\n")
    assert offered(f"awscred --config {other} show else") == ["elsewhere"]
    assert offered(f"awscred show --config {other} else") == ["elsewhere"]


def test_changes_to_undo_are_offered_with_their_command(files: Path, capsys: Capture) -> None:
    assert main(["set", "deploy", "output", "json"]) == OK
    _, line = reply("fish", _words("awscred undo "), complete).splitlines()
    name, about = line.split("\t")
    assert about == "awscred set deploy output"
    capsys.readouterr()
    assert main(["undo", name]) == OK


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ("zsh", "deploy:role, account 111122223333"),
        ("fish", "deploy\trole, account 111122223333"),
        ("powershell", "deploy\tdeploy\trole, account 111122223333"),
        ("bash", "deploy"),
        ("zsh", "a\\:b\\:c:static"),
        ("powershell", "it's $HOME\t'it''s $HOME'\tstatic"),
    ],
)
def test_profiles_have_descriptions(shell: str, expected: str, files: Path) -> None:
    found = reply(shell, _words("awscred show ") | {"_AWSCRED_LINE": "awscred show "}, _nothing)
    assert expected in found.splitlines()


def test_what_has_no_description_is_shown_once(files: Path) -> None:
    _, *lines = reply("zsh", _words("awscred edit --file "), complete).splitlines()
    assert sorted(lines) == ["both", "config", "credentials"]


def test_commands_are_described_by_their_whole_summary(files: Path) -> None:
    _, *lines = reply("fish", _words("awscred "), complete).splitlines()
    assert "edit\tEdit the files by hand, and check them before they are saved" in lines
    assert not [line for line in lines if line.endswith(".")]


def _nothing(_: Typed) -> Answer:
    raise AssertionError("profiles are answered without click")


def test_secrets_and_control_characters_are_not_offered(aws_folder: Path) -> None:
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    (aws_folder / "credentials").write_text(f"[{secret}]\n[a\x1b[2Jb]\n[good]\n[a\tb]\n")
    assert offered("awscred show ") == ["good"]
    assert offered("awscred validate --verbose ")[:1] == ["good"]


@pytest.mark.parametrize("command", Commands.NAMES)
def test_the_table_of_commands_with_profiles_is_right(command: str) -> None:
    found = app.get_command(click.Context(app), command)
    assert found is not None
    arguments = [param for param in found.params if isinstance(param, click.Argument)]
    named = [one for one in arguments if one._custom_shell_complete is completing.profile]
    if command in profiles.COMMANDS:
        assert arguments[0] is named[0]
        assert profiles.COMMANDS[command] == (None if named[0].nargs == -1 else 1)
    else:
        assert not named


@given(PAIRS)
@examples(150, 10_000)
def test_names_are_those_of_the_profiles(pair: Pair) -> None:
    aws_folder = Path(os.environ["HOME"], ".aws")
    aws_folder.mkdir(exist_ok=True)
    paths = Paths(str(aws_folder / "config"), str(aws_folder / "credentials"))
    Path(paths.config).write_bytes(pair.config + b"\n# not empty")
    Path(paths.credentials).write_bytes(pair.credentials + b"\n# not empty")
    files = Files(ini.parse(pair.config), ini.parse(pair.credentials))
    assert names_in(*map(read, paths))[0] == list(files.profiles)


@given(st.text(st.sampled_from("[] \t\r\n#=ab\ufeff\x0b"), max_size=40))
@examples(300, 20_000)
def test_headers_are_those_of_the_document(text: str) -> None:
    headers = [section.header for section in ini.parse(text).sections]
    assert titles(text) == [header for header in headers if header is not None]


def test_each_file_is_read_once(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = os.open

    def spy(path: str, *rest: int) -> int:
        opened.append(os.path.basename(path))
        return real(path, *rest)

    monkeypatch.setattr("awscred.store.snapshot.os.open", spy)
    assert any(one.about for one in profiles.candidates(described=True))
    assert sorted(opened) == ["config", "credentials"]


def test_nothing_is_written_and_click_is_not_loaded(files: Path, home: Path) -> None:
    before = sorted(home.rglob("*"))
    code = (
        "import sys, os; from awscred.completion.reply import reply;"
        "print(reply('bash', {'_AWSCRED_LINE': 'awscred show '}, None), end='');"
        "print({'click', 'awscred.rules', 'awscred.tools', 'importlib.resources'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("\ndeploy\ndefault\nmy\\ prof\n")
    assert done.stdout.endswith("\nset()\n")
    assert sorted(home.rglob("*")) == before


def test_unreadable_files_have_no_profiles(aws_folder: Path) -> None:
    (aws_folder / "credentials").mkdir()
    assert offered("awscred show ") == []
    assert offered("awscred unset x ") == []


# --- how it is inserted in bash

_SIGNS = "ab: =@/'\"\\$`!*ü~#&;|()<>?{}[]"


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_what_is_inserted_is_the_name() -> None:
    """Names of odd characters, typed in part in each kind of quotes, as bash reads the line."""
    random = Random(0)
    lines, names = [], []
    for _ in range(20_000 if LONG else 1_000):
        name = "".join(random.choices(_SIGNS, k=random.randint(1, 8)))
        start = name[: random.randint(0, 8)]
        quote = random.choice(("", "'", '"'))
        bare = "".join(f"\\{sign}" for sign in start)
        typed = quote + _inside(start, quote) if quote else bare
        word = of_line(f"awscred show {typed}")
        assert (word.before, word.current, word.raw) == (("show",), start, typed)
        if word.quote == quote:  # an apostrophe ends the quotes
            replaced = typed.removeprefix(quote)
            lines.append(quote + in_bash(name, word, replaced) + quote)
            names.append(name)
    quoted = " ".join(lines)
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {quoted}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\0")[:-1] == names
    assert len(names) > 800


def _inside(text: str, quote: str) -> str:
    if quote == "'":
        return text.replace("'", "'\\''")
    return "".join(f"\\{sign}" if sign in '"\\$`' else sign for sign in text)


# --- the scripts, in real shells

_SETUP = {
    "bash": (
        ["--norc", "--noprofile", "-i"],
        "bind 'set enable-bracketed-paste off'; source <(awscred completion bash)",
    ),
    "zsh": (
        ["-f", "-i"],
        "unsetopt zle_bracketed_paste prompt_sp; autoload -Uz compinit; compinit -u -D; "
        "source <(awscred completion zsh)",
    ),
    "fish": (["--no-config", "-i"], "awscred completion fish | source"),
}


@pytest.fixture(params=[*_SETUP])
def shell(request: pytest.FixtureRequest, files: Path, home: Path) -> Iterator[pexpect.spawn]:
    """A shell at a terminal, with the completion of awscred; it prints the words it is given."""
    name = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    arguments, setup = _SETUP[name]
    folder = os.path.dirname(sys.executable)
    environ = {
        **{key: value for key, value in os.environ.items() if not key.startswith("AWS")},
        "PATH": f"{folder}:{os.environ['PATH']}",
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }
    child = pexpect.spawn(
        name, arguments, env=environ, encoding="utf-8", timeout=30, dimensions=(60, 200)
    )
    shown = (
        "function show; string join -- '|' READY $argv; end"
        if name == "fish"
        else ("show() { local IFS='|'; echo READY\"|$*\"; }")
    )
    child.sendline(f"{setup}; {shown}; show setup")
    child.expect(r"READY\|setup\r\n")
    try:
        yield child
    finally:
        child.close(force=True)


TYPED = [
    ("my", "my prof"),
    ('"my', "my prof"),
    ("it", "it's $HOME"),
    ("a:b:", "a:b:c"),
    ("us", "user@x=y"),
    ("mü", "münchen"),
    ("ba", "back\\slash"),
    ("deploy --as rus", "deploy|--as|rust"),
    ("deploy --color=al", "deploy|--color=always"),
]


def test_a_shell_inserts_what_was_meant(shell: pexpect.spawn) -> None:
    """The line is typed as `awscred show ...`, completed, and then printed by `show`."""
    for typed, meant in TYPED:
        shell.send(f"awscred show {typed}\t")
        # The completed line is run with `show` in place of `awscred show`.
        shell.send("\x01" + "\x04" * len("awscred ") + "\r")
        shell.expect(r"READY\|([^\r\n]*)\r\n")
        assert shell.match[1] == meant, typed


@pytest.mark.parametrize("shell_name", [*_SETUP])
def test_a_script_has_no_syntax_error(shell_name: str) -> None:
    if shutil.which(shell_name) is None:
        pytest.skip(f"{shell_name} is not installed")
    done = subprocess.run(
        [shell_name, "-n"], input=script(shell_name), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_script_of_powershell_has_no_syntax_error() -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    assert not parser.parse(script("powershell").encode()).root_node.has_error
    assert parser.parse(b"foreach ($a in { }").root_node.has_error  # it does find errors


# --- the command


@pytest.mark.parametrize("shell_name", [*SHELLS])
def test_a_script_is_printed(shell_name: str, capsys: Capture) -> None:
    assert main(["completion", shell_name]) == OK
    assert capsys.readouterr().out == script(shell_name)
    assert ASK in script(shell_name)


def test_the_shell_is_that_of_the_user(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert main(["completion"]) == OK
    assert capsys.readouterr().out == script("fish")
    for shell_name in ("/bin/tcsh", ""):
        monkeypatch.setenv("SHELL", shell_name)
        assert main(["completion"]) == USAGE
        assert "hint: name one of bash, zsh, fish, powershell" in capsys.readouterr().err


STARTUP = {
    "bash": ".bashrc",
    "zsh": ".zshrc",
    "powershell": ".config/powershell/Microsoft.PowerShell_profile.ps1",
}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other startup files")
@pytest.mark.parametrize("shell_name", [*SHELLS])
def test_installing_keeps_the_startup_file(
    shell_name: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    odd = home / "it's mine"
    odd.mkdir()
    monkeypatch.setenv("HOME", str(odd))
    startup = odd / STARTUP[shell_name] if shell_name in STARTUP else None
    if startup:
        startup.parent.mkdir(parents=True, exist_ok=True)
        startup.write_bytes(b"# mine \xff\r\nalias x=y")
    for _ in range(2):
        assert main(["completion", shell_name, "--install"]) == OK
    first, *_ = capsys.readouterr().out.splitlines()
    (saved,) = [one for one in odd.rglob("awscred*") if one.is_file()]
    assert saved.read_text() == script(shell_name)
    assert str(saved.relative_to(odd)) in first
    if startup:
        mine, line = startup.read_bytes().rsplit(b"\n", 2)[:2]
        assert mine == b"# mine \xff\r\nalias x=y"
        assert saved.name.encode() in line
    if shell_name in ("bash", "zsh") and shutil.which(shell_name):
        quoted = line.decode().partition(" . ")[2]
        load = [shell_name, "-fc" if shell_name == "zsh" else "-c", f". {quoted}; echo ok"]
        done = subprocess.run(load, capture_output=True, text=True, check=False)
        assert done.stdout == "ok\n", done.stderr


def test_a_startup_file_that_cannot_be_changed(home: Path, capsys: Capture) -> None:
    (home / ".zshrc").mkdir()
    assert main(["completion", "zsh", "--install"]) == FAILED
    assert "cannot change" in capsys.readouterr().err
