"""`set`, `unset`, `show` and `remove` on sso-session and services sections."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.configloader import load_config
from hypothesis import given
from hypothesis import strategies as st

import awscred
from awscred import changes, tools
from awscred.changes import proof
from awscred.cli import main
from awscred.errors import NO, OK, USAGE, AwscredError
from awscred.ini import Document
from awscred.profiles import Files
from awscred.store import backups
from awscred.tools.reading import Reading, Settings
from tests.aws import SECRET
from tests.sizes import examples

Capture = pytest.CaptureFixture[str]

CONFIG = """\
[default]
region = eu-west-1

# for people
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile audit]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnly

[sso-session old]
sso_start_url = https://old.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[services local]
s3 =
  endpoint_url = http://localhost:4566
dynamodb =
  endpoint_url = http://localhost:4567

[profile test]
region = eu-west-1
services = local
"""


@pytest.fixture
def config(aws_folder: Path) -> Path:
    (aws_folder / "credentials").write_text("# no keys\n")
    path = aws_folder / "config"
    path.write_text(CONFIG)
    return path


def _without(header: str) -> str:
    start = CONFIG.index(f"[{header}]")
    return CONFIG[:start] + CONFIG[CONFIG.index("\n\n", start) + 2 :]


# --- what is changed

LOCAL = CONFIG.replace("s3 =\n  endpoint_url = http://localhost:4566\n", "")


@pytest.mark.parametrize(
    ("args", "said", "after"),
    [
        (
            ("set", "sso-session corp", "sso_region", "eu-central-1"),
            "Set sso_region of sso-session corp in ~/.aws/config:7.\n",
            CONFIG.replace("eu-west-1\nsso", "eu-central-1\nsso", 1),
        ),
        (
            ("set", "services local", "s3.endpoint_url", "http://localhost:1"),
            "Set s3.endpoint_url of services local in ~/.aws/config:22.\n",
            CONFIG.replace("localhost:4566", "localhost:1"),
        ),
        (
            ("set", "services local", "sqs.endpoint_url", "http://localhost:1"),
            "Set sqs.endpoint_url of services local in ~/.aws/config:26.\n",
            CONFIG.replace("4567\n", "4567\nsqs =\n  endpoint_url = http://localhost:1\n"),
        ),
        (
            ("set", "sso-session new", "sso_region", "eu-west-1", "--create"),
            "Set sso_region of sso-session new in ~/.aws/config:31.\n",
            f"{CONFIG}\n[sso-session new]\nsso_region = eu-west-1\n",
        ),
        (
            ("set", "services new", "s3.endpoint_url", "http://localhost:1", "--create"),
            "Set s3.endpoint_url of services new in ~/.aws/config:32.\n",
            f"{CONFIG}\n[services new]\ns3 =\n  endpoint_url = http://localhost:1\n",
        ),
        (
            ("unset", "services local", "s3.endpoint_url"),
            "Unset s3.endpoint_url of services local.\n",
            LOCAL,
        ),
        (("unset", "services local", "s3"), "Unset s3 of services local.\n", LOCAL),
        (
            ("remove", "sso-session old", "-y"),
            "Removed sso-session old.\n",
            _without("sso-session old"),
        ),
        (
            ("remove", "sso-session", "old", "-y"),
            "Removed sso-session old.\n",
            _without("sso-session old"),
        ),
        (
            ("set", "sso-session", "corp", "sso_region", "eu-west-2"),
            "Set sso_region of sso-session corp in ~/.aws/config:7.\n",
            CONFIG.replace("sso_region = eu-west-1", "sso_region = eu-west-2", 1),
        ),
        (
            ("remove", "services", "local", "-y", "--force"),
            "Removed services local.\n",
            _without("services local"),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_section_is_changed_and_nothing_else(
    args: tuple[str, ...], said: str, after: str, config: Path, capsys: Capture
) -> None:
    assert main(args) == OK
    assert capsys.readouterr().out == said
    assert config.read_text() == after
    (one,) = backups.look().sets
    assert one.command.startswith(args[0])
    assert main(("undo",)) == OK
    assert config.read_text() == CONFIG


def test_a_dry_run_shows_the_change_and_writes_nothing(config: Path, capsys: Capture) -> None:
    args = ("set", "sso-session corp", "sso_region", "eu-central-1", "--dry-run")
    assert main(args) == OK
    assert "\n-sso_region = eu-west-1\n+sso_region = eu-central-1\n" in capsys.readouterr().out
    assert config.read_text() == CONFIG


def test_a_session_and_its_profiles_are_removed_together(config: Path, capsys: Capture) -> None:
    assert main(("remove", "audit", "sso-session corp", "-y")) == OK
    said = capsys.readouterr()
    assert "unused" not in said.out + said.err
    after = awscred.read(config=config.read_text())
    assert "audit" not in after.profiles
    assert [*after.sso_sessions] == ["old"]


def test_the_last_setting_leaves_a_note(config: Path, capsys: Capture) -> None:
    assert main(("unset", "services local", "s3", "dynamodb")) == OK
    assert "`awscred remove 'services local'` removes it" in capsys.readouterr().err


def test_what_validate_finds_in_a_new_value_is_noted(config: Path, capsys: Capture) -> None:
    assert main(("set", "sso-session corp", "output", "json")) == OK
    assert "warning[misplaced-setting]: output" in capsys.readouterr().err


# --- what is refused


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("set", "sso-session crop", "sso_region", "eu-west-1"), NO, "did you mean 'sso-session"),
        (("set", "sso-session crop", "sso_region", "eu-west-1"), NO, "[sso-session crop] does not"),
        (("set", "sso-session x", "sso_region", "eu-west-1"), NO, "Use --create to create it"),
        (
            ("set", "sso-session", "crop", "sso_region", "eu-west-1"),
            NO,
            "did you mean 'sso-session",
        ),
        (
            ("set", "sso-session", "sso_region", "eu-west-1"),
            NO,
            "[sso-session sso_region] does not",
        ),
        (("set", "sso-session", "corp", "sso_region", "x", "y"), USAGE, "x is not a region"),
        (("set", "sso-session a b", "sso_region", "eu-west-1", "--create"), USAGE, "not portable"),
        (("set", f"services {SECRET}", "s3.a", "x", "--create"), USAGE, "not portable"),
        (("set", "sso-session corp", "sso_region", "here"), USAGE, "here is not a region"),
        (("unset", "services locl", "s3"), NO, "did you mean 'services local'?"),
        (("unset", "services local", "sqs"), NO, 'services local has no setting "sqs"'),
        (("unset", "services local", "sqs"), NO, "run `awscred show 'services local'`"),
        (("unset", "services", "local", "sqs"), NO, 'services local has no setting "sqs"'),
        (("unset", "services", "s3"), NO, "[services s3] does not exist"),
        (("show", "corp"), NO, "did you mean 'sso-session corp'?"),
        (("show", "sso-session crop"), NO, "did you mean 'sso-session corp'?"),
        (("show", "sso-session", "corp", "x"), USAGE, "too many arguments"),
        (("show", "default", "audit"), USAGE, "too many arguments"),
        (("show", "sso-session corp", "--as", "go"), USAGE, "--as needs a profile"),
        (("show", "sso-session"), NO, "add the name of the section: sso-session NAME"),
        (("remove", "sso-session nope", "-y"), NO, "[sso-session nope] does not exist"),
        (("remove", "sso-session corp", "-y"), NO, "audit depends on sso-session corp"),
        (("remove", "sso-session corp", "-y"), NO, "change their sso_session, or use --force"),
        (("remove", "services", "local", "-y"), NO, "test depends on services local"),
        (("remove", "sso-session old"), USAGE, "there is no terminal to ask for confirmation"),
        (("rename", "sso-session corp", "x"), USAGE, "[sso-session corp] is not a profile"),
        (("rename", "test", "sso-session x"), USAGE, '"sso-session x" is not portable'),
        (("copy", "services local", "x"), USAGE, "[services local] is not a profile"),
        (("edit", "services local"), USAGE, "[services local] is not a profile"),
        (("add", "sso-session x", "--process", "/bin/x"), USAGE, "is not portable"),
    ],
    ids=lambda value: " ".join(value).replace(SECRET, "...") if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_explained_and_nothing_changes(
    args: tuple[str, ...], code: int, told: str, config: Path, capsys: Capture
) -> None:
    assert main(args) == code
    said = capsys.readouterr()
    assert told in said.err
    assert "hint: " in said.err
    assert SECRET not in said.err
    assert not said.out
    assert config.read_text() == CONFIG
    assert backups.look().sets == []


def test_a_profile_called_as_a_type_makes_two_words_ambiguous(
    config: Path, capsys: Capture
) -> None:
    config.write_text(f"{CONFIG}\n[profile sso-session]\nregion = x\n[profile old]\nregion = x\n")
    assert main(("remove", "sso-session", "old", "-y")) == USAGE
    assert "quote the section's header: 'sso-session old'" in capsys.readouterr().err
    assert main(("remove", "sso-session old", "-y")) == OK
    assert main(("remove", "sso-session", "old", "-y")) == OK  # two profiles
    assert config.read_text() == _without("sso-session old")


def test_a_header_names_no_new_profile() -> None:
    for name in ("sso-session corp", "services local"):
        with pytest.raises(AwscredError, match="not portable"):
            changes.check_name(name, awscred.read())


def test_an_old_profile_of_that_name_is_still_the_one_that_is_meant() -> None:
    """No tool reads it, but a person who wrote it can still show, change and remove it."""
    before = awscred.read(config="[profile sso-session corp]\nregion = x\n[sso-session corp]\n")
    assert before.meant("sso-session corp") == ("profile", "sso-session corp")
    assert before.places("sso-session corp") == before.profiles["sso-session corp"].sections
    after = awscred.read(config="[profile other]\n[sso-session corp]\n")
    assert after.meant("sso-session corp") == ("sso-session", "corp")


@pytest.mark.parametrize("wrong", ["profiles", "sessions", "services"])
def test_what_a_tool_would_misread_is_refused(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sections of all types count, whatever the type of the changed one is."""
    nested = "q =\n b = c\n"
    before = awscred.read(
        config=f"[profile a]\nregion = x\n[sso-session s]\n{nested}[services s]\n{nested}"
    )
    lost: dict[str, Settings] = {"other": {}}

    def read(tool: str, config: Document, credentials: Document) -> Reading:
        reading = tools.read(tool, config, credentials)
        if tool != "go" or "new" not in str(config):
            return reading
        if wrong == "profiles":
            return reading._replace(profiles=lost)
        if wrong == "sessions":
            return reading._replace(sessions=lost)
        return reading._replace(services=lost)

    monkeypatch.setattr(proof, "read", read)
    for name in ("sso-session new", "services new", "sso-session s", "services s", "a"):
        with pytest.raises(AwscredError, match="the Go SDK would misread"):
            changes.set_values(before, name, {"k.b": "new"})


def test_every_tool_that_uses_a_section_reads_the_new_value() -> None:
    files = awscred.read(config=CONFIG)
    session = changes.set_values(files, "sso-session corp", {"sso_region": "eu-central-1"})
    service = changes.set_values(files, "services local", {"s3.endpoint_url": "http://x"})
    assert session.unseen == service.unseen == ()
    for tool in tools.TOOLS:
        read = awscred.reading(tool, session.files).sessions["corp"]
        assert read["sso_region"] == "eu-central-1"
        local = awscred.reading(tool, service.files).services.get("local", {})
        before = awscred.reading(tool, files).services.get("local", {})
        assert ("http://x" in str(local)) == bool(before)
    assert "http://x" in str(awscred.reading("cli", service.files).services["local"])


# --- botocore agrees, whatever the file looks like

HEADERS = ("default", "profile a", "sso-session s", "sso-session t", "services s", "services v")
BODIES = st.sampled_from(
    [
        "",
        "sso_region = eu-west-1\n",
        "sso_region=eu-west-1\n\n\n",
        "# note\nsso_start_url = x # y\nsso_region = z\n",
        "s3 =\n  endpoint_url = x\n",
        "s3 =\n  endpoint_url = x\n  other = y\n\nsso_region : json\n",
        "é = ü\nsso_region = 'v'\n",
    ]
)
VALUES = st.sampled_from(["eu-central-1", "http://localhost:1", "a b", "it's", "100%", "a=b"])
KEYS = ("sso_region", "sso_start_url", "s3.endpoint_url", "sqs.endpoint_url")


@st.composite
def _configs(draw: st.DrawFn) -> str:
    headers = draw(st.lists(st.sampled_from(HEADERS), unique=True, max_size=5))
    text = "".join(f"[{header}]\n{draw(BODIES)}" for header in headers)
    text = text.removesuffix(draw(st.sampled_from(["", "\n"])))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _in_botocore(files: Files, folder: Path) -> dict[str, Any]:
    (folder / "config").write_bytes(bytes(files.config))
    found = load_config(str(folder / "config"))
    return {kind: dict(found.get(kind, {})) for kind in ("profiles", "sso_sessions", "services")}


@examples(150, 5000)
@given(
    text=_configs(),
    kind=st.sampled_from(["sso-session", "services"]),
    name=st.sampled_from("stv"),
    key=st.sampled_from(KEYS),
    value=VALUES | st.none(),
)
def test_botocore_reads_what_was_asked_for_and_nothing_else(
    text: str, kind: str, name: str, key: str, value: str | None, tmp_path: Path
) -> None:
    files = awscred.read(config=text)
    header = f"{kind} {name}"
    try:
        if value is None:
            after = changes.unset_values(files, header, [key]).files
        else:
            after = changes.set_values(files, header, {key: value}).files
    except AwscredError:
        return
    wanted, read = _in_botocore(files, tmp_path), _in_botocore(after, tmp_path)
    own = wanted["sso_sessions" if kind == "sso-session" else "services"]
    settings = own.setdefault(name, {})
    above, _, below = key.partition(".")
    if value is None:
        place = settings[above] if below else settings
        del place[below or above]
        if below and not place:
            del settings[above]
    elif below:
        settings.setdefault(above, {})[below] = value
    else:
        settings[above] = value
    assert read == wanted


# --- show


def test_show_names_the_profiles_that_use_it_and_how_tools_read_it(
    config: Path, capsys: Capture
) -> None:
    assert main(("show", "sso-session corp", "-f", "table")) == OK
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert lines[0].split(None, 1) == ["Section", "[sso-session corp]"]
    assert lines[1].split() == ["Used", "by", "audit"]
    assert "sso_region               eu-west-1                          ~/.aws/config:7" in lines
    assert [line.split() for line in lines if "reads it" in line] == [["all", "reads", "it"]]
    assert main(("show", "sso-session", "corp", "-f", "table")) == OK
    assert capsys.readouterr().out == shown


def test_show_has_the_findings_of_the_section(config: Path, capsys: Capture) -> None:
    config.write_text(CONFIG.replace("sso_region = eu-west-1", "sso_region = eu-west1"))
    assert main(("show", "sso-session old", "-f", "plain")) == OK
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    (problem,) = [line for line in lines if line[0] == "problem"]
    assert (problem[1:3], problem[4][-3:]) == (["error", "region-form"], ":17")
    assert not [line for line in lines if line[0] == "used-by"]


def test_show_says_that_the_toolkit_uses_no_services(config: Path, capsys: Capture) -> None:
    assert main(("show", "services local", "-f", "plain")) == OK
    lines = capsys.readouterr().out.splitlines()
    assert "setting\ts3.endpoint_url\thttp://localhost:4566\t" in lines[0]
    assert "used-by\ttest" in lines
    assert "tool\ttoolkit\tdoes not use services sections\t-\t-" in lines
    assert "tool\tgo\treads it\t-\t-" in lines


@pytest.mark.parametrize("format_", ["table", "plain", "json"])
def test_show_masks_secrets(format_: str, config: Path, capsys: Capture) -> None:
    config.write_text(f"[sso-session a]\naws_secret_access_key = {SECRET}\n{SECRET} = x\n")
    assert main(("show", "sso-session a", "-f", format_)) == OK
    shown = capsys.readouterr()
    assert "********" in shown.out
    assert SECRET.lower() not in (shown.out + shown.err).lower()


def test_show_of_a_file_that_tools_refuse(config: Path, capsys: Capture) -> None:
    config.write_text("[sso-session a]\nsso_region = eu-west-1\njunk\n")
    assert main(("show", "sso-session a", "-f", "json")) == OK
    shown = json.loads(capsys.readouterr().out)
    assert shown["tools"]["rust"]["error"]["line"] == 3
    assert not shown["tools"]["rust"]["seen"]
    assert main(("show", "sso-session a", "-f", "table")) == OK
    assert "refuses the file" in capsys.readouterr().out


def test_an_unknown_section_has_a_document(config: Path, capsys: Capture) -> None:
    assert main(("show", "sso-session x", "-f", "json")) == NO
    shown = json.loads(capsys.readouterr().out)
    assert shown["section"] is None
    assert shown["error"]["code"] == "SectionNotFound"
