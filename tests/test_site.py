"""The documentation site: it builds without a warning, and every page works in a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from filelock import FileLock

from awscred.cli import Commands
from awscred.output import DOCS
from awscred.rules import RULES
from tests.aws import SECRET
from tests.site import links
from tests.site.browser import Browser, browser, find, served
from tests.site.build import CONFIGURATION, ROOT, render
from tests.site.command_pages import commands

SITE = f"{DOCS}/"
PHONE = 390
"""Pixels."""
_PROBLEMS = (ROOT / "tests" / "site" / "page.js").read_text("utf-8")
_CONSOLE = re.compile(r"^``` { \.console }\n(.*?)^```$", re.MULTILINE | re.DOTALL)

_CAN_BUILD = find_spec("zensical") is not None and find_spec("fcntl") is not None
_NEEDS = "the site is built with Zensical, which needs Python 3.11, and not on Windows"

needs_chromium = pytest.mark.skipif(find() is None, reason="Chromium is not installed")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a build: docs/ has the Markdown, site/ the HTML. Workers share one."""
    if not _CAN_BUILD:
        pytest.skip(_NEEDS)
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "site"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            done = subprocess.run(
                [sys.executable, "-m", "tests.site", str(shared)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
    return shared


@pytest.fixture(scope="session")
def pages(folder: Path) -> dict[str, links.Page]:
    """The built pages by address."""
    return links.read(folder / "site")


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """The address of the built site on this machine."""
    with served(folder / "site") as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with browser() as running:
        yield running


def test_every_link_leads_somewhere(folder: Path, pages: dict[str, links.Page]) -> None:
    assert list(links.dead(pages, folder / "site", SITE)) == []


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    targets = ("b/", "b/#there", "#here", SITE, "file", "https://example.com/", "mailto:a@b")
    wrong = ("c/", "b/#nowhere", "#nowhere", "nothing", "https://nowhere", "http://example.com")
    pages = {
        "": links.Page(frozenset({"here"}), (*targets[:-1], *wrong)),
        "b/": links.Page(frozenset({"there"}), ("../#here", "../#nowhere")),
    }
    found = list(links.dead(pages, tmp_path, SITE))
    assert found == [*(f": {link}" for link in wrong), "b/: ../#nowhere"]


@pytest.mark.skipif(not _CAN_BUILD, reason=_NEEDS)
def test_a_warning_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs" / "index.md"
    (tmp_path / CONFIGURATION).write_text('[project]\nsite_name = "x"\n')
    page.write_text("# A\n\n[b](index.md#a)\n")
    assert (render(tmp_path) / "index.html").is_file()
    page.write_text("# A\n\n[b](index.md#b)\n")
    with pytest.raises(subprocess.CalledProcessError, match="exit status 1") as raised:
        render(tmp_path)
    assert "anchor does not exist" in raised.value.stdout


def test_no_markup_is_left_in_the_text_of_a_page(pages: dict[str, links.Page]) -> None:
    left = {
        address: re.findall(r".*(?:[`\\]|\{ \.|\*\*|\]\(|--8<--).*", page.text)
        for address, page in pages.items()
    }
    assert {address: found for address, found in left.items() if found} == {}


def test_no_page_loads_anything_from_another_host(folder: Path) -> None:
    for path in (folder / "site").rglob("*.html"):
        text = path.read_text("utf-8")
        loaded = re.findall(
            r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=\"?(https?:[^\s\">]*)", text
        )
        assert [url for url in loaded if not url.startswith(SITE)] == [], path


def test_every_rule_has_a_page_at_the_address_that_it_is_linked_to(
    pages: dict[str, links.Page],
) -> None:
    assert {f"rules/{rule.id}/" for rule in RULES} <= pages.keys()
    assert set(pages["rules/"].links) >= {f"{rule.id}/" for rule in RULES}


def test_the_page_of_a_rule_has_its_documentation_and_what_is_reported(folder: Path) -> None:
    silent = set()
    for rule in RULES:
        text = (folder / "docs" / "rules" / f"{rule.id}.md").read_text("utf-8")
        assert rule.doc.partition("\n")[2].strip() in text
        if f"[{rule.id}]: " not in text:
            silent.add(rule.id)
    # one example is too long, some are of rules that report what no other rule explains
    assert silent == {"line-too-long", "profile-not-valid", "tools-disagree"}


@pytest.mark.parametrize("name", Commands.NAMES)
def test_the_page_of_a_command_has_its_options_and_its_examples(folder: Path, name: str) -> None:
    text = (folder / "docs" / "commands" / f"{name}.md").read_text("utf-8")
    command = commands()[name]
    for param in command.params:
        if param.param_type_name == "option":
            assert all(re.search(rf"\| .*`{option}[ `]", text) for option in param.opts)
    examples = _CONSOLE.findall(text)
    assert len(examples) == len((command.epilog or "").splitlines())
    assert all(example.startswith("$ ") for example in examples)
    assert not any(SECRET in example for example in examples)


_MAY_SAY_NO = {*Commands.GROUPS["Check"], *Commands.GROUPS["Ask AWS"], "list"}


def test_every_example_runs(folder: Path) -> None:
    """An example that needs a profile, a prompt or a program adds it in tests/site/examples.py."""
    for name in Commands.NAMES:
        text = (folder / "docs" / "commands" / f"{name}.md").read_text("utf-8")
        codes = set(re.findall(r"^The exit code is (.*)\.$", text, re.MULTILINE))
        assert codes <= ({"1"} if name in _MAY_SAY_NO else set()), name


def test_the_site_is_where_the_program_and_the_package_say(folder: Path) -> None:
    assert f'site_url = "{SITE}"' in (ROOT / CONFIGURATION).read_text("utf-8")
    assert f'Documentation = "{SITE}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'<link rel="canonical" href="{SITE}"' in (folder / "site" / "index.html").read_text(
        "utf-8"
    )


def test_every_dependency_has_a_reason() -> None:
    design = (ROOT / "docs" / "design.md").read_text("utf-8")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = project.partition("\ndependencies = ")[2].partition("\n[project.urls]")[0]
    names = re.findall(r'"([a-z0-9-]+)(?:[<>=][^"]*)?"', listed)
    assert {"click", "pytest", "zensical", "types-jsonschema"} <= set(names)
    rows = "".join(line for line in design.splitlines() if line.startswith("| `"))
    assert [name for name in names if f"`{name}`" not in rows] == []


@needs_chromium
def test_every_page_is_readable_on_a_phone_in_the_dark(
    chromium: Browser, site: str, pages: dict[str, links.Page]
) -> None:
    """No errors in the console, nothing wider than the window, and enough contrast."""
    chromium.show(width=PHONE, height=400, dark=True)
    found = {}
    for address in pages:
        chromium.errors.clear()
        chromium.open(site + address)
        if problems := [*chromium.run(_PROBLEMS), *chromium.errors]:
            found[address] = problems
    assert found == {}


@needs_chromium
@pytest.mark.parametrize("address", ["", "commands/whoami/", "rules/inline-comment/"])
def test_a_page_is_readable_on_a_desk_in_the_light(
    chromium: Browser, site: str, address: str
) -> None:
    chromium.show(width=1280, height=900, dark=False)
    chromium.errors.clear()
    chromium.open(site + address)
    assert [*chromium.run(_PROBLEMS), *chromium.errors] == []


@needs_chromium
def test_problems_of_a_page_are_noticed(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<!doctype html><meta name="viewport" content="width=device-width"><article>'
        '<p style="color: #888; background: #fff">pale</p>'
        '<p style="color: #fff; background: rgb(0 0 0 / 90%)">good</p>'
        '<pre style="width: 1000px; background: #fff">wide</pre>'
        '<script>console.error("oh"); nothing.at.all</script></article>'
    )
    chromium.show(width=PHONE, height=400, dark=False)
    chromium.errors.clear()
    with served(tmp_path) as url:
        chromium.open(url)
    assert chromium.run(_PROBLEMS) == [
        "the page is too wide",
        "too wide: wide",
        "contrast 3.5 (rgb(136, 136, 136)): pale",
    ]
    assert any("oh" in error for error in chromium.errors)
    assert any("ReferenceError" in error for error in chromium.errors)


@needs_chromium
@pytest.mark.parametrize("rule", ["inline-comment", "sso-scope-missing"])
def test_search_finds_a_rule_by_its_id(chromium: Browser, site: str, rule: str) -> None:
    chromium.show(width=1280, height=900, dark=False)
    chromium.open(site)
    chromium.run("document.querySelector('.md-search__button').click()")
    chromium.run(_SOON % "box.querySelector('input')")
    chromium("Input.insertText", text=rule)
    found = chromium.run(_SOON % "box.querySelector('a[role=option]')?.href")
    assert found.startswith(f"{site}rules/{rule}/")


_SOON = """
new Promise((done, failed) => {
  const shadows = () => [...document.querySelectorAll("*")].map((one) => one.shadowRoot);
  const look = () => {
    for (const box of shadows()) {
      const found = box && (%s);
      if (found) return done(String(found));
    }
    setTimeout(look, 20);
  };
  setTimeout(() => failed(new Error("nothing appeared")), 20000);
  look();
})
"""
"""What an expression finds in the dialog of the search, as soon as it finds something."""
