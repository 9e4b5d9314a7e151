"""The format of the two files: lossless documents, and edits of them."""

from typing import TYPE_CHECKING

from awscred.ini.document import (
    BLANKS,
    COMMENT,
    EMPTY,
    HEADER,
    JUNK,
    LONGEST_LINE,
    MORE,
    NAME,
    NESTED,
    NOT_UTF8,
    PLAIN_LINE,
    SETTING,
    Document,
    Line,
    Section,
    Setting,
    Span,
    is_utf8,
    is_utf16,
    parse,
)

if TYPE_CHECKING:
    from awscred.ini.edits import (
        EditError,
        NewSection,
        add_section,
        add_sections,
        copy_section,
        remove_section,
        rename_section,
        set_nested,
        set_value,
        set_values,
        unset,
    )

__all__ = [
    "BLANKS",
    "COMMENT",
    "EMPTY",
    "HEADER",
    "JUNK",
    "LONGEST_LINE",
    "MORE",
    "NAME",
    "NESTED",
    "NOT_UTF8",
    "PLAIN_LINE",
    "SETTING",
    "Document",
    "EditError",
    "Line",
    "NewSection",
    "Section",
    "Setting",
    "Span",
    "add_section",
    "add_sections",
    "copy_section",
    "is_utf8",
    "is_utf16",
    "parse",
    "remove_section",
    "rename_section",
    "set_nested",
    "set_value",
    "set_values",
    "unset",
]


def __getattr__(name: str) -> object:
    """An edit, which most commands do without: they only read."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from awscred.ini import edits

    return getattr(edits, name)
