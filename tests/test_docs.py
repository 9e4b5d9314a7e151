"""The README and the pages of docs are true: their commands run, and print what is shown."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pexpect
import pytest

from awscred.errors import USAGE
from tests import aws, pictures
from tests.aws import KEY, OTHER_KEY, OTHER_SECRET, SECRET
from tests.conftest import Run
from tests.terminal import end, screen, terminal

ROOT = Path(__file__).parent.parent
PAGES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *ROOT.glob("docs/*.md"))
}
SAMPLES = [
    pytest.param(*sample, id=f"{page}: {sample[0]}")
    for page, text in PAGES.items()
    for sample in re.findall(r"```console\n\$ awscred (.*)\n((?:.*\n)*?)```", text)
]
SHELL = [
    pytest.param(command, id=f"{page}: {command}")
    for page, text in PAGES.items()
    for block in re.findall(r"```sh\n((?:.*\n)*?)```", text)
    for command in re.findall(r"\bawscred +[a-z-][^#\n|<]*", block.replace("\\\n", " "))
    if "completion --install" not in command
]


@pytest.mark.parametrize(("arguments", "output"), SAMPLES)
def test_the_output_shown_is_real(
    arguments: str, output: str, run_cold: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    done = run_cold(*shlex.split(arguments))
    assert done.stdout == output
    assert done.stderr == ""


_KEYS = "aws_access_key_id = {}\naws_secret_access_key = {}\n"
CREDENTIALS = {
    "dev": _KEYS.format(KEY, SECRET),
    "ci": _KEYS.format(OTHER_KEY, OTHER_SECRET),
    "default": _KEYS.format(KEY, SECRET),
    "old-customer": _KEYS.format(KEY, SECRET),
}
ROLE = "[profile {}]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = default\n"
INPUT = {
    "import": f"Access key ID,Secret access key\n{KEY},{SECRET}\n",
    "add": f"{SECRET}\n",
}


@pytest.mark.parametrize("command", SHELL)
def test_a_command_is_understood(
    command: str, aws_folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the answer is, the command is right: its options exist and have an effect."""
    monkeypatch.chdir(aws_folder.parent)  # so that .aws is also that of a checkout
    (aws_folder.parent / "team" / "a").mkdir(parents=True)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    name, *arguments = args = shlex.split(command)[1:]
    added = arguments[0] if name == "add" and arguments else ""
    roles = [ROLE.format(role) for role in ("deploy", "prod") if role != added]
    keys = [f"[{user}]\n{lines}" for user, lines in CREDENTIALS.items() if user != added]
    (aws_folder / "config").write_text("".join(roles))
    (aws_folder / "credentials").write_text("".join(keys))
    done = run(*args, input=INPUT.get(name, ""))
    assert done.returncode != USAGE or "terminal" in done.stderr, done.stderr
    assert "bug in awscred" not in done.stderr


def test_the_readme_shows_output() -> None:
    assert "```console\n$ awscred " in PAGES["README"]


def _transcript(command: str) -> list[str]:
    """What the page for beginners shows of a command on a terminal."""
    found = re.search(
        rf"```text\n\$ awscred {command}.*\n((?:.*\n)*?)```", PAGES["getting-started"]
    )
    assert found
    return found[1].splitlines()


def test_getting_started_goes_from_a_csv_to_an_identity(
    home: Path, moto: aws.Moto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page shows what a beginner sees, except for the ids of the example."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", moto.url)
    key, secret = moto.access_key_id, moto.secret_access_key
    path = home / "Downloads" / "alice_accessKeys.csv"
    path.parent.mkdir()
    path.write_text(f"User name,Access key ID,Secret access key\nalice,{key},{secret}\n")
    with terminal("import", str(path)) as child:
        for answer in ("", "eu-west-1"):
            child.expect(": $")
            child.sendline(answer)
        assert end(child)[0] == 0
        assert _seen(child, key) == _transcript("import")
    with terminal("whoami") as child:
        assert end(child)[0] == 0
        assert _seen(child, key) == _transcript("whoami")


def _seen(child: pexpect.spawn, key: str) -> list[str]:
    shown = screen(child.logfile_read.getvalue().replace(key, KEY), 100)
    shown = [re.sub("(User id +).*", r"\1AIDACKCEVSQ6C2EXAMPLE", line) for line in shown]
    return shown[:-1] if not shown[-1] else shown


def test_the_picture_shows_what_awscred_prints() -> None:
    assert pictures.words(pictures.PICTURE.read_text(encoding="utf-8")) == pictures.words(
        pictures.draw(pictures.screen())
    )
