"""The CSV that the AWS console offers for download, as downloaded or as saved by Excel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from awscred.pasted.keys import ID, SECRET, USER, Field, PastedKey, label_of, refusal

FORM = "the console's CSV"


def parts(text: str, path: str) -> Iterator[PastedKey] | None:
    """The keys of a CSV, one in each row; None if the text is not a CSV from the console.

    Raises AwscredError, also while iterating, if a line is not valid CSV.
    """
    start = len(text) - len(text.lstrip())
    first = text[start:].partition("\n")[0]
    for delimiter in ",;\t":
        header = _header(first, delimiter)
        labels = [label_of(name) for name in header]
        if len(header) > 1 and (ID in labels or SECRET in labels):
            return _parts(text, delimiter, path)
        if USER in labels and any("password" in name.lower() for name in header):
            raise refusal(
                path,
                text.count("\n", 0, start) + 1,
                "this file from the console has a user's password, but no access key",
                "create an access key in the IAM console, and import its file",
            )
    return None


def user_of(path: str) -> str:
    """The user in the name of a file from the console, or ""."""
    match = re.search(r"([^/\\]+)_accessKeys( ?\(\d+\))?\.csv$", path)
    return match[1] if match else ""


def _header(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # another kind of document
        return []


def _parts(text: str, delimiter: str, path: str) -> Iterator[PastedKey]:
    rows = _rows(text, delimiter, path)
    line, header = next(rows)
    labels = [label_of(name) for name in header]
    for line, row in rows:
        if any(row[len(header) :]):
            raise refusal(
                path,
                line,
                f"the row has {len(row)} values for {len(header)} columns",
                "put quotes around the value with the separator in it, and try again",
            )
        fields = [
            Field(line, label, value)
            for label, value in zip(labels, row, strict=False)  # Excel drops empty ones at the end
            if label and value.strip()
        ]
        if any(field.label != USER for field in fields):  # a user without a key
            yield PastedKey(FORM, "", fields)


def _rows(text: str, delimiter: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the number of its last line."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(value.strip() for value in row):
                yield reader.line_num, row
    except csv.Error:
        raise refusal(
            path,
            reader.line_num,
            "the quotes of this row do not match, or it is too long",
            "download the file again, and do not save it from another program",
        ) from None
