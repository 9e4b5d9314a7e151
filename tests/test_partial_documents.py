"""Partial documents: what they leave out has no effect on how tools read the named profiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import awscred
from awscred import ini, tools
from awscred.partial_documents import partial_document, whole, with_headers
from tests.corpus import HOSTILE, MUTATED, NAMES, ORDERLY, Pair
from tests.sizes import examples

PLAIN = "".join(f"[profile p{number}]\nregion = eu-west-{number % 3}\n\n" for number in range(50))


def _headers(document: ini.Document) -> list[str | None]:
    return [section.header for section in document.sections]


@examples(500, 20_000)
@given(data=st.data(), pair=st.one_of(HOSTILE, ORDERLY, MUTATED))
def test_every_tool_reads_a_profile_the_same_in_an_excerpt(data: st.DataObject, pair: Pair) -> None:
    files = awscred.read(config=pair.config, credentials=pair.credentials)
    names = data.draw(st.sets(st.sampled_from((*files.profiles, *NAMES)), max_size=2))
    part = files.about(names)
    for tool in tools.TOOLS:
        all_of_it = tools.read(tool, files.config, files.credentials)
        reading = tools.read(tool, part.config, part.credentials)
        if all_of_it.error is None:
            assert reading.error is None
            assert {name: all_of_it.profiles.get(name) for name in names} == {
                name: reading.profiles.get(name) for name in names
            }


@examples(300, 10_000)
@given(pair=st.one_of(HOSTILE, ORDERLY, MUTATED), name=st.sampled_from(NAMES))
def test_an_excerpt_has_the_text_of_the_whole_file_and_its_lines(pair: Pair, name: str) -> None:
    for data in pair:
        document = ini.parse(data)
        part = partial_document(document, frozenset((name,)))
        assert bytes(part) == data
        assert part.lines == document.lines
        known = {(section.header, section.line, section.text) for section in document.sections}
        assert {(one.header, one.line, one.text) for one in part.sections} <= known
        assert whole(part) == document
        assert _headers(whole(part)) == _headers(document)


def test_what_all_tools_read_alike_is_left_out() -> None:
    document = ini.parse(PLAIN + "[profile x]\nsource_profile = p7\n[odd] # text\n[p30]\n")
    assert _headers(partial_document(document, frozenset(["p7"]))) == [
        *(None, "profile p0", "profile p7", "profile x", "odd"),
    ]


@pytest.mark.parametrize(
    "words", ["p7", "a p7", "[p7", "x = 'p7'", "Key: p7"], ids=lambda words: words
)
def test_a_word_in_what_tools_may_read_differently_brings_in_sections_of_that_name(
    words: str,
) -> None:
    document = ini.parse(f"{PLAIN}[odd] # text\n{words}\n")
    assert "profile p7" in _headers(partial_document(document, frozenset()))


def test_headers_that_are_asked_for_are_there() -> None:
    part = partial_document(ini.parse(PLAIN), frozenset(["p7"]))
    more = with_headers(part, frozenset(["profile p9", None]))
    assert _headers(more) == [None, "profile p0", "profile p7", "profile p9"]
    assert with_headers(whole(part), frozenset(["profile p9"])) == whole(part)


def test_an_edited_excerpt_is_one_of_the_same_names() -> None:
    part = partial_document(ini.parse(PLAIN), frozenset(["p7"]))
    edited = ini.set_value(part, part.sections[-1], "region", "x")
    assert _headers(edited) == [None, "profile p0", "profile p7"]
    assert str(edited) == PLAIN.replace(
        "[profile p7]\nregion = eu-west-1", "[profile p7]\nregion = x"
    )


@pytest.mark.parametrize("name", ["DEFAULT", "__proto__", "constructor"])
def test_names_that_some_tool_has_another_use_for_are_always_there(name: str) -> None:
    assert name in _headers(
        partial_document(ini.parse(f"{PLAIN}[{name}]\n[z]\n"), frozenset(["p7"]))
    )


def test_an_empty_name_finds_nothing() -> None:
    assert _headers(partial_document(ini.parse(PLAIN), frozenset([""]))) == [None, "profile p0"]
