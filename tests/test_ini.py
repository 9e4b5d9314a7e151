"""Documents keep every byte, know every place, and edits touch only their own lines."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awscred import ini
from awscred.ini import Document, EditError, Section, parse
from awscred.readers import toolkit
from tests.sizes import examples

# Pieces of files, well-formed and not, that random texts are made of.
PIECES = st.sampled_from(
    [
        *[
            "[default]",
            "[profile a]",
            "[b]",
            "[ b ]",
            "[b] # c",
            "[b]# c",
            "[b",
            "[]",
            "  [c]",
            "[b]]",
        ],
        *[
            "region = eu-west-1",
            "region=x",
            "k = v # c",
            "k = v;c",
            "Region = X",
            "k: v",
            "= v",
            "k =",
        ],
        *[
            "k = ",
            "k = 'v'",
            "s3 =",
            "  a = 1",
            "\tb = 2",
            "  more",
            "junk",
            "# note",
            "  # note",
            ";c",
        ],
        *[
            "",
            " ",
            "\t",
            "\r",
            "\x00",
            "\x0b",
            "\x85",
            "\u2028",
            "\ufeff",
            "\udcff",
            "é",
            "==",
            "k = = v",
        ],
    ]
)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n", ""])
TEXTS = st.lists(st.tuples(PIECES, ENDS).map("".join), max_size=14).map("".join) | st.text()
BYTES = st.binary() | TEXTS.map(lambda text: text.encode("utf-8", "surrogateescape"))
SETTINGS = [
    "region = x",
    "k=v",
    "Output = json",
    "s3 =\n  a = 1\n  b = 2",
    "x = 1 # c",
    "# note",
    "",
]
GOOD_TEXTS = st.tuples(
    st.sampled_from(["", "# top\n\n", "\n", "; c\n"]),
    st.lists(
        st.tuples(
            st.sampled_from(["[a]", "[profile b]", "[c] # c", "[sso-session d]"]),
            st.lists(st.sampled_from(SETTINGS), max_size=4),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda part: part[0],
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
).map(
    lambda made: (
        (
            made[0]
            + "\n".join(
                f"{header}\n" + "".join(f"{line}\n" for line in lines) for header, lines in made[1]
            )
        )
        .removesuffix("" if made[3] else "\n")
        .replace("\n", made[2])
    )
)


@examples(500, 20_000)
@given(st.text() | TEXTS)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert str(parse(text)) == text
    assert "\n".join(parse(text).lines) == text


@examples(500, 20_000)
@given(BYTES)
def test_bytes_come_back_as_they_were(data: bytes) -> None:
    assert bytes(parse(data)) == data


@examples(500, 20_000)
@given(TEXTS)
def test_the_sections_are_the_whole_text(text: str) -> None:
    sections = parse(text).sections
    assert "\n".join(section.text for section in sections).lstrip("\n") == text.replace(
        "\r\n", "\n"
    ).lstrip("\n")
    assert sections[0].line == 1
    for section, following in pairwise(sections[1:]):
        assert section.last_line + 1 == following.line


@examples(500, 20_000)
@given(TEXTS)
def test_every_setting_stands_where_it_says(text: str) -> None:
    document = parse(text)
    for section in document.sections:
        for setting in section.settings:
            for item in (setting, *setting.nested):
                line = document.line(item.key_span.line)
                assert line[item.key_span.column - 1 : item.key_span.end_column - 1] == item.key
                if item.value_span.end_line == item.value_span.line:
                    span = item.value_span
                    assert line[span.column - 1 : span.end_column - 1] == item.value
                assert section.line <= item.key_span.line <= item.last_line <= section.last_line
                assert document.setting_at(item.key_span.line) is not None


@examples(1000, 30_000)
@given(config=TEXTS | GOOD_TEXTS, credentials=TEXTS | GOOD_TEXTS)
def test_a_plain_section_is_read_as_line_by_line(config: str, credentials: str) -> None:
    quick = toolkit.read(parse(config), parse(credentials))
    slow_pair = parse(config), parse(credentials)
    for document in slow_pair:
        for section in document.sections:
            section.plain = None
    slow = toolkit.read(*slow_pair)
    assert (quick.profiles, quick.verdicts, quick.faults) == (
        slow.profiles,
        slow.verdicts,
        slow.faults,
    )
    for name, settings in quick.profiles.items():
        for key in settings:
            assert quick.place(name, key).span.line == slow.place(name, key).span.line


def _changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that an edit took away, and those that it added, ends included."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    gone, come = [], []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[a:b]
            come += new[c:d]
    return gone, come


def _section(document: Document, name: str) -> Section:
    return next(part for part in document.sections if part.header == name)


@examples(300, 10_000)
@given(GOOD_TEXTS)
def test_adding_a_section_only_adds_lines(text: str) -> None:
    after = str(ini.add_section(parse(text), "new", [("k", "v")], "about it"))
    whole = text if not text or text.endswith("\n") else text + ("\r\n" if "\r" in text else "\n")
    assert after.startswith(whole)
    added = after[len(whole) :]
    newline = "\r\n" if "\r\n" in text else "\n"
    assert added.strip() == f"[new]{newline}# about it{newline}" + added.strip().splitlines()[-1]
    assert _section(parse(after), "new").values == {"k": "v"}


@examples(300, 10_000)
@given(GOOD_TEXTS, st.integers(0, 3))
def test_setting_a_value_changes_one_line(text: str, which: int) -> None:
    document = parse(text)
    sections = [part for part in document.sections if part.header is not None]
    section = sections[which % len(sections)]
    if len(section.find("k")) > 1:
        with pytest.raises(EditError):
            ini.set_value(document, section, "k", "new")
        return
    after = ini.set_value(document, section, "k", "new")
    gone, come = _changed(text, str(after))
    mine = _section(after, section.header or "")
    assert mine.values["k"] == "new"
    assert all(
        line.strip().startswith("k") or line + "\n" in come or not line.endswith("\n")
        for line in gone
    )
    assert sum(line.strip().startswith("k") for line in come) == 1
    assert ini.set_value(after, mine, "k", "new") == after
    others = [part for part in document.sections if part.header not in (None, section.header)]
    for other in others:
        assert _section(after, other.header or "").text.strip() == other.text.strip()


@examples(300, 10_000)
@given(GOOD_TEXTS, st.integers(0, 3))
def test_removing_a_section_leaves_the_others(text: str, which: int) -> None:
    document = parse(text)
    sections = [part for part in document.sections if part.header is not None]
    section = sections[which % len(sections)]
    after = ini.remove_section(document, section)
    kept = [part.header for part in after.sections if part.header is not None]
    assert kept == [part.header for part in sections if part is not section]
    for other in sections:
        if other is not section:
            assert _section(after, other.header or "").values == other.values
    gone, come = _changed(text, str(after))
    assert come == []
    assert set(gone) <= set(str(document).splitlines(keepends=True))


@examples(300, 10_000)
@given(GOOD_TEXTS, st.integers(0, 3))
def test_unsetting_takes_one_setting(text: str, which: int) -> None:
    document = parse(text)
    sections = [part for part in document.sections if part.header is not None]
    section = sections[which % len(sections)]
    after = ini.unset(document, section, "s3")
    expected = {key: value for key, value in section.values.items() if key != "s3"}
    assert _section(after, section.header or "").values == expected
    if "s3" not in section.values:
        assert after == document


Edit = Callable[[Document], Document]


def _add(header: str = "new", comment: str = "") -> Edit:
    return lambda document: ini.add_section(document, header, [("k", "v")], comment)


def _set(key: str, value: str, header: str = "a") -> Edit:
    return lambda document: ini.set_value(document, _section(document, header), key, value)


def _unset(key: str, header: str = "a") -> Edit:
    return lambda document: ini.unset(document, _section(document, header), key)


def _remove(header: str = "a") -> Edit:
    return lambda document: ini.remove_section(document, _section(document, header))


TRIPLES = {
    "add to nothing": ("", _add(), "[new]\nk = v\n"),
    "add below a blank line": ("[a]\nx = 1\n", _add(), "[a]\nx = 1\n\n[new]\nk = v\n"),
    "add where the gap is there": ("[a]\nx = 1\n\n", _add(), "[a]\nx = 1\n\n[new]\nk = v\n"),
    "add with a comment": ("", _add(comment="one\ntwo"), "[new]\n# one\n# two\nk = v\n"),
    "add behind a last line without newline": (
        "[a]\nx = 1",
        _add(),
        "[a]\nx = 1\n\n[new]\nk = v\n",
    ),
    "add behind a last comment": ("[a]\n# c", _add(), "[a]\n# c\n\n[new]\nk = v\n"),
    "add in CRLF": ("[a]\r\nx = 1\r\n", _add(), "[a]\r\nx = 1\r\n\r\n[new]\r\nk = v\r\n"),
    "add in the tight style": ("[a]\nx=1\n", _add(), "[a]\nx=1\n\n[new]\nk=v\n"),
    "add in a dense file": (
        "[a]\nx = 1\n[b]\nx = 1\n",
        _add(),
        "[a]\nx = 1\n[b]\nx = 1\n[new]\nk = v\n",
    ),
    "add in an airy file": (
        "[a]\nx = 1\n\n\n[b]\nx = 1\n",
        _add(),
        "[a]\nx = 1\n\n\n[b]\nx = 1\n\n\n[new]\nk = v\n",
    ),
    "add below a file's own header": ("# top\n", _add(), "# top\n\n[new]\nk = v\n"),
    "set a new setting": ("[a]\nx = 1\n\n[b]\n", _set("y", "2"), "[a]\nx = 1\ny = 2\n\n[b]\n"),
    "set in an empty section": ("[a]\n\n[b]\n", _set("y", "2"), "[a]\ny = 2\n\n[b]\n"),
    "set at the end without newline": ("[a]\nx = 1", _set("y", "2"), "[a]\nx = 1\ny = 2\n"),
    "set again": ("[a]\nx = 1\ny = 3\n", _set("x", "2"), "[a]\nx = 2\ny = 3\n"),
    "set the last line, which has no newline": ("[a]\nx = 1", _set("x", "2"), "[a]\nx = 2"),
    "set keeps case and spacing": (
        "[a]\n  Region   =  x\n",
        _set("region", "y"),
        "[a]\n  Region   =  y\n",
    ),
    "set moves a comment up": ("[a]\nx = 1 # c\n", _set("x", "2"), "[a]\n# c\nx = 2\n"),
    "set where there was no value": ("[a]\nx =\n", _set("x", "2"), "[a]\nx = 2\n"),
    "set tightly where there was no value": ("[a]\ny=1\nx=\n", _set("x", "2"), "[a]\ny=1\nx=2\n"),
    "set replaces continuation lines": (
        "[a]\nx = 1\n  2\ny = 3\n",
        _set("x", "4"),
        "[a]\nx = 4\ny = 3\n",
    ),
    "set below a nested block": (
        "[a]\ns3 =\n  k = 1\n[b]\n",
        _set("x", "2"),
        "[a]\ns3 =\n  k = 1\nx = 2\n[b]\n",
    ),
    "set as the others are indented": ("[a]\n  x = 1\n", _set("y", "2"), "[a]\n  x = 1\n  y = 2\n"),
    "set in CRLF": ("[a]\r\nx = 1\r\n", _set("x", "2"), "[a]\r\nx = 2\r\n"),
    "set new in CRLF": ("[a]\r\nx = 1\r\n", _set("y", "2"), "[a]\r\nx = 1\r\ny = 2\r\n"),
    "set in a file with a BOM": ("\ufeff[a]\nx = 1\n", _set("x", "2"), "\ufeff[a]\nx = 2\n"),
    "set beside bytes that are no UTF-8": (
        "[a]\n# \udcff\nx = 1\n",
        _set("x", "2"),
        "[a]\n# \udcff\nx = 2\n",
    ),
    "unset": ("[a]\nx = 1\ny = 2\n", _unset("x"), "[a]\ny = 2\n"),
    "unset without case": ("[a]\nX = 1\ny = 2\n", _unset("x"), "[a]\ny = 2\n"),
    "unset what is nested too": (
        "[a]\ns3 =\n  k = 1\n  l = 2\ny = 2\n",
        _unset("s3"),
        "[a]\ny = 2\n",
    ),
    "unset what is given twice": ("[a]\nx = 1\nx = 2\n", _unset("x"), "[a]\n"),
    "unset the last line, which has no newline": ("[a]\nx = 1", _unset("x"), "[a]\n"),
    "unset what is not there": ("[a]\nx = 1", _unset("y"), "[a]\nx = 1"),
    "remove the first": ("# top\n\n[a]\nx = 1\n\n[b]\n", _remove(), "# top\n\n[b]\n"),
    "remove the last": ("[b]\nx = 1\n\n[a]\nx = 1\n", _remove(), "[b]\nx = 1\n\n"),
    "remove the only one": ("[a]\nx = 1\n", _remove(), ""),
    "remove with the comments inside": ("[a]\n# c\nx = 1\n[b]\n", _remove(), "[b]\n"),
    "remove, not what is about the next": (
        "[a]\nx = 1\n\n# about b\n[b]\n",
        _remove(),
        "# about b\n[b]\n",
    ),
    "remove, not what touches the next": (
        "[a]\nx = 1\n# about b\n[b]\n",
        _remove(),
        "# about b\n[b]\n",
    ),
    "remove what touches the end": ("[b]\n\n[a]\nx = 1\n# x = 2\n", _remove(), "[b]\n\n"),
    "remove in CRLF": ("[a]\r\nx = 1\r\n\r\n[b]\r\n", _remove(), "[b]\r\n"),
}


@pytest.mark.parametrize(("before", "edit", "after"), TRIPLES.values(), ids=TRIPLES)
def test_an_edit_leaves(before: str, edit: Edit, after: str) -> None:
    assert str(edit(parse(before))) == after


@pytest.mark.parametrize(
    ("text", "edit", "lines"),
    [
        pytest.param("[a]\nx = 1\nX = 2\n", _set("x", "3"), (2, 3), id="a key given twice"),
        pytest.param("[a]\ns3 =\n  k = 1\n", _set("s3", "3"), (2,), id="a key with nested ones"),
        pytest.param("[a]\n", _set("x", "1\n2"), (), id="a value of two lines"),
        pytest.param("[a]\n", _add("b]\n[c"), (), id="a header of two lines"),
    ],
)
def test_an_edit_that_would_do_damage_is_refused(
    text: str, edit: Edit, lines: tuple[int, ...]
) -> None:
    with pytest.raises(EditError) as refused:
        edit(parse(text))
    assert refused.value.lines == lines


def test_a_document_shows_no_text_by_itself() -> None:
    assert "wJalr" not in repr(parse("[a]\naws_secret_access_key = wJalrXUtnFEMI\n"))
