"""`awscred validate` in a repository: what it finds there, templates, one report, and fixes."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from awscred import ini, pairs
from awscred.cli import main
from awscred.errors import FAILED, NO, OK, USAGE
from awscred.output.validate import FORMATS
from awscred.store.search import search
from tests.aws import KEY, SECRET

Capture = pytest.CaptureFixture[str]
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n"
CONFIG = f"[profile deploy]\nregion = eu-west-1\n{ROLE}"
CREDENTIALS = f"[base]\n{KEYS}"
BROKEN = CONFIG.replace("region", "Region")
ENVIRONMENT = "role_arn = arn:aws:iam::123456789012:role/x\ncredential_source = Environment\n"
SSO = "sso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = <role>"
FIXED = "fixed 1 finding\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with `.git` in it."""
    folder = tmp_path / "repository"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _json(capsys: Capture, *args: str) -> Any:
    main(("validate", "-f", "json", *args))
    return json.loads(capsys.readouterr().out)


def _found(word: str = ".") -> list[tuple[str, str]]:
    return [(pair.config, pair.credentials) for pair in search(word).pairs]


# --- what is found


@pytest.mark.parametrize(
    "name",
    [
        *(".aws/config", ".aws/credentials", "team/.aws/config", "aws-config", "aws_credentials"),
        *("prod.aws-credentials", ".aws-config.ini", ".aws/config.example", "awsconfig"),
        "aws-credentials.j2",
    ],
)
def test_a_file_is_found_by_its_name_alone(name: str, repository: Path) -> None:
    _write(repository, {name: ""})
    assert [path for pair in _found() for path in pair if path] == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config", CONFIG),
        ("aws/config", CONFIG),
        ("credentials", CREDENTIALS),
        ("deploy/config.ini", "[default]\nregion = eu-west-1\noutput = json\n"),
        ("dev-credentials", CREDENTIALS),
        ("config.template", "[profile a]\n"),
        ("config", "[sso-session corp]\n"),
    ],
)
def test_a_doubtful_name_is_found_by_its_content(name: str, text: str, repository: Path) -> None:
    _write(repository, {name: text})
    assert [path for pair in _found() for path in pair if path] == [name]
    _write(repository, {name: "Host example\n  User me\n"})
    assert _found() == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config", "[core]\n\tbare = false\n[user]\n\tname = me\n"),
        ("ssh/config", "Host example\n  HostName example.com\n  User me\n"),
        ("kube/config", "apiVersion: v1\nclusters:\n- cluster:\n    server: https://example\n"),
        ("config.ini", "[database]\nhost = x\nuser = y\n[aws]\nregion = us-east-1\n"),
        ("config", ""),
        ("config.py", CONFIG),
        ("aws-config.json", "{}"),
        ("aws-config.ts", "export {}"),
        ("awscli.md", KEYS),
        ("settings", CREDENTIALS),
        (".git/config", CONFIG),
        (".ssh/config", CONFIG),
        (".venv/.aws/config", CONFIG),
        ("venv/pyvenv.cfg", ""),
        ("node_modules/x/.aws/config", CONFIG),
        ("a/__pycache__/.aws/config", CONFIG),
    ],
)
def test_another_file_is_not_found(name: str, text: str, repository: Path) -> None:
    _write(repository, {name: text})
    if name.endswith("pyvenv.cfg"):
        _write(repository, {"venv/.aws/config": CONFIG})
    assert _found() == []


def test_a_folder_named_by_its_path_is_searched_even_if_it_is_hidden(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(
        repository, {".github/aws-config": "", ".aws/config": "", "node_modules/.aws/config": ""}
    )
    assert _found(".github") == [(".github/aws-config", "")]
    assert _found("node_modules") == [("node_modules/.aws/config", "")]
    monkeypatch.chdir(repository / ".aws")
    assert _found() == [("config", "")]


def test_two_files_are_a_pair_if_only_one_word_differs(repository: Path) -> None:
    names = {
        "a/.aws/config": "a/.aws/credentials",
        "b/config.ini": "b/credentials.ini",
        "c/aws-config": "c/aws-credentials",
        "d/.aws/config.example": "",
    }
    _write(repository, dict.fromkeys(names, CONFIG))
    _write(repository, {name: CREDENTIALS for name in names.values() if name})
    _write(repository, {"d/.aws/credentials": CREDENTIALS})
    assert _found() == [*names.items(), ("", "d/.aws/credentials")]


def test_a_file_beside_an_aws_file_belongs_to_it_even_if_it_is_broken(repository: Path) -> None:
    _write(repository, {"config": "[profil dev\nnonsense\n", "credentials": CREDENTIALS})
    assert _found() == [("config", "credentials")]


def test_links_are_not_followed_out_of_the_folder(
    repository: Path, tmp_path: Path, capsys: Capture
) -> None:
    _write(tmp_path, {"out/config": CONFIG, "out/.aws/config": CONFIG})
    _write(repository, {"in/aws-config": "", "real/x": ""})
    (repository / ".aws").mkdir()
    (repository / ".aws" / "config").symlink_to(tmp_path / "out" / "config")
    (repository / ".aws" / "credentials").symlink_to("../in/aws-config")
    (repository / "folder").symlink_to(tmp_path / "out")
    (repository / "circle").symlink_to(".")
    (repository / "real" / "aws-config").symlink_to("../in")
    (repository / "real" / "config").symlink_to("nothing")
    (repository / "real" / "aws-credentials").symlink_to("aws-credentials")
    assert _found() == [("", ".aws/credentials")]  # the file that it leads to is the same
    main(("validate", "."))
    said = capsys.readouterr().err
    assert "skipped 2 linked files: .aws/config, real/aws-credentials\n" in said


def test_what_cannot_be_validated_is_skipped_and_counted(repository: Path, capsys: Capture) -> None:
    _write(repository, {"bin/my-config": "\0"})
    _write(repository, {"ok/.aws/config": CONFIG.replace(ROLE, "")})
    _write(repository, {f"{name}/.aws/config": "" for name in ("binary", "huge", "fifo", "utf16")})
    (repository / "binary/.aws/config").write_bytes(b"\x7fELF\0\0")
    with (repository / "huge/.aws/config").open("wb") as file:
        file.truncate(5_000_000)
    (repository / "fifo/.aws/config").unlink()
    os.mkfifo(repository / "fifo/.aws/config")
    (repository / "utf16/.aws/config").write_text(CONFIG, "utf-16")
    assert main(("validate", ".")) == NO  # UTF-16
    said = capsys.readouterr()
    assert "skipped 1 binary file: binary/.aws/config\n" in said.err
    assert "my-config" not in said.err
    assert "skipped 1 too large file: huge/.aws/config\n" in said.err
    assert "skipped 1 special file: fifo/.aws/config\n" in said.err
    assert "error[encoding]" in said.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_an_unreadable_file_is_not_a_success(repository: Path, capsys: Capture) -> None:
    _write(repository, {"a/.aws/config": ""})
    (repository / "a/.aws/config").chmod(0)
    assert main(("validate", ".")) == FAILED
    assert "skipped 1 unreadable file: a/.aws/config\n" in capsys.readouterr().err


def test_an_unreadable_folder_is_not_a_success(
    repository: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(repository, {"a/.aws/config": CONFIG, "b/.aws/config": CONFIG})
    real = os.scandir

    def scan(path: str) -> Any:
        if path.endswith("a"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr("os.scandir", scan)
    assert main(("validate", "a")) == FAILED
    assert "error: cannot search a: permission denied\n" in capsys.readouterr().err
    assert main(("validate", ".")) == FAILED
    assert "skipped 1 unreadable file: a\n" in capsys.readouterr().err


def test_files_without_profiles_are_not_the_place_for_a_new_one(
    repository: Path, aws_folder: Path, capsys: Capture
) -> None:
    _write(repository, {f"{number}/.aws/config": "# none\n" for number in range(7)})
    assert main(("validate", ".")) == OK
    said = capsys.readouterr().err
    assert said.startswith("there are no profiles in 0/.aws/config, 1/.aws/config, ")
    assert said.endswith(" and 2 more\n")
    assert main(("validate",)) == OK
    assert "`awscred add` creates one" in capsys.readouterr().err


# --- patterns


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("team-*/config", ["team-a/config", "team-b/config"]),
        ("team-*", ["team-a/config", "team-a/x/.aws/config", "team-b/config"]),
        ("**/config", ["team-a/config", "team-a/x/.aws/config", "team-b/config"]),
        ("team-a/**/config", ["team-a/config", "team-a/x/.aws/config"]),
        ("**/.aws", ["team-a/x/.aws/config"]),
        ("team-[b]/*", ["team-b/config"]),
        ("./team-?/config", ["team-a/config", "team-b/config"]),
        ("*/my.aws", ["other/my.aws"]),
        ("nothing/*", None),
        ("team-*/nothing", []),
        ("team-a/.*", ["team-a/.aws-config"]),
    ],
)
def test_a_pattern_in_quotes_finds_files(
    pattern: str, found: list[str] | None, repository: Path, capsys: Capture
) -> None:
    names = ["team-a/config", "team-b/config", "team-a/x/.aws/config", "other/my.aws"]
    _write(repository, dict.fromkeys([*names, "team-b/node_modules/config"], CONFIG))
    if pattern.endswith(".*"):
        _write(repository, {"team-a/.aws-config": ""})
    if found is None:
        assert main(("validate", pattern)) == USAGE
    else:
        assert [config for config, _ in _found(pattern)] == found


@pytest.mark.parametrize("name", ["[id]", "[!a]", "a*", "app/[...all]"])
def test_a_folder_may_be_named_like_a_pattern(name: str, repository: Path) -> None:
    _write(repository, {f"{name}/.aws/config": CONFIG, "other/config": CONFIG})
    assert _found(name) == [(f"{name}/.aws/config", "")]


def test_a_pattern_with_many_stars_is_quick() -> None:
    assert not pairs.matches(["a"] * 60, ["**", "a"] * 30 + ["b"])
    assert pairs.matches(["a"] * 60, ["**", "a"] * 30)


# --- files that are named


def test_a_file_is_read_with_the_one_beside_it(repository: Path, capsys: Capture) -> None:
    """Only findings in the named file are reported, and its profiles."""
    _write(repository, {"aws/config": CONFIG, "aws/credentials": f"{CREDENTIALS}regoin = x\n"})
    document = _json(capsys, "aws/config")
    assert document["findings"] == []
    assert [*document["verdicts"]] == ["deploy"]
    assert all(one["accepted"] for one in document["verdicts"]["deploy"].values())
    (repository / "aws/credentials").unlink()
    assert [one["rule"] for one in _json(capsys, "aws/config")["findings"]] == ["other-file"]


def test_an_error_beside_it_that_makes_tools_refuse_the_file_is_reported(
    repository: Path, capsys: Capture
) -> None:
    _write(repository, {"aws/config": CONFIG, "aws/credentials": f"{CREDENTIALS}junk\n"})
    (found,) = _json(capsys, "aws/config")["findings"]
    assert (found["rule"], found["path"]) == ("junk-line", "aws/credentials")


def test_fixes_change_only_files_that_are_named(repository: Path, capsys: Capture) -> None:
    texts = {"aws/config": BROKEN, "aws/credentials": f"{CREDENTIALS}Region = eu-west-1\n"}
    _write(repository, texts)
    assert main(("validate", "--fix", "aws/config")) == OK
    assert FIXED in capsys.readouterr().err
    assert (repository / "aws/config").read_text() == CONFIG
    assert (repository / "aws/credentials").read_text() == texts["aws/credentials"]


@pytest.mark.parametrize("way", ["--output-file={}", "-fjson={}", "--format=sarif={}", "-q{}"])
def test_the_path_of_a_file_is_no_option(
    way: str, repository: Path, tmp_path: Path, capsys: Capture
) -> None:
    """As pre-commit passes the files of a repository, which may have any name."""
    path = way.format(tmp_path / "outside" / "aws-config")
    (tmp_path / "outside").mkdir()
    _write(repository, {path: BROKEN, "config": CONFIG})
    assert main(("validate", "--exit-zero", "config", path)) == OK
    assert f"{os.path.join('.', path)}:2:1" in capsys.readouterr().out
    assert not [*(tmp_path / "outside").iterdir()]


def test_files_of_several_folders_are_several_pairs(repository: Path, capsys: Capture) -> None:
    names = ["a/aws/config", "a/aws/credentials", "b/aws/config"]
    _write(repository, dict(zip(names, (CONFIG, CREDENTIALS, CONFIG), strict=True)))
    document = _json(capsys, *names)
    assert [(one["config"], one["credentials"]) for one in document["pairs"]] == [
        ("a/aws/config", "a/aws/credentials"),
        ("b/aws/config", None),
    ]


def test_two_files_alone_are_a_pair_wherever_they_are(repository: Path, capsys: Capture) -> None:
    _write(repository, {"x/my-config": CONFIG, "y/keys": CREDENTIALS})
    document = _json(capsys, "x/my-config", "y/keys")
    assert "pairs" not in document
    assert {*document["verdicts"]} == {"deploy", "base"}


def test_two_files_of_one_type_are_two_pairs(repository: Path, capsys: Capture) -> None:
    _write(repository, {"aws/config": CONFIG, "aws/credentials": CREDENTIALS})
    document = _json(capsys, "--type", "config", "aws/config", "aws/credentials")
    assert [(one["config"], one["credentials"]) for one in document["pairs"]] == [
        ("aws/config", None),
        ("aws/credentials", None),
    ]


def test_a_file_in_a_folder_that_is_also_named_is_checked_once(
    repository: Path, capsys: Capture
) -> None:
    _write(repository, {".aws/config": CONFIG, ".aws/credentials": CREDENTIALS})
    document = _json(capsys, ".aws/config", ".", ".aws")
    assert len(document["pairs"]) == 1
    assert document["summary"]["profiles"] == 2


def test_a_profile_goes_before_a_folder_of_its_name(
    repository: Path, aws_folder: Path, capsys: Capture
) -> None:
    (aws_folder / "config").write_text("[profile team]\nregion = eu-west-1\n")
    _write(repository, {"team/.aws/config": CONFIG.replace(ROLE, "")})
    assert [*_json(capsys, "team")["verdicts"]] == ["team"]
    assert [*_json(capsys, "team/")["verdicts"]] == ["deploy"]
    (aws_folder / "config").unlink()
    assert [*_json(capsys, "team")["verdicts"]] == ["deploy"]


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def test_a_missing_file_that_the_environment_names_is_wrong_usage(
    variable: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv(variable, "/nowhere/file")
    assert main(("validate",)) == USAGE
    assert "error: /nowhere/file does not exist\n" in capsys.readouterr().err
    assert main(("list",)) == OK
    for value in ("", os.devnull):
        monkeypatch.setenv(variable, value)
        assert main(("validate",)) == OK


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_to_check_is_a_success_unless_files_are_required(
    format_: str, repository: Path, capsys: Capture
) -> None:
    assert main(("validate", ".", "-f", format_)) == OK
    said = capsys.readouterr()
    assert said.err.startswith("there are no AWS files in .; ")
    assert "0 of 0" not in said.out
    if format_ in ("json", "sarif"):
        json.loads(said.out)
    assert main(("validate", ".", "-f", format_, "--require-files")) == USAGE
    assert capsys.readouterr().out == ""
    assert main(("validate", "--require-files")) == USAGE
    assert "neither ~/.aws/config nor ~/.aws/credentials exists" in capsys.readouterr().err


# --- one report


@pytest.fixture
def two(repository: Path) -> Path:
    _write(
        repository,
        {
            "a/.aws/config": BROKEN,
            "a/.aws/credentials": CREDENTIALS,
            "b/.aws/config": BROKEN.replace("deploy]", "b]"),
            "b/.aws/credentials": CREDENTIALS,
        },
    )
    return repository


def test_findings_are_grouped_by_file_with_one_summary(two: Path, capsys: Capture) -> None:
    assert main(("validate", ".")) == NO
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line and not line.startswith((" ", "base"))] == [
        "a/.aws/config",
        "b/.aws/config",
        "2 fixable with --fix",
        "2 errors; 4 of 4 profiles in 4 files work in all 7 tools (2 infos with -v)",
    ]


def test_every_format_is_about_all_files(two: Path, capsys: Capture) -> None:
    for format_ in FORMATS:
        main(("validate", ".", "-f", format_))
        shown = capsys.readouterr().out
        if format_ != "toolkit":  # it accepts all
            assert "a/.aws/config" in shown, format_
            assert "b/.aws/config" in shown, format_


def test_paths_are_from_the_root_of_the_repository(
    two: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(two / "b")
    for root in (two / ".git", None):
        main(("validate", ".", "-f", "sarif"))
        (result, _) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == ("b/.aws/config" if root else ".aws/config")
        if root:
            root.rmdir()  # now it is no repository


def test_a_name_in_several_pairs_has_its_worst_verdict(repository: Path, capsys: Capture) -> None:
    _write(
        repository,
        {"a/aws-config": CONFIG, "a/aws-credentials": CREDENTIALS, "b/aws-credentials": "[base]\n"},
    )
    document = _json(capsys, ".")
    assert not document["verdicts"]["base"]["cli"]["accepted"]
    first, second = (one["verdicts"]["base"]["cli"] for one in document["pairs"])
    assert (first["accepted"], second["accepted"]) == (True, False)


def test_fixes_and_diffs_are_of_all_pairs(two: Path, capsys: Capture) -> None:
    assert main(("validate", ".", "--diff")) == NO
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line.startswith("+++")] == [
        "+++ a/.aws/config",
        "+++ b/.aws/config",
    ]
    assert main(("validate", ".", "--fix")) == OK
    assert "fixed 2 findings\n" in capsys.readouterr().err
    assert "region" in (two / "b/.aws/config").read_text()


# --- what --fix leaves


def _names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_fix_leaves_no_other_file_in_the_repository(two: Path) -> None:
    before = _names(two)
    modes = {name: stat.S_IMODE((two / name).stat().st_mode) for name in before}
    assert main(("validate", ".", "--fix")) == OK
    assert _names(two) == before
    assert {name: stat.S_IMODE((two / name).stat().st_mode) for name in before} == modes


def test_what_a_killed_fix_leaves_is_removed(two: Path, home: Path) -> None:
    """Killed before the file is replaced; the next validate completes or undoes the change."""
    before = _names(two)
    code = (
        "import os, signal, sys\n"
        "from awscred.store import writing\n"
        "writing.put = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from awscred.cli import main\n"
        "main(('validate', '--fix', '.'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    assert {name.rpartition("-")[2] for name in _names(two) - before} == {"change", "new"}
    assert main(("validate", ".")) == NO
    assert _names(two) == before
    assert main(("validate", ".", "--fix")) == OK
    assert _names(two) == before


def test_a_lock_that_a_killed_fix_left_is_removed_by_the_next_fix(two: Path) -> None:
    (two / ".git").rmdir()  # in a repository, it is not beside the file
    lock = two / "b" / ".aws" / ".config.awscred-lock"
    lock.touch()
    assert main(("validate", ".", "--fix")) == OK
    assert not lock.exists()


# --- templates

PLACEHOLDERS = [
    *("{{ key }}", "{{key}}", "${KEY}", "<your-key>", "YOUR_KEY_HERE", "__KEY__", "%KEY%"),
    *("xxxx", "XXXXXXXXXXXXXXXXXXXX", "<%= key %>", "$KEY", "@KEY@", "changeme"),
]


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
@pytest.mark.parametrize("name", ["aws-credentials.example", "aws-credentials"])
def test_the_form_of_a_placeholder_is_not_checked(
    placeholder: str, name: str, repository: Path, capsys: Capture
) -> None:
    text = f"[dev]\naws_access_key_id = {placeholder}\naws_secret_access_key = {placeholder}\n"
    _write(repository, {name: text})
    assert main(("validate", ".", "--strict")) == OK, capsys.readouterr().out
    assert f"{name} is a template: placeholders are not checked\n" in capsys.readouterr().err
    assert main(("validate", name, "--strict")) == OK


@pytest.mark.parametrize(
    "line",
    [
        "region = {{ region }}",
        "region = <your region>",
        "sso_session = {{ session }}\nsso_account_id = 111122223333\nsso_role_name = Dev",
        f"sso_start_url = https://<your-org>.awsapps.com/start\n{SSO}",
        f"sso_start_url = {{{{ url }}}}\n{SSO.replace('111122223333', 'ACCOUNT_ID')}",
        "role_arn = arn:aws:iam::<account>:role/deploy\ncredential_source = Environment",
        "role_arn = arn:aws:iam::ACCOUNT_ID:role/deploy\ncredential_source = Environment",
        "role_arn = ${ROLE}\nsource_profile = ${SOURCE}",
        "role_arn = arn:aws:iam::xxxxxxxxxxxx:role/deploy\ncredential_source = Environment",
        f"{ENVIRONMENT}duration_seconds = {{{{ duration }}}}",
        f"{ENVIRONMENT}mfa_serial = <arn of your device>",
        "output = %OUTPUT%",
        "max_attempts = __ATTEMPTS__",
        "{% if region %}\nregion = {{ region }}\n{% endif %}",
        "credential_process = {{ program }}",
        "endpoint_url = {{ url }}",
    ],
)
def test_nor_is_that_of_any_other_setting(line: str, repository: Path, capsys: Capture) -> None:
    _write(repository, {"aws-config.j2": f"[profile {{{{ name }}}}]\n{line}\n"})
    assert main(("validate", ".", "--strict")) == OK, capsys.readouterr().out


def test_everything_else_in_a_template_is_checked(repository: Path, capsys: Capture) -> None:
    text = "[dev]\naws_access_key_id = {{ key }} # mine\nAws_secret_access_key = {{ secret }}\n"
    _write(repository, {"aws-credentials.tmpl": f"{text}regoin = eu-west-1\n"})
    rules = {one["rule"] for one in _json(capsys, ".")["findings"]}
    assert rules >= {"key-case", "unknown-setting"}


def test_a_real_key_makes_a_file_no_template(repository: Path, capsys: Capture) -> None:
    placeholder = "[dev]\naws_access_key_id = <key>\naws_secret_access_key = <secret>\n"
    _write(repository, {"aws-credentials": f"{placeholder}[real]\n{KEYS}"})
    document = _json(capsys, ".")
    assert document["pairs"][0]["templates"] == []
    assert "secret-form" in {one["rule"] for one in document["findings"]}


@pytest.mark.parametrize("form", ["<{}>", "{{{{ {} }}}}", "${{KEY:-{}}}", "__{}__"])
@pytest.mark.parametrize("name", ["aws-credentials", "aws-credentials.example"])
def test_a_secret_is_no_placeholder(
    form: str, name: str, repository: Path, capsys: Capture
) -> None:
    """Somebody has filled it in, and left the signs around it."""
    text = "[dev]\naws_access_key_id = <key>\naws_secret_access_key = "
    _write(repository, {name: text + form.format(SECRET) + "\n"})
    (found,) = [one for one in _json(capsys, ".")["findings"] if one["line"] == 3]
    assert found["rule"] == "secret-form"


def test_a_real_key_in_a_template_is_reported(repository: Path, capsys: Capture) -> None:
    short = KEYS.replace(SECRET, SECRET[:-1])
    _write(repository, {"aws-credentials.example": f"[real]\n{short}[dev]\n{KEYS}"})
    document = _json(capsys, ".")
    assert document["pairs"][0]["templates"] == ["credentials"]
    assert {one["rule"] for one in document["findings"]} >= {"secret-form", "long-lived-keys"}


def test_placeholders_in_the_user_s_own_files_are_errors(aws_folder: Path, capsys: Capture) -> None:
    path = aws_folder / "credentials"
    path.write_text("[dev]\naws_access_key_id = <key>\naws_secret_access_key = <secret>\n")
    for args in ((), (str(path),), (str(aws_folder),)):
        assert main(("validate", *args)) == NO
        assert "is still a placeholder" in capsys.readouterr().out


def test_no_fix_touches_a_placeholder(repository: Path) -> None:
    text = (
        "[dev]\nregion = {{ Region }}\naws_access_key_id = akia{{ x }}\n{% if x %}\n{% endif %}\n"
    )
    _write(repository, {"aws-credentials.j2": text})
    main(("validate", ".", "--unsafe-fixes"))
    assert (repository / "aws-credentials.j2").read_text() == text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *(("config.example", True), ("example.config", True), ("credentials.ini.sample", True)),
        *(("config.in", True), ("config.j2", True), ("config-template", True)),
        *(("config", False), ("in-config", False), ("distant-config", False)),
    ],
)
def test_a_template_is_known_by_its_name(path: str, expected: bool) -> None:
    assert pairs.is_template(path) == expected


def test_most_settings_decide_what_a_document_looks_like() -> None:
    assert pairs.looks_like_aws(ini.parse("[a]\nxaws_access_key_id = x\n"))
    assert pairs.looks_like_aws(ini.parse("[a]\nregion = x\nsource = y\noutput = z\n"))
    assert not pairs.looks_like_aws(ini.parse("[a]\nregion = x\nhost = y\n"))
    assert not pairs.looks_like_aws(ini.parse(""))
