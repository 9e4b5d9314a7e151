"""Files: their encodings and line ends."""

from __future__ import annotations

from tests.compatibility.row import Row, Theme
from tests.compatibility.rows.parts import ID, ID_LINE, KEYS, PAIR, SECRET, SECRET_LINE

_UTF8 = "Save the file as UTF-8 without a byte order mark."
_DEV = f"[dev]\n{PAIR}"

ENCODINGS = Theme(
    "encodings",
    "Encodings and line ends",
    (
        Row(
            "line-ends-windows",
            "Line ends of Windows (CRLF)",
            "You can write this.",
            credentials=_DEV.replace("\n", "\r\n"),
            profiles={"dev": KEYS},
        ),
        Row(
            "line-ends-mixed",
            "Line ends of Windows and Unix in one file",
            "You can write this.",
            credentials=_DEV.replace("\n", "\r\n", 2),
            profiles={"dev": KEYS},
        ),
        Row(
            "line-ends-old-mac",
            "Line ends of old Macs (a lone CR)",
            "Save the file with Unix or Windows line ends.",
            ("encoding",),
            credentials=_DEV.replace("\n", "\r"),
            profiles={"dev": KEYS},
        ),
        Row(
            "byte-order-mark",
            "A byte order mark (UTF-8 with BOM)",
            _UTF8,
            ("encoding",),
            credentials=f"\ufeff{_DEV}",
            profiles={"dev": KEYS},
        ),
        Row(
            "utf-16",
            "UTF-16, which Notepad calls Unicode",
            _UTF8,
            ("encoding",),
            credentials=f"\ufeff{_DEV}",
            profiles={"dev": KEYS},
            encoding="utf-16-le",
        ),
        Row(
            "latin-1",
            "A letter in Latin-1, even in a comment",
            _UTF8,
            ("encoding",),
            credentials=f"# für Tests\n{_DEV}",
            profiles={"dev": KEYS},
            encoding="latin-1",
        ),
        Row(
            "nul",
            "A NUL character",
            "Remove the character.",
            ("encoding", "access-key-id-form"),
            credentials=f"[dev]\naws_access_key_id = {ID}\0\n{SECRET_LINE}",
            profiles={"dev": KEYS},
        ),
        Row(
            "no-break-space",
            "A no-break space after a value, pasted from a web page",
            "Type the space again.",
            ("encoding",),
            credentials=f"[dev]\naws_access_key_id = {ID}\xa0\n{SECRET_LINE}",
            profiles={"dev": KEYS},
        ),
        Row(
            "no-break-space-indent",
            "A no-break space before a setting",
            "Remove the character.",
            ("encoding",),
            credentials=f"[dev]\n\xa0aws_access_key_id = {ID}\n{SECRET_LINE}",
            profiles={"dev": KEYS},
        ),
        Row(
            "zero-width-space",
            "A zero-width space within a value",
            "Type the value again.",
            ("encoding",),
            credentials=f"[dev]\n{ID_LINE}aws_secret_access_key = \u200b{SECRET}\n",
            profiles={"dev": KEYS},
        ),
    ),
)
