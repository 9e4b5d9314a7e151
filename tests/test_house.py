"""The architecture: what may import what, what a command may load, and ruff and mypy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from awscred.tools import TOOLS
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "awscred"

# From the bottom up: each imports only from those before it.
ROOMS = (
    "errors",
    "sentences",
    "guesses",
    "times",
    "headers",
    "ini",
    "redaction",
    "other_settings",
    "settings",
    "other_programs",
    "profile_names",
    "forms",
    "chains",
    "kinds",
    "partial_documents",
    "identity",
    "access",
    "pasted",
    "tools",
    "environment",
    "profiles",
    "pairs",
    "keys",
    "suspects",
    "findings",
    "templates",
    "ignores",
    "rules",
    "explain",
    "preferences",
    "validation",
    "reasons",
    "fixes",
    "changes",
    "store",
    "completion",
    "sts",
    "output",
    "cli",
    "__main__",
)
# These import nothing else of awscred.
FOUNDATIONS = (
    *("errors", "guesses", "headers", "redaction", "profile_names", "forms", "chains", "identity"),
    *("access", "other_settings", "sentences", "times"),
)
THEIRS = {  # the only importers of a library
    "click": ("cli",),
    "boto3": ("sts",),
    "botocore": ("sts",),
    "platformdirs": ("store",),
    "filelock": ("store",),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """The full names of what a module imports, at its top or in functions."""
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
    if room == "__init__":  # the package itself may import everything
        return
    ours = {name.split(".")[1] for name in _imports(path) if name.startswith("awscred.")}
    ours -= {room, "__version__"}
    allowed = set() if room in FOUNDATIONS else set(ROOMS[: ROOMS.index(room)])
    assert ours <= allowed


def test_no_module_is_in_a_circle_of_imports() -> None:
    def name_of(path: Path) -> str:
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    waiting = {name_of(path): _imports(path) for path in MODULES}
    waiting = {name: found & waiting.keys() - {name} for name, found in waiting.items()}
    waiting = {name: found - {"awscred"} for name, found in waiting.items()}
    for name, found in waiting.items():  # a module is imported after its packages
        waiting[name] = {other for other in found if not name.startswith(f"{other}.")}
    while free := {name for name, found in waiting.items() if not found}:
        waiting = {name: found - free for name, found in waiting.items() if name not in free}
    assert not waiting


RULE_MODULES = sorted((PACKAGE / "rules").rglob("*.py"))
_HAS_RULE = {path for path in RULE_MODULES if "\nRULE = " in path.read_text(encoding="utf-8")}


def test_no_rule_imports_a_rule() -> None:
    """Nor anything from another theme; what rules share is next to the folders, or below."""
    names = {
        f"awscred.{path.relative_to(PACKAGE).with_suffix('')}".replace("/", "."): path
        for path in RULE_MODULES
    }
    for path in RULE_MODULES:
        if path.name == "__init__.py":
            continue
        for imported in {names[name] for name in _imports(path) & names.keys()}:
            assert imported not in _HAS_RULE, f"{_id(path)} imports {_id(imported)}"
            assert imported.parent in (path.parent, PACKAGE / "rules"), _id(path)


# Where tools are written by name, and the format with the name of a tool.
_SPELLS_TOOLS = ("tools/", "settings.py")
_FORMAT = ("output/validate/__init__.py", "toolkit")


def test_tools_are_asked_for_and_not_spelt() -> None:
    """A tool's id is only in `tools` and in the catalog of settings."""
    spelt = {
        (_id(path), node.value)
        for path in MODULES
        if not _id(path).startswith(_SPELLS_TOOLS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in TOOLS
    }
    assert spelt == {_FORMAT}


_OF_TOOLS = {"TOOLS", "load", "default_tools"}


def test_rules_ask_for_tools_when_they_check() -> None:
    """Not when they are imported: a tool that is registered later also counts."""
    for path in RULE_MODULES:
        if _id(path).startswith(_SPELLS_TOOLS):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
                names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                assert names.isdisjoint(_OF_TOOLS), f"{_id(path)}:{node.lineno}"


def test_rules_speak_of_the_tools_that_are_asked() -> None:
    """Not of all that there are: of `TOOLS`, a rule may only look up a row."""
    for path in RULE_MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        used = [
            node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "TOOLS"
        ]
        rows = [node.value for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
        assert all(node in rows for node in used), _id(path)


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
    # cli/terminal.py opens /dev/null; the `open` that begins a section is not the built-in.
    named_open = "open" in calls and _room(path) not in ("cli", "tools")
    assert not opening
    assert not named_open


HEAVY = (
    "boto3 botocore importlib.metadata json logging platformdirs asyncio filelock "
    "difflib dataclasses awscred.sts awscred.explain "
    "awscred.completion click.shell_completion"
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


def test_the_library_needs_neither_click_nor_boto3() -> None:
    code = (
        "import sys, awscred\n"
        "files = awscred.read(credentials=b'[a]\\nregion = x\\n')\n"
        "assert awscred.validate(files).findings and files.profiles['a'].kind == 'none'\n"
        "assert not awscred.reading('toolkit', files).verdicts['a'].accepted\n"
        "print([name for name in ('click', 'boto3', 'botocore') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "check",
    [
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("mypy",),
        ("mypy", "--platform=win32", "--cache-dir=.mypy_cache/win32", "src"),
        ("mypy", "--platform=darwin", "--cache-dir=.mypy_cache/darwin", "src"),
    ],
    ids=" ".join,
)
def test_the_code_is_clean(check: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *check], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_version_is_the_package_s(run_cold: Run) -> None:
    from importlib.metadata import version

    assert version("awscred") in run_cold("--version").stdout
