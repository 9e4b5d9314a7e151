"""Documents keep every byte and know every place, and edits change only their own lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from awscred import ini, tools
from awscred.ini import Document, EditError, Section, Span, parse
from awscred.tools import TOOLS
from tests.sizes import examples

# Pieces of files, well-formed and not, that random texts are made of.
LINES = """\
[default]
[profile a]
[b]
[ b ]
[b] # c
[b]# c
[b
[b]]
[]
  [c]
region = eu-west-1
region=x
Region = X
k = v # c
k = v;c
k: v
k = 'v'
k =
= v
k = = v
==
s3 =
  a = 1
\tb = 2
  k = 3
  more
  # note
# note
;c
junk
""".split("\n")
ODD = ["k = ", " ", "\t", "\r", "\x00", "\x0b", "\x85", "\u2028", "\ufeff", "\udcff", "é"]
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n", ""])
PIECES = st.tuples(st.sampled_from(LINES + ODD), ENDS).map("".join)
WILD = st.lists(PIECES, max_size=14).map("".join) | st.text()
BYTES = st.binary() | WILD.map(lambda text: text.encode("utf-8", "surrogateescape"))
GOOD_SETTINGS = ["region = x", "k=v", "s3 =\n  a = 1\n  b = 2", "x = 1 # c", "# note", ""]
GOOD_SECTION = st.tuples(
    st.sampled_from(["[a]", "[profile b]", "[c] # c", "[sso-session d]"]),
    st.lists(st.sampled_from(GOOD_SETTINGS), max_size=4),
)


@st.composite
def _good(draw: st.DrawFn) -> str:
    """A file as people write it: LF or CRLF, perhaps without a last newline."""
    sections = draw(st.lists(GOOD_SECTION, min_size=1, max_size=4, unique_by=lambda part: part[0]))
    text = draw(st.sampled_from(["", "# top\n\n", "\n", "; c\n"]))
    text += "\n".join("\n".join((header, *lines, "")) for header, lines in sections)
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


TEXTS = WILD | _good()


@examples(500, 20_000)
@given(TEXTS)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert str(parse(text)) == text
    assert "\n".join(parse(text).lines) == text


@examples(500, 20_000)
@given(BYTES)
def test_bytes_come_back_as_they_were(data: bytes) -> None:
    assert bytes(parse(data)) == data


@examples(500, 20_000)
@given(BYTES, st.integers(-3, 100))
def test_looking_never_raises(data: bytes, number: int) -> None:
    document = parse(data)
    assert document.section_at(number) in document.sections
    document.setting_at(number)
    for section in document.sections:
        assert all(section.find(key) for key in section.values)
        assert section.header_span.line == section.line <= section.last_line


@examples(500, 20_000)
@given(TEXTS)
def test_the_sections_are_the_whole_text(text: str) -> None:
    first, *others = parse(text).sections
    assert first.header is None
    assert all(section.header is not None for section in others)
    joined = "".join("\n" + section.text for section in others)
    folded = text.replace("\r\n", "\n")
    assert first.text + joined == ("\n" if others and others[0].line == 1 else "") + folded
    assert first.line == 1
    for section, following in pairwise(others):
        assert section.last_line + 1 == following.line


def _covered(document: Document, span: Span) -> str:
    """The text in a span, its lines joined by LF."""
    lines = [document.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@examples(500, 20_000)
@given(TEXTS)
def test_headers_and_settings_stand_where_they_say(text: str) -> None:
    document = parse(text)
    for section in document.sections:
        if section.header is not None:
            covered = _covered(document, section.header_span)
            assert covered.startswith("[")
            assert covered[1:].removesuffix("]").strip() == section.header
        for setting in section.settings:
            for item in (setting, *setting.nested):
                assert _covered(document, item.key_span) == item.key
                value, *more = item.value.split("\n")
                covered, *below = _covered(document, item.value_span).split("\n")
                assert covered.startswith(value)
                left = iter(line.strip() for line in below)
                assert all(line in left for line in more)  # in this order, with others between them
                assert bool(below) == bool(more)
                assert section.line <= item.key_span.line <= item.last_line <= section.last_line
                assert document.setting_at(item.key_span.line) == item
                assert document.section_at(item.key_span.line) is section


@examples(500, 30_000)
@given(config=TEXTS, credentials=TEXTS)
def test_a_plain_section_is_read_as_line_by_line(config: str, credentials: str) -> None:
    slow_pair = parse(config), parse(credentials)
    for document in slow_pair:
        for section in document.sections:
            section.plain = None
    for tool in TOOLS:
        quick = tools.read(tool, parse(config), parse(credentials))
        slow = tools.read(tool, *slow_pair)
        assert quick._replace(parts={}) == slow._replace(parts={})
        if quick.parts:  # they have the places of settings
            for name, settings in quick.profiles.items():
                for key in settings:
                    assert quick.place(name, key).span.line == slow.place(name, key).span.line


def test_a_section_that_is_not_plain_leaves_the_one_above_plain() -> None:
    """A tool that reads its header does not continue the section above with its lines."""
    plain = "[a]\nregion = eu-west-1\n"
    _, above, odd = parse(f"{plain}[profile b]\nregion = eu-west-1 # Ireland\n").sections
    assert (above.plain, odd.plain) == ({"region": "eu-west-1"}, None)
    _, above, odd = parse(f"{plain}[b] # c\nregion = eu-west-1\n").sections
    assert (above.plain, odd.plain) == (None, None)


# --- edits, on any text


def _is_crlf(text: str) -> bool:
    return text.count("\r\n") * 2 > text.count("\n")


def _ended(text: str) -> str:
    """The text with a last newline, which is needed before text is added below."""
    newline = "\r\n" if _is_crlf(text) and not text.endswith("\r") else "\n"
    return text if not text or text.endswith("\n") else text + newline


def _around(text: str, first: int, last: int) -> tuple[str, str]:
    """The text above 1-based lines, and the text below them, with every line end."""
    lines = re.split(r"(?<=\n)", text)
    return "".join(lines[: first - 1]), "".join(lines[last:])


def _with_header(document: Document, which: int) -> Section:
    sections = [part for part in document.sections if part.header is not None]
    assume(sections)
    return sections[which % len(sections)]


def _same_section(document: Document, section: Section) -> Section:
    return next(
        part
        for part in document.sections
        if (part.line, part.header) == (section.line, section.header)
    )


WHICH = st.integers(0, 4)
KEYS = st.sampled_from(["k", "region", "S3", "new"])


@examples(500, 10_000)
@given(TEXTS)
def test_adding_a_section_only_adds_lines(text: str) -> None:
    after = ini.add_section(parse(text), "new", [("k", "v")], "about it")
    assert str(after).startswith(_ended(text))
    added = str(after)[len(_ended(text)) :]
    assert re.fullmatch(r"\n*\[new\]\n# about it\nk ?= ?v\n", added.replace("\r\n", "\n"))
    assert added.count("\r\n") == (added.count("\n") if _is_crlf(text) else 0)
    assert after.sections[-1].values == {"k": "v"}


@examples(500, 30_000)
@given(TEXTS, WHICH, KEYS)
def test_setting_touches_one_setting_and_reads_back(text: str, which: int, key: str) -> None:
    document = parse(text)
    section = _with_header(document, which)
    found = section.find(key)
    if len(found) > 1 or (found and found[0].nested):
        with pytest.raises(EditError) as refused:
            ini.set_value(document, section, key, "new")
        assert refused.value.lines == tuple(setting.key_span.line for setting in found)
        return
    after = ini.set_value(document, section, key, "new")
    mine = _same_section(after, section)
    assert mine.values[key.lower()] == "new"
    assert ini.set_value(after, mine, key, "new") == after
    if found:
        first, last = found[0].key_span.line, found[0].last_line
        head, tail = _around(text, first, last)
        old = [found[0].comment, *map(str.strip, document.lines[first:last])]
        *above, _ = str(after).removeprefix(head).removesuffix(tail).rstrip("\r\n").split("\n")
        assert str(after).startswith(head) and str(after).endswith(tail)
        assert [line.strip() for line in above] == [line for line in old if line[:1] in {*"#;"}]
    else:
        lines = str(after).split("\n")
        assert any(
            "\n".join(lines[:at] + lines[at + 1 :]) in (text, _ended(text))
            for at in range(section.line, section.last_line + 1)
        )


@examples(500, 30_000)
@given(TEXTS, WHICH, KEYS)
def test_unsetting_takes_one_key_and_its_lines(text: str, which: int, key: str) -> None:
    document = parse(text)
    section = _with_header(document, which)
    after = ini.unset(document, section, key)
    gone = {
        number
        for setting in section.find(key)
        for number in range(setting.key_span.line, setting.last_line + 1)
    }
    lines = enumerate(re.split(r"(?<=\n)", text), 1)
    assert str(after) == "".join(line for number, line in lines if number not in gone)
    mine = _same_section(after, section)
    assert mine.find(key) == []
    assert ini.unset(after, mine, key) == after


@examples(500, 30_000)
@given(TEXTS, WHICH)
def test_removing_a_section_leaves_all_others(text: str, which: int) -> None:
    document = parse(text)
    section = _with_header(document, which)
    after = ini.remove_section(document, section)
    head, tail = _around(text, section.line, section.last_line)
    if not tail and head.startswith(str(after)):  # a gap at the end of the file is also removed
        assert head.removeprefix(str(after)).strip() == ""
        head = str(after)
    assert str(after).startswith(head) and str(after).endswith(tail)
    left = str(after).removeprefix(head)
    assert text.endswith(left)
    comments = left.removesuffix(tail).split("\n")
    assert all(line.strip()[:1] in ("", "#", ";") for line in comments)
    headers = [part.header for part in document.sections if part is not section]
    assert [part.header for part in after.sections] == headers


# --- edits, exactly

Edit = Callable[[Document], Document]


def _section(document: Document, name: str) -> Section:
    return next(part for part in document.sections if part.header == name)


def _add(header: str = "new", comment: str = "") -> Edit:
    return lambda document: ini.add_section(document, header, [("k", "v")], comment)


def _set(key: str, value: str, header: str = "a") -> Edit:
    return lambda document: ini.set_value(document, _section(document, header), key, value)


def _unset(key: str, header: str = "a") -> Edit:
    return lambda document: ini.unset(document, _section(document, header), key)


def _remove(header: str = "a") -> Edit:
    return lambda document: ini.remove_section(document, _section(document, header))


def _at_top(edit: Callable[[Document, Section], Document]) -> Edit:
    return lambda document: edit(document, document.sections[0])


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
    "add in a dense file with a BOM": (
        "\ufeff[a]\nx = 1\n[b]\nx = 1\n",
        _add(),
        "\ufeff[a]\nx = 1\n[b]\nx = 1\n[new]\nk = v\n",
    ),
    "add where comments stand above headers": (
        "# a\n[a]\n\n\n# b\n[b]\n",
        _add(),
        "# a\n[a]\n\n\n# b\n[b]\n\n\n[new]\nk = v\n",
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
    "set keeps a comment among the value's lines": (
        "[a]\nx = 1 # c\n  # d\n  2\n",
        _set("x", "4"),
        "[a]\n# c\n# d\nx = 4\n",
    ),
    "set below what is indented less": (
        "[a]\n  x = 1\ns3 =\n",
        _set("y", "2"),
        "[a]\n  x = 1\ns3 =\ny = 2\n",
    ),
    "set above what is about the next": (
        "[a]\nx = 1\n\n# about b\n[b]\n",
        _set("y", "2"),
        "[a]\nx = 1\ny = 2\n\n# about b\n[b]\n",
    ),
    "set below junk": ("[a]\n  junk\n", _set("y", "2"), "[a]\n  junk\ny = 2\n"),
    "set beside a twin in another section": (
        "[b]\nx = 1\n[a]\nx = 1\n",
        _set("x", "2"),
        "[b]\nx = 1\n[a]\nx = 2\n",
    ),
    "unset": ("[a]\nx = 1\ny = 2\n", _unset("x"), "[a]\ny = 2\n"),
    "unset in CRLF": ("[a]\r\nx = 1\r\ny = 2\r\n", _unset("x"), "[a]\r\ny = 2\r\n"),
    "unset leaves the comment above": ("[a]\n# c\nx = 1 # d\n", _unset("x"), "[a]\n# c\n"),
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
    "remove the last": ("[b]\nx = 1\n\n[a]\nx = 1\n", _remove(), "[b]\nx = 1\n"),
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
    "remove what touches the end": ("[b]\n\n[a]\nx = 1\n# x = 2\n", _remove(), "[b]\n"),
    "remove junk too": (
        "[b]\n[a]\nx = 1\njunk\n\n# about c\n[c]\n",
        _remove(),
        "[b]\n\n# about c\n[c]\n",
    ),
    "remove, not the file's own header": ("# top\n[a]\nx = 1\n", _remove(), "# top\n"),
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
        pytest.param("x = 1\n[a]\n", _at_top(ini.remove_section), (1,), id="no header to remove"),
        pytest.param(
            "x = 1\n[a]\n",
            _at_top(lambda document, top: ini.set_value(document, top, "y", "2")),
            (1,),
            id="no header to set below",
        ),
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
    document = parse("[a]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n")
    assert "wJalr" not in repr(document) + repr(document.sections)
