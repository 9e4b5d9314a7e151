"""Everything that the site is made from, and the strict build."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from awscred.rules import THEMES
from tests.compatibility import pages as compatibility
from tests.site import command_pages, library_page, rule_pages
from tests.site.markdown import Pages

ROOT = Path(__file__).parent.parent.parent
CONFIGURATION = "zensical.toml"
_HAND_WRITTEN = (CONFIGURATION, "CONTRIBUTING.md")
"""What the site needs besides docs/."""


def _commands() -> Pages:
    from tests.site import examples  # cannot be imported on Windows

    known = command_pages.commands()
    epilogs = {name: command.epilog or "" for name, command in known.items()}
    return command_pages.pages(examples.run(epilogs), examples.sample_files())


def _rules() -> Pages:
    return rule_pages.pages(THEMES)


GENERATORS: Sequence[Callable[[], Pages]] = (
    _commands,
    _rules,
    library_page.pages,
    compatibility.pages,
)
"""Each returns Markdown, or JSON, by path below docs/. Another set of pages is one more function; a
page that is written by hand cannot also be generated."""


def build(folder: Path) -> Path:
    """Build the site in a new folder, and return the folder with the HTML.

    Raises CalledProcessError as `render` does.
    """
    write(folder)
    return render(folder)


def render(folder: Path) -> Path:
    """Turn the Markdown in a folder into HTML, and return the folder with that.

    Raises CalledProcessError, with the output of the program, if it warns about anything, such as a
    link to a page or a heading that does not exist.
    """
    subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"],
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return folder / "site"


def write(folder: Path) -> None:
    """Write the pages of docs/, and the generated ones, into a new folder."""
    shutil.copytree(ROOT / "docs", folder / "docs")
    for name in _HAND_WRITTEN:
        shutil.copy(ROOT / name, folder)
    for generate in GENERATORS:
        for path, text in generate().items():
            page = folder / "docs" / path
            page.parent.mkdir(parents=True, exist_ok=True)
            with page.open("x", encoding="utf-8") as new:  # two pages never share a path
                new.write(text)
