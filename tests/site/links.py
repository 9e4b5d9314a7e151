"""Built pages: their links and anchors, and their text."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

_LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "iframe": "src"}
_CODE = ("code", "pre", "script", "style")


class Page(NamedTuple):
    """The ids of a page, the addresses that it links to or loads, and its text without code."""

    ids: frozenset[str]
    links: tuple[str, ...]
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.texts: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids.add(found.get("id") or "")
        target = found.get(_LINKS.get(tag, ""))
        if target is not None:
            self.links.append(target)
        self._code += tag in _CODE

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in _CODE

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.texts.append(data)


def read(folder: Path) -> dict[str, Page]:
    """The pages of a built site by their addresses below it; the first one is ""."""
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        reader = _Reader()
        reader.feed(path.read_text("utf-8"))
        address = path.relative_to(folder).as_posix().removesuffix("index.html")
        text = "".join(reader.texts)
        pages[address] = Page(frozenset(reader.ids), tuple(reader.links), text)
    return pages


def dead(pages: dict[str, Page], folder: Path, site: str) -> Iterator[str]:
    """The links of pages that lead nowhere, each as "page: link".

    Within the `site`, the page or file and the anchor have to exist. Any other address needs a host
    and https.
    """
    for address, page in pages.items():
        for link in page.links:
            if not _leads_somewhere(address, link, pages, folder, site):
                yield f"{address}: {link}"


def _leads_somewhere(
    address: str, link: str, pages: dict[str, Page], folder: Path, site: str
) -> bool:
    whole, anchor = urldefrag(urljoin(site + address, link))
    if not whole.startswith(site):
        parts = urlsplit(whole)
        return parts.scheme == "https" and "." in parts.netloc and " " not in whole
    inside = unquote(whole.removeprefix(site))
    if inside in pages:
        return unquote(anchor) in pages[inside].ids | {""}
    return (folder / inside).is_file()
