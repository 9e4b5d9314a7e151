"""Every option that is accepted has an effect; global options are valid in both places; colors."""

from __future__ import annotations

import io
import re
import shutil
import sys
from pathlib import Path

import click
import pytest

from awscred import sts
from awscred.cli import Commands, app, main
from awscred.cli.options import GLOBAL_OPTIONS
from awscred.cli.terminal import use_color
from awscred.errors import NO, OK, USAGE
from awscred.identity import Identity, without
from awscred.output import validate
from awscred.output.colors import CODES
from tests.aws import KEY, SECRET

Capture = pytest.CaptureFixture[str]
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "arn:aws:iam::123456789012:role/deploy"
CONFIG = f"""\
[profile deploy]
role_arn = {ROLE}
source_profile = dev
[profile audit]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnly
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
[profile program]
credential_process = /bin/true
[profile half]
aws_access_key_id = {KEY}
region = eu-west-1 # comment
"""
CREDENTIALS = f"""\
[dev]
{KEYS}[{SECRET}]
region = eu-west-1
"""
FORMATS = {
    "list": ("table", "plain", "json"),
    "show": ("table", "plain", "json"),
    "validate": validate.FORMATS,
    "rules": ("table", "plain", "json", "markdown"),
    "whoami": ("table", "plain", "json"),
    "undo": ("table", "plain", "json"),
}
SSO = (
    "--sso-session corp --sso-account-id 111122223333 --sso-role-name Admin --no-verify"
    " --sso-start-url https://example.awsapps.com/start --sso-region eu-west-1"
).split()
NEW = ("x", "--access-key-id", KEY, "--stdin", "--no-verify")
_ROLE = ("x", "--role-arn", ROLE, "--source-profile", "dev", "--no-verify")
USES: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {
    # the arguments of a command, and an option that changes what it does
    "list": [
        ((), ("--kind", "role")),
        ((), ("--invalid",)),
        ((), ("--sort", "name")),
        ((), ("--group", "account")),
        ((), ("--wide",)),
        ((), ("--names",)),
        ((), ("--show-names",)),
        ((), ("--verify",)),
        (("--verify",), ("--timeout", "3")),
        ((), ("--timeout", "10")),
        (("--verify",), ("--allow-process",)),
        ((), ("--allow-process",)),
        (("--names",), ("--wide",)),
        (("--names",), ("--group", "session")),
    ],
    "show": [((), ("--as", "js")), ((SECRET,), ("--show-names",))],
    "validate": [
        (("credentials",), ("--type", "config")),
        ((), ("--type", "config")),
        ((), ("--for", "js")),
        ((), ("--select", "encoding")),
        (("--select", "missing-keys"), ("--ignore", "missing-keys")),
        (("--select", "file-mode"), ("--strict",)),
        ((), ("--exit-zero",)),
        (("--strict",), ("--exit-zero",)),
        ((), ("--quiet",)),
        *((("--quiet",), (one,)) for one in ("--verbose", "--matrix", "--diff")),
        ((), ("--output-file", "report")),
        (("--diff",), ("--output-file", "report")),
        ((), ("--verbose",)),
        ((), ("--fix",)),
        ((), ("--unsafe-fixes",)),
        (("credentials",), ("--matrix",)),
        (("empty",), ("--require-files",)),
        ((), ("--diff",)),
        ((), ("--verify",)),
        (("--verify", "--select", "credentials-unverified"), ("--allow-unverified",)),
        ((), ("--allow-unverified",)),
        (("--verify", "config"), ("--trust-file",)),
        ((), ("--trust-file",)),
        (("--verify",), ("--timeout", "3")),
        ((), ("--timeout", "3")),
        (("--verify",), ("--allow-process",)),
        ((), ("--allow-process",)),
        (("config",), ("--config", "config")),
        (("config",), ("--credentials", "credentials")),
    ],
    "rules": [],
    "completion": [(("zsh",), ("--install",))],
    "whoami": [
        ((), ("--all",)),
        (("dev",), ("--all",)),
        (("dev",), ("--explain",)),
        ((SECRET,), ("--show-names",)),
        (("dev",), ("--expect-account", "111122223333")),
        (("dev",), ("--expect-arn", "arn:x")),
        (("dev",), ("--timeout", "3")),
        (("--all",), ("--allow-process",)),
        (("dev", "--config", "config"), ("--trust-file",)),
        (("dev",), ("--no-input",)),
    ],
    "add": [
        (("x", "--stdin", "--no-verify"), ("--access-key-id", KEY)),
        (NEW, ("--region", "eu-west-1")),
        (("x", "--access-key-id", KEY, "--no-verify"), ("--stdin",)),
        (("x", "--no-verify"), ("--from-env",)),
        (("x", "--source-profile", "dev", "--no-verify"), ("--role-arn", ROLE)),
        (("x", "--role-arn", ROLE, "--no-verify"), ("--source-profile", "dev")),
        (_ROLE, ("--mfa-serial", "arn:aws:iam::123456789012:mfa/me")),
        (_ROLE, ("--mfa-serial", "")),
        (NEW, ("--role-arn", "")),
        (NEW, ("--process", "")),
        (NEW, ("--sso-session", "")),
        (("x", "--no-verify"), ("--process", "/bin/true")),
        (("x",), ("--login",)),
        (("x",), ("--login-session", "arn:aws:iam::123456789012:user/alice")),
        (NEW, ("--dry-run",)),
        (("x", "--process", "/bin/true"), ("--no-verify",)),
        *((("x", *SSO[:at], *SSO[at + 2 :]), (SSO[at], SSO[at + 1])) for at in (0, 2, 4)),
        (("x", *SSO[:7]), ("--sso-start-url", "https://other.awsapps.com/start")),
        (("x", *SSO[:7]), ("--sso-region", "eu-west-3")),
        (("x", *SSO[:7]), ("--sso-region", "")),
    ],
    "import": [
        (("env", "--no-verify"), ("--profile", "x")),
        (("env", "--no-verify", "--profile", "x"), ("--region", "eu-west-1")),
        (("env", "--no-verify", "--profile", "dev"), ("--replace",)),
        (("env", "--profile", "x"), ("--no-verify",)),
        (("env", "--no-verify", "--profile", "x"), ("--dry-run",)),
    ],
    "edit": [
        ((), ("--file", "config")),
        ((), ("--dry-run",)),
    ],
    "set": [
        (("dev", "aws_secret_access_key"), ("--stdin",)),
        (("dev", "region", "eu-west-1"), ("--stdin",)),
        (("x", "region", "eu-west-1"), ("--create",)),
        (("dev", "regoin", "eu-west-1"), ("--force",)),
        (("dev", "region", "eu-west-1"), ("--dry-run",)),
    ],
    "unset": [(("audit", "sso_role_name"), ("--dry-run",))],
    "rename": [(("dev", "x"), ("--dry-run",))],
    "copy": [(("dev", "x"), ("--dry-run",))],
    "remove": [
        (("dev", "--yes"), ("--force",)),
        (("audit", "--yes"), ("--sso-sessions",)),
        (("audit",), ("--yes",)),
        (("audit", "--dry-run"), ("--yes",)),
        (("audit",), ("--dry-run",)),
    ],
    "undo": [
        ((), ("--list",)),
        ((), ("--purge",)),
        (("--purge",), ("--yes",)),
        ((), ("--yes",)),
        (("--list",), ("--show-names",)),
        ((), ("--show-names",)),
        ((), ("--dry-run",)),
        *((("--list",), one) for one in (("--purge",), ("--dry-run",), ("--yes",))),
    ],
    "redo": [((), ("--dry-run",))],
}
CASES = [
    (command, args, option, format_)
    for command, uses in USES.items()
    for args, option in uses
    for format_ in (None, *FORMATS.get(command, ()))
]


@pytest.fixture
def folder(aws_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`~/.aws`, which is the current folder, with a change to undo, and one to redo."""
    monkeypatch.chdir(aws_folder)
    (aws_folder / "empty").mkdir()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    (aws_folder / "env").write_text(
        f"export AWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY={SECRET}\n"
    )
    return aws_folder


def _effect(args: tuple[str, ...], folder: Path, capsys: Capture) -> tuple[object, ...]:
    """What a run does: its exit code, what it says, the files after it, what AWS is asked."""
    (folder / "report").unlink(missing_ok=True)
    state = folder.parent / ".local"
    shutil.rmtree(state, ignore_errors=True)
    (folder / "config").write_text(CONFIG)
    (folder / "credentials").write_text(CREDENTIALS)
    if args[0] in ("undo", "redo"):
        for change in (("set", SECRET, "output", "json"), ("copy", "dev", "y"), ("undo",)):
            main(change)
    asked: list[object] = []

    def identify(_: object, names: list[str], terms: sts.Terms, *__: object) -> list[Identity]:
        asked.append((names, terms._replace(ask_mfa=None, debug=None), terms.ask_mfa is None))
        return [_answer(name) for name in names]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("awscred.sts.identify", identify)
        patch.setenv("EDITOR", "echo '# typed' >>")
        patch.setattr("awscred.cli.verify.can_ask", lambda: args[0] == "whoami")
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SECRET.encode())))
        capsys.readouterr()
        code = main(args)
    said = capsys.readouterr()
    files = [(folder / one).read_text() for one in ("config", "credentials")]
    report = (folder / "report").exists()
    return code, said.out, said.err, files, report, len([*state.rglob("*")]), asked


def _answer(name: str) -> Identity:
    if name != "dev":
        return without(name, "unknown", "Network", "no network", "try again")
    arn = "arn:aws:iam::123456789012:user/alice"
    return Identity(name, "ok", "123456789012", arn, "AIDAIOSFODNN7EXAMPLE", "user", "aws", "alice")


@pytest.mark.parametrize("command", Commands.NAMES)
def test_each_option_is_tried(command: str) -> None:
    found = app.get_command(click.Context(app), command)
    assert found is not None
    tried = {option[0] for _, option in USES[command]}
    for param in found.params:
        if isinstance(param, click.Option) and param.name != "format_":
            assert max(param.opts, key=len) in tried, param.opts
    assert any(param.name == "format_" for param in found.params) == (command in FORMATS)


@pytest.mark.parametrize(
    ("command", "args", "option", "format_"),
    CASES,
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_an_option_has_an_effect_or_is_refused(
    command: str,
    args: tuple[str, ...],
    option: tuple[str, ...],
    format_: str | None,
    folder: Path,
    capsys: Capture,
) -> None:
    chosen = ("-f", format_) if format_ else ()
    plain = _effect((command, *args, *chosen), folder, capsys)
    changed = _effect((command, *args, *option, *chosen), folder, capsys)
    is_refused = changed[0] == USAGE and re.search(" needs? |combined", str(changed[2]))
    assert changed != plain or is_refused


@pytest.mark.parametrize("command", FORMATS)
def test_each_format_is_another(command: str, folder: Path, capsys: Capture) -> None:
    args = {"show": ("dev",), "whoami": ("dev",), "undo": ("--list",)}.get(command, ())
    shown = [_effect((command, *args, "-f", one), folder, capsys) for one in FORMATS[command]]
    assert len({str(one) for one in shown}) == len(shown)


# --- global options


@pytest.mark.parametrize(
    ("before", "after", "used"),
    [
        (("--config", "other"), (), "other"),
        ((), ("--config", "other"), "other"),
        (("--config", "config"), ("--config", "other"), "other"),
        (("--config", "nope"), ("--config=other",), "other"),
        (("--config", "other"), ("--color", "never"), "other"),
        (("--config", "other"), ("--config", "config", "--config", "other"), "other"),
    ],
)
def test_a_global_option_is_valid_in_both_places_and_the_last_one_counts(
    before: tuple[str, ...], after: tuple[str, ...], used: str, folder: Path, capsys: Capture
) -> None:
    (folder / "config").write_text("[profile a]\n")
    (folder / "other").write_text("[profile other]\n")
    assert main((*before, "list", *after, "--names")) == OK
    assert capsys.readouterr().out == f"{used}\n"


@pytest.mark.parametrize("command", Commands.NAMES)
def test_each_command_has_the_global_options(command: str, capsys: Capture) -> None:
    args = [(one.opts[0],) if one.is_flag else (one.opts[0], "auto") for one in GLOBAL_OPTIONS]
    assert main((command, *sum(args, ()), "--help")) == OK
    shown = capsys.readouterr().out
    assert "Global options: --config, --credentials, --color, --no-config, --debug (see" in shown
    assert "--config FILE" not in shown


def test_debug_is_valid_after_the_command(folder: Path) -> None:
    terms = []

    def identify(_: object, names: list[str], given: sts.Terms, *__: object) -> list[Identity]:
        terms.append(given.debug is not None)
        return [without(name, "unknown", "Network", "no network", "try again") for name in names]

    (folder / "credentials").write_text(CREDENTIALS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("awscred.sts.identify", identify)
        main(("whoami", "dev"))
        main(("whoami", "dev", "--debug"))
        main(("--debug", "whoami", "dev"))
    assert terms == [False, True, True]


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("list", "--verfy"), "did you mean --verify?"),
        (("list", "--colour", "never"), "did you mean --color?"),
        (("--verison",), "did you mean --version?"),
        (("list", "--kind", "rol"), "did you mean role?"),
        (("list", "-f", "Json"), "did you mean json?"),
        (("show", "--as", "tolkit"), "did you mean toolkit?"),
        (("list", "--color", "nevr"), "did you mean never?"),
        (("list", "--sort", "zzzz"), "choose from name, account, kind, file"),
        (("validate", "--for", "tolkit"), "did you mean toolkit?"),
        (("validate", "--select", "encodin"), "did you mean encoding?"),
        (("rules", "encodin"), "did you mean encoding?"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_one_meant(
    args: tuple[str, ...], hint: str, capsys: Capture
) -> None:
    assert main(args) == USAGE
    assert f"\nhint: {hint}" in capsys.readouterr().err


# --- colors


class _Terminal(io.StringIO):
    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize(
    ("choice", "environ", "on_terminal", "in_pipe"),
    [
        ("auto", {}, True, False),
        ("always", {"NO_COLOR": "1"}, True, True),
        ("never", {"FORCE_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": ""}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, True, True),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"FORCE_COLOR": ""}, True, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, True, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ("auto", {"CLICOLOR": "0"}, False, False),
        ("auto", {"CLICOLOR": "1"}, True, False),
        ("auto", {"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True, True),
        ("auto", {"TERM": "dumb"}, False, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
    ],
)
def test_the_environment_chooses_color(
    choice: str,
    environ: dict[str, str],
    on_terminal: bool,
    in_pipe: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert use_color(choice, _Terminal(True)) is on_terminal
    assert use_color(choice, _Terminal(False)) is in_pipe


@pytest.mark.parametrize(
    "args",
    [
        ("--color", "never", "show", "nope"),
        ("show", "nope", "--color", "never"),
        ("whoami", "nope", "--color=never"),
        ("list", "--nope", "--color", "never"),
        ("--nope", "--color", "never"),
        ("nope", "--color", "never"),
        ("list", "-f", "x", "--color", "never"),
        ("--color", "always", "show", "nope", "--color", "never"),
        ("show", "--color", "never"),
    ],
)
def test_no_color_is_in_errors_either(
    args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert main(args) in (NO, USAGE)
    assert "\x1b" not in "".join(capsys.readouterr())
    colored = [word.replace("never", "always") for word in args]
    main(colored)
    assert "\x1b[1;38;5;160merror:\x1b[0m " in capsys.readouterr().err


def test_each_stream_has_its_own_color(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "config").write_text("[profile a]\n[profile b\n")
    for out_is, err_is in ((True, False), (False, True)):
        out, err = _Terminal(out_is), _Terminal(err_is)
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        monkeypatch.setattr("awscred.cli.list.terminal_columns", lambda: 80)
        monkeypatch.setenv("TERM", "xterm")
        main(("list", "-f", "table"))
        main(("show", "nope"))
        assert ("\x1b[" in out.getvalue()) is out_is
        assert ("\x1b[" in err.getvalue()) is err_is


def test_help_and_prompts_of_a_pipe_have_no_color(capsys: Capture) -> None:
    main(("--help",))
    assert "\x1b" not in capsys.readouterr().out


def _luminance(number: int) -> float:
    """The relative luminance (0 to 1) of a color of the fixed part of the 256, as in WCAG 2."""
    if number >= 232:
        levels = [8 + 10 * (number - 232)] * 3
    else:
        steps = (number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6
        levels = [0 if step == 0 else 55 + 40 * step for step in steps]
    shares = [level / 255 for level in levels]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("name", CODES)
def test_a_color_is_readable_on_black_and_on_white(name: str) -> None:
    if name == "bold":
        return
    assert CODES[name].startswith("38;5;")
    light = _luminance(int(CODES[name].removeprefix("38;5;")))
    assert 1.05 / (light + 0.05) >= 3.8  # on white
    assert (light + 0.05) / 0.05 >= 3.8  # on black


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("set", "dev"), "KEY is missing"),
        (("unset", "dev"), "KEY is missing"),
        (("set",), "PROFILE is missing"),
        (("whoami", "--expect-account", "x"), "--expect-account: 'x' is not a 12-digit account id"),
        (("whoami", "--timeout", "0"), "'0' is not valid for --timeout"),
        (("whoami", "--timeout", "nan"), "'nan' is not valid for --timeout"),
        (("whoami", "--timeout", "soon"), "'soon' is not valid for --timeout"),
        (("whoami", "--timeout"), "--timeout needs a value"),
        (("whoami", "--all=3"), "--all does not accept a value"),
    ],
)
def test_wrong_usage_is_told_in_our_words(
    args: tuple[str, ...], message: str, capsys: Capture
) -> None:
    assert main(args) == USAGE
    error, hint = capsys.readouterr().err.splitlines()
    assert error == f"error: {message}"
    assert hint.startswith("hint: ")
