"""The house: who may import whom, what a command may load, and the checks of ruff and mypy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "awscred"

# From the bottom up: a room imports only from those before it.
ROOMS = (
    "errors",
    "ini",
    "settings",
    "names",
    "excerpt",
    "identity",
    "access",
    "intake",
    "readers",
    "profiles",
    "clean",
    "findings",
    "rules",
    "origins",
    "lint",
    "fixes",
    "changes",
    "store",
    "sts",
    "output",
    "cli",
    "__main__",
)
FOUNDATIONS = ("errors", "ini", "settings", "names", "identity", "access")  # import nothing of ours
THEIRS = {  # who alone may import what
    "click": ("cli",),
    "rich": ("output/table",),
    "boto3": ("sts",),
    "botocore": ("sts",),
    "platformdirs": ("store",),
    "filelock": ("store",),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """The full names of what a module imports, at its top or within."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names} | {module}
    return found


def _id(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_imports_run_one_way(path: Path) -> None:
    room = _room(path)
    if room == "__init__":  # the front door leads everywhere
        return
    ours = {name.split(".")[1] for name in _imports(path) if name.startswith("awscred.")}
    ours -= {room, "__version__"}
    allowed = set() if room in FOUNDATIONS else set(ROOMS[: ROOMS.index(room)])
    assert ours <= allowed


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_only_one_room_knows_each_library(path: Path) -> None:
    place = _id(path).removesuffix(".py")
    for name in {name.split(".")[0] for name in _imports(path)} & THEIRS.keys():
        assert place.startswith(THEIRS[name]), f"{place} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_only_the_store_opens_files(path: Path) -> None:
    if _room(path) == "store":
        return
    calls = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }
    opening = calls & {"read_text", "read_bytes", "write_text", "write_bytes", "fdopen"}
    # cli/terminal.py opens /dev/null; what opens a section is none of the built-in's business.
    named_open = "open" in calls and _room(path) not in ("cli", "readers")
    assert not opening
    assert not named_open


HEAVY = (
    "rich boto3 botocore importlib.metadata json logging platformdirs asyncio filelock "
    "difflib dataclasses awscred.sts awscred.origins"
).split()


@pytest.mark.parametrize("args", [("list",), ("list", "--names")], ids=" ".join)
def test_a_quick_command_loads_nothing_heavy(args: tuple[str, ...], aws_folder: Path) -> None:
    (aws_folder / "config").write_text("[profile a]\nregion = eu-west-1\n")
    code = (
        "import sys; from awscred.cli import main; "
        f"main({list(args)!r}); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert done.stdout


def test_the_library_needs_neither_click_nor_rich_nor_boto3() -> None:
    code = (
        "import sys, awscred\n"
        "files = awscred.read(credentials=b'[a]\\nregion = x\\n')\n"
        "assert awscred.validate(files).findings and files.profiles['a'].kind == 'none'\n"
        "assert not awscred.reading('toolkit', files).verdicts['a'].accepted\n"
        "print([name for name in ('click', 'rich', 'boto3', 'botocore') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "check",
    [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",)],
    ids=" ".join,
)
def test_the_code_is_clean(check: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *check], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_version_is_the_package_s(run: Run) -> None:
    from importlib.metadata import version

    assert version("awscred") in run("--version").stdout
