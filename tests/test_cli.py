"""`awscred list`, `validate` and `whoami`, as a user and as a script see them."""
# ruff: noqa: E501  # output is quoted as it is

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from awscred import cli, errors
from awscred.__main__ import _run
from awscred.tools import default_tools
from tests import aws
from tests.aws import KEY, SECRET
from tests.conftest import Run

OTHER_KEY = "AKIAI44QH8DHBEXAMPLE"
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = default\n"
CONFIG = f"""\
[default]
region = eu-central-1

[profile deploy]
{ROLE}
[profile audit]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnly

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
"""
CREDENTIALS = f"""\
[default]
{KEYS}
[broken]
xaws_access_key_id= {OTHER_KEY}
xaws_secret_access_key= {SECRET}
"""


BROKEN = f"""\
[Profile_Name]
xaws_access_key_id= {OTHER_KEY}
xaws_secret_access_key= {SECRET}
"""


@pytest.fixture
def files(aws_folder: Path) -> Path:
    (aws_folder / "config").write_text(CONFIG)
    (aws_folder / "credentials").write_text(CREDENTIALS)
    (aws_folder / "credentials").chmod(0o600)
    return aws_folder


# --- list


def test_a_pipe_gets_tab_separated_lines(files: Path, run: Run) -> None:
    done = run("list")
    assert done.stdout.splitlines() == [
        f"default\tstatic\t-\t-\teu-central-1\t{files}/credentials:1\tactive\t0",
        f"deploy\trole\t123456789012\trole_arn\t-\t{files}/config:4\t-\t0",
        f"audit\tsso\t111122223333\tsso_account_id\t-\t{files}/config:8\t-\t0",
        f"broken\tnone\t-\t-\t-\t{files}/credentials:5\t-\t2",
    ]
    assert (done.returncode, done.stderr) == (0, "")


def test_json_keeps_the_contract(files: Path, run: Run) -> None:
    listed = json.loads(run("list", "-f", "json").stdout)
    assert listed["schema"] == "awscred/1"
    assert listed["profiles"][0] == {
        "name": "default",
        "kind": "static",
        "account": None,
        "account_source": None,
        "region": "eu-central-1",
        "expires": None,
        "default": True,
        "active": True,
        "files": [
            {"path": f"{files}/config", "line": 1},
            {"path": f"{files}/credentials", "line": 1},
        ],
        "problems": 0,
    }
    assert [profile["name"] for profile in listed["profiles"]] == [
        *("default", "deploy", "audit", "broken")
    ]


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (("--kind", "role"), ["deploy"]),
        (("--kind", "role", "--kind", "sso"), ["deploy", "audit"]),
        (("--invalid",), ["broken"]),
        (("--invalid", "--kind", "role"), []),
        ((), ["default", "deploy", "audit", "broken"]),
    ],
)
def test_names_alone_and_fewer(
    args: tuple[str, ...], names: list[str], files: Path, run: Run
) -> None:
    assert run("list", "--names", *args).stdout.splitlines() == names


@pytest.mark.parametrize(
    ("environ", "active"),
    [
        ({}, "default"),
        ({"AWS_PROFILE": "audit"}, "audit"),
        ({"AWS_DEFAULT_PROFILE": "audit"}, "audit"),
        ({"AWS_PROFILE": "deploy", "AWS_DEFAULT_PROFILE": "audit"}, "deploy"),
        ({"AWS_PROFILE": ""}, "default"),
    ],
)
def test_the_active_profile_is_marked(
    environ: dict[str, str], active: str, files: Path, run: Run
) -> None:
    lines = run("list", **environ).stdout.splitlines()
    assert [line.split("\t")[0] for line in lines if "\tactive\t" in line] == [active]


def test_an_active_profile_that_does_not_exist_is_told(files: Path, run: Run) -> None:
    assert "that profile does not exist" in run("list", AWS_PROFILE="gone").stderr


def test_without_files_it_says_how_to_begin(run: Run) -> None:
    done = run("list")
    assert (done.returncode, done.stdout) == (0, "")
    assert "awscred add" in done.stderr
    assert json.loads(run("list", "-f", "json").stdout)["profiles"] == []


def test_a_terminal_gets_a_table_with_color(files: Path) -> None:
    args = ["-m", "awscred", "list"]
    shown = pexpect.run(
        " ".join([sys.executable, *args]), env={**os.environ, "TERM": "xterm"}, encoding="utf-8"
    )
    assert "\x1b[" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert re.search(r"Profile +Kind +Account", plain)
    assert re.search(r"deploy +role +123456789012 ", plain)
    assert "~/.aws/credentials:1" in plain
    colorless = pexpect.run(
        " ".join([sys.executable, *args]), env={**os.environ, "NO_COLOR": "1"}, encoding="utf-8"
    )
    assert "\x1b[" not in colorless


def test_ten_thousand_profiles_are_listed(aws_folder: Path, run: Run) -> None:
    text = "".join(f"[p{number}]\n{KEYS}\n" for number in range(10_000))
    (aws_folder / "credentials").write_text(text)
    assert len(run("list").stdout.splitlines()) == 10_000
    assert len(run("list", "-f", "table").stdout.splitlines()) == 10_001


HOSTILE = {
    "escape": ("\x1b[31mred\x1b]52;c;AAAA\x07", "\\x1b[31mred"),
    "C1": ("\x9b31m", "\\x9b31m"),
    "markup": ("a[red/b", "a[red/b"),
    "right to left": ("\u202egnp", "\\u202egnp"),
    "zero width": ("a\u200bb", "a\\u200bb"),
    "line separator": ("a\u2028b", "a\\u2028b"),
    "tab": ("a\tb", "a\\x09b"),
    "not UTF-8": ("a\udcffb", "a\\xffb"),
}


@pytest.mark.parametrize(("name", "shown"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "args",
    [
        ("list",),
        ("list", "--names"),
        ("list", "-f", "table"),
        ("validate",),
        ("validate", "-f", "toolkit"),
    ],
    ids=" ".join,
)
def test_a_hostile_name_is_shown_literally(
    args: tuple[str, ...], name: str, shown: str, aws_folder: Path, run: Run
) -> None:
    text = f"[{name}]\nregion = {name}\n"
    (aws_folder / "credentials").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = run(*args)
    said = done.stdout + done.stderr
    assert not re.search(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u202a-\u202e\udc80-\udcff]", said
    )
    if "toolkit" not in args:  # does not see a few of these profiles
        assert shown in said


# --- validate


def test_the_user_guide_s_broken_profile(aws_folder: Path, run: Run) -> None:
    path = aws_folder / "credentials"
    path.write_text(BROKEN)
    path.chmod(0o600)
    done = run("validate")
    assert done.returncode == 1
    assert done.stdout == (
        """\
~/.aws/credentials
  profile Profile_Name
    error[unknown-setting]: unknown setting xaws_access_key_id: did you mean aws_access_key_id?
     --> ~/.aws/credentials:2:1
    2 | xaws_access_key_id= ********
      | ^^^^^^^^^^^^^^^^^^
      = fix: rename it to aws_access_key_id (--unsafe-fixes)

    error[unknown-setting]: unknown setting xaws_secret_access_key: did you mean \
aws_secret_access_key?
     --> ~/.aws/credentials:3:1
    3 | xaws_secret_access_key= ********
      | ^^^^^^^^^^^^^^^^^^^^^^
      = fix: rename it to aws_secret_access_key (--unsafe-fixes)

refused in all 7 tools: Profile_Name

2 fixable with --unsafe-fixes
2 errors; 0 of 1 profiles work in all 7 tools (1 info with -v)
"""
    )


def test_the_toolkit_format_is_its_log(files: Path, run: Run) -> None:
    lines = run("validate", "-f", "toolkit").stdout.splitlines()
    stamp = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
    assert len(lines) == 2
    assert re.fullmatch(
        stamp
        + re.escape(
            " [ERROR]: Profile [broken] is not a valid Credential Profile: not supported by the Toolkit"
        ),
        lines[0],
    )
    assert re.fullmatch(
        stamp
        + re.escape(
            " [WARN]: Shared Credentials Profile [broken] is not valid. "
            "It will not be used by the toolkit."
        ),
        lines[1],
    )


def test_validate_s_json_keeps_the_contract(files: Path, run: Run) -> None:
    report = json.loads(run("validate", "-f", "json").stdout)
    assert report["schema"] == "awscred/1"
    assert report["summary"] == {"errors": 2, "warnings": 0, "infos": 2, "profiles": 4}
    assert report["findings"][-2] == {
        "rule": "unknown-setting",
        "severity": "error",
        "message": "unknown setting xaws_access_key_id: did you mean aws_access_key_id?",
        "hint": "rename it to aws_access_key_id",
        "profile": "broken",
        "path": f"{files}/credentials",
        "line": 6,
        "column": 1,
        "end_line": 6,
        "end_column": 19,
        "tools": list(default_tools()),
        "fix": {"safe": False, "title": "rename it to aws_access_key_id"},
    }
    assert report["verdicts"]["broken"]["toolkit"] == {
        "accepted": False,
        "reason": "not supported by the Toolkit",
        "kind": None,
    }
    assert report["verdicts"]["deploy"] == {
        tool: {"accepted": True, "reason": None, "kind": "role"} for tool in default_tools()
    }


@pytest.mark.parametrize(
    ("text", "args", "code"),
    [
        pytest.param(f"[a]\n{KEYS}", (), 0, id="good"),
        pytest.param(f"[a]\n{KEYS}regoin = x\n", (), 0, id="a warning"),
        pytest.param(f"[a]\n{KEYS}regoin = x\n", ("--strict",), 1, id="a warning, strictly"),
        pytest.param("[a]\nregion = eu-west-1\n", (), 0, id="no credentials"),
        pytest.param(BROKEN, (), 1, id="an error"),
        pytest.param("", (), 0, id="empty"),
        pytest.param("junk\n", (), 1, id="junk"),
    ],
)
def test_validate_s_exit_code(
    text: str, args: tuple[str, ...], code: int, aws_folder: Path, run: Run
) -> None:
    (aws_folder / "credentials").write_text(text)
    for format_ in ("text", "json", "toolkit"):
        assert run("validate", "-f", format_, *args).returncode == code


def _profiles_read(stdout: str) -> set[str]:
    return set(json.loads(stdout)["verdicts"])


def test_a_file_is_what_its_name_or_type_says(tmp_path: Path, run: Run) -> None:
    for name in ("my-config.txt", "credentials.bak", "neither"):
        (tmp_path / name).write_text("[profile a]\nregion = x y\n")
    for args, file in (
        (("my-config.txt",), "my-config.txt"),
        (("credentials.bak",), "credentials.bak"),
        (("neither",), "neither"),
        (("neither", "--type", "credentials"), "neither"),
    ):
        done = run("validate", "-f", "json", *(str(tmp_path / args[0]), *args[1:]))
        assert done.returncode == 1
        assert {found["path"] for found in json.loads(done.stdout)["findings"]} == {
            str(tmp_path / file)
        }
    both = [str(tmp_path / name) for name in ("my-config.txt", "credentials.bak")]
    assert run("validate", *both).returncode == 1
    done = run("validate", *both, "--type", "config")
    assert (done.returncode, "2 profiles in 2 files" in done.stdout) == (1, True)


def test_two_files_are_read_together(files: Path, tmp_path: Path, run: Run) -> None:
    alone = run("validate", str(files / "config"))
    assert "Shared Credentials Profile" not in alone.stdout.replace("default", "")
    both = run("validate", "-f", "json", str(files / "config"), str(files / "credentials"))
    assert _profiles_read(both.stdout) == {"default", "deploy", "audit", "broken"}


@pytest.mark.parametrize(
    "args", [("-",), ("-", "--type", "config"), ("-", "--type", "credentials")]
)
def test_standard_input_is_read(args: tuple[str, ...], run: Run) -> None:
    done = run("validate", "-f", "json", *args, input=CREDENTIALS)
    assert _profiles_read(done.stdout) == {"default", "broken"}
    assert {found["path"] for found in json.loads(done.stdout)["findings"]} == {"<stdin>"}


CANARY = "canary0secret"
SECRETIVE = f"""\
[default] aws_secret_access_key = {CANARY}
{CANARY}
[a]
aws_access_key_id = {SECRET}
aws_secret_access_key = {CANARY}
xaws_secret_access_key = {CANARY}
aws_session_token : {CANARY}
Aws_Secret_Access_Key = {CANARY} # {CANARY}
credential_process = /bin/x {CANARY}
external_id = {CANARY}
password = {CANARY}
  {CANARY}
s3 =
  token = {CANARY}
# {CANARY}
region = {SECRET}
{SECRET}= {CANARY}
export AWS_SECRET_ACCESS_KEY={CANARY}
{{"SecretAccessKey": "{CANARY}"}}
[b
aws_secret_access_key = {CANARY}
[c]
credential_source = {SECRET}
"""


@pytest.mark.parametrize(
    "args",
    [
        *[("list", "-f", format_) for format_ in ("plain", "table", "json")],
        *[("validate", "-f", format_) for format_ in ("text", "json", "toolkit")],
        *[("whoami", "a"), ("add", "a", "--from-env"), ("--color", "always", "validate")],
    ],
    ids=" ".join,
)
def test_no_secret_is_shown(args: tuple[str, ...], aws_folder: Path, run: Run) -> None:
    for name in ("config", "credentials"):
        (aws_folder / name).write_text(SECRETIVE)
    done = run(*args)
    said = done.stdout + done.stderr
    assert said
    assert CANARY not in said
    assert SECRET.lower() not in said.lower()


# --- whoami


@pytest.fixture
def identity(aws_folder: Path, moto: aws.Moto, monkeypatch: pytest.MonkeyPatch) -> aws.Moto:
    """The profiles `default` (alice), `deploy` (a role) and `keyless`, known to moto."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", moto.url)
    (aws_folder / "credentials").write_text(
        f"# mine\n[default]\naws_access_key_id = {moto.access_key_id}\n"
        f"aws_secret_access_key = {moto.secret_access_key}\n\n[unknown]\n{KEYS}"
    )
    (aws_folder / "config").write_text(
        f"[profile deploy]\nrole_arn = {moto.role_arn}\nsource_profile = default\n\n"
        "[profile keyless]\nregion = eu-west-1\n"
    )
    return moto


def test_whoami_is_the_profile_s_own_identity(
    identity: aws.Moto, aws_folder: Path, run: Run
) -> None:
    done = run("whoami", "-f", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["schema"] == "awscred/1"
    (who,) = document["identities"]
    assert who.pop("user_id")
    assert who == {
        "profile": "default",
        "status": "ok",
        "account": "123456789012",
        "arn": identity.user_arn,
        "type": "user",
        "name": "team/alice",
        "session": None,
        "partition": "aws",
        "expires": None,
        "credentials_from": f"{aws_folder}/credentials:2",
        "chain": [
            {
                "profile": "default",
                "kind": "static",
                "what": f"access key {identity.access_key_id}",
                "path": f"{aws_folder}/credentials",
                "line": 3,
                "cache": None,
            }
        ],
        "instead": [],
        "error": None,
        "note": None,
    }


def test_whoami_of_a_role_tells_whose_keys_assumed_it(
    identity: aws.Moto, aws_folder: Path, run: Run
) -> None:
    cells = run("whoami", "deploy").stdout.rstrip("\n").split("\t")
    assert (cells[0], cells[1], cells[5]) == ("deploy", "ok", "assumed-role")
    assert cells[7] == f"{aws_folder}/credentials:2"


def test_whoami_takes_the_profile_of_the_environment(identity: aws.Moto, run: Run) -> None:
    assert run("whoami", AWS_PROFILE="deploy").stdout.startswith("deploy\tok\t")


def test_keys_of_the_environment_go_first_unless_a_profile_is_named(
    identity: aws.Moto, run: Run
) -> None:
    """AWS does not know these."""
    keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    done = run("whoami", **keys)
    assert done.stdout.startswith("-\trefused\t")
    assert (
        "AWS_ACCESS_KEY_ID is set, so the next `aws` command ignores profile default" in done.stderr
    )
    done = run("whoami", "default", **keys)
    assert done.stdout.startswith("default\tok\t")
    assert "AWS_ACCESS_KEY_ID" in done.stderr
    assert run("whoami", "keyless", **keys).returncode == 1


@pytest.mark.parametrize(
    ("profile", "status", "code"),
    [("unknown", "refused", 1), ("keyless", "broken", 1), ("gone", "broken", 1)],
)
def test_a_profile_without_identity(
    profile: str, status: str, code: int, identity: aws.Moto, run: Run
) -> None:
    done = run("whoami", profile)
    assert done.returncode == code
    assert done.stdout.split("\t")[:2] == [profile, status]
    assert done.stderr.startswith((f"error: {profile}: ", f"error: profile {profile} "))
    assert "hint: " in done.stderr


def test_an_unreachable_sts_is_unknown(identity: aws.Moto, run: Run) -> None:
    done = run("whoami", AWS_ENDPOINT_URL_STS=aws.closed_port())
    assert done.returncode == 3
    assert done.stdout.split("\t")[:2] == ["default", "unknown"]


def test_a_misspelt_profile_is_guessed(identity: aws.Moto, run: Run) -> None:
    assert "did you mean deploy?" in run("whoami", "depoly").stderr


@pytest.mark.parametrize(("account", "code"), [("123456789012", 0), ("210987654321", 1)])
def test_the_expected_account(account: str, code: int, identity: aws.Moto, run: Run) -> None:
    assert run("whoami", "--expect-account", account).returncode == code


# --- standard output that does not accept what is written


def test_a_reader_that_leaves_early_is_no_error(aws_folder: Path) -> None:
    text = "".join(f"[p{number}]\n{KEYS}\n" for number in range(10_000))
    (aws_folder / "credentials").write_text(text)
    command = f"set -o pipefail; {sys.executable} -m awscred list | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("args", ["list", "validate", "--help", "--version"])
def test_a_full_disk_behind_standard_output_is_told(args: str, files: Path) -> None:
    command = f"{sys.executable} -m awscred {args} > /dev/full"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "no space left" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_a_terminal_of_ascii_alone_gets_names_spelt_out(aws_folder: Path, run_cold: Run) -> None:
    (aws_folder / "credentials").write_text(f"[münchen]\n{KEYS}")
    done = run_cold("list", "--names", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert done.stdout == "m\\xfcnchen\n"


def test_core_dumps_are_off(home: Path) -> None:
    """A core dump would leave the keys on the disk."""
    code = (
        "import os, resource; os._exit = lambda code: None; "
        "from awscred.__main__ import run; import sys; sys.argv = ['awscred', '--version']; run(); "
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"


@pytest.mark.parametrize(
    "code",
    [
        *(
            f"from awscred.pasted.documents import read; read({text.encode(encoding)!r}, 'keys')"
            for text in [f"[a]\n{KEYS}"]
            for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
        ),
        "import fcntl, os, tempfile; from awscred.store.locks import _holder\n"
        "with tempfile.NamedTemporaryFile() as lock:\n"
        "    fcntl.flock(lock, fcntl.LOCK_EX); assert _holder(lock.name) == os.getpid()",
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "lock"],
)
def test_no_codec_is_loaded_late(code: str) -> None:
    """The disk may already fail."""
    script = (
        "import encodings, pkgutil, sys\n"
        "names = [one.name for one in pkgutil.iter_modules(encodings.__path__, 'encodings.')]\n"
        f"sys.modules.update({{name: None for name in {{*names}} - {{*sys.modules}}}})\n{code}"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


class _Unreadable:
    """A finder of modules on a disk that fails."""

    def find_spec(self, *_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("is_saved", [False, True])
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import awscred.missing", "No module named 'awscred.missing'"),
        ("from awscred import missing", "cannot import name 'missing' from 'awscred'"),
        ("b'a'.decode('missing')", "unknown encoding: missing"),
        ("sys.meta_path.insert(0, unreadable); import awscred.missing", "Input/output error"),
    ],
)
def test_what_cannot_be_loaded_is_told(
    code: str,
    why: str,
    *,
    is_saved: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def main() -> None:
        errors.saved.is_so = is_saved
        exec(code, {"sys": sys, "unreadable": _Unreadable()})

    monkeypatch.setattr(cli, "main", main)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(errors.saved, "is_so", False)
    assert _run() == errors.FAILED
    saved = "the change is saved, but " if is_saved else ""
    said, hint = capsys.readouterr().err.splitlines()
    assert said.startswith(f"error: {saved}cannot load a part of awscred or of Python: {why}")
    assert hint == "hint: check the disk, or install awscred again"


@pytest.mark.parametrize("module", ["signal", "awscred.errors", "awscred.cli"])
def test_a_start_that_fails_is_told(module: str) -> None:
    code = f"from awscred.__main__ import run; import sys; sys.modules[{module!r}] = None; run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    said, hint = done.stderr.splitlines()
    assert said.startswith("error: cannot load a part of awscred or of Python: ")
    assert module in said
    assert hint.startswith("hint: ")
