"""Comments: on their own lines, after values and after headers."""

from __future__ import annotations

from tests.compatibility.row import Row, Theme
from tests.compatibility.rows.parts import GETS, ID, KEYS, PAIR, PROCESS, SECRET_LINE

_OWN_LINE = "Put the comment on its own line, above the setting, and begin it in the first column."
_S3 = {"s3": {"addressing_style": "path"}}

COMMENTS = Theme(
    "comments",
    "Comments",
    (
        Row(
            "comment-line",
            "A comment line that begins with `#`",
            "You can write this. Begin the comment in the first column.",
            credentials=f"# for the build server\n[dev]\n# until June\n{PAIR}",
            profiles={"dev": KEYS},
        ),
        Row(
            "comment-line-semicolon",
            "A comment line that begins with `;`",
            "You can write this. Begin the comment in the first column.",
            credentials=f"; for the build server\n[dev]\n; until June\n{PAIR}",
            profiles={"dev": KEYS},
        ),
        Row(
            "comment-setting",
            "A setting that is turned off with `#`",
            "You can write this. Put the `#` in the first column.",
            config=f"[profile dev]\n#credential_process = /opt/old-keys\n{PROCESS}",
            profiles={"dev": GETS},
        ),
        Row(
            "comment-language",
            "A comment in another language",
            "You can write this, if the file is encoded in UTF-8.",
            credentials=f"# für Zoë 日本\n[dev]\n{PAIR}",
            profiles={"dev": KEYS},
        ),
        Row(
            "comment-after-value",
            "A comment after a value, with `#`",
            _OWN_LINE,
            ("inline-comment",),
            credentials=f"[dev]\naws_access_key_id = {ID} # build server\n{SECRET_LINE}",
            profiles={"dev": KEYS},
        ),
        Row(
            "comment-after-value-semicolon",
            "A comment after a value, with `;`",
            _OWN_LINE,
            ("inline-comment",),
            credentials=f"[dev]\naws_access_key_id = {ID} ; build server\n{SECRET_LINE}",
            profiles={"dev": KEYS},
        ),
        Row(
            "hash-in-value",
            "A `#` within a value, without a space before it",
            "You can write this: it is part of the value.",
            config="[profile dev]\ncredential_process = /opt/get-keys --user build#1\n",
            profiles={"dev": {"credential_process": "/opt/get-keys --user build#1"}},
        ),
        Row(
            "semicolon-in-value",
            "A `;` within a value, without a space before it",
            "Avoid `;` in values.",
            ("value-not-portable",),
            config="[profile dev]\ncredential_process = /opt/get-keys 'build;1'\n",
            profiles={"dev": {"credential_process": "/opt/get-keys 'build;1'"}},
        ),
        Row(
            "comment-in-place-of-value",
            "Only a comment after the `=`",
            "Remove the line, or put a `#` before the whole setting.",
            ("inline-comment", "empty-value"),
            config=f"[profile dev]\nregion = # ask Anna\n{PROCESS}",
            profiles={"dev": GETS},
        ),
        Row(
            "comment-indented",
            "An indented comment line",
            "Begin the comment in the first column.",
            ("indented-comment",),
            config=f"[profile dev]\n{PROCESS}  # until June\n",
            profiles={"dev": GETS},
        ),
        Row(
            "comment-in-block",
            "A comment line between nested settings",
            "Put the comment above the block, for example above `s3 =`.",
            ("block-not-portable",),
            config=f"[profile dev]\n{PROCESS}s3 =\n# few files\n  addressing_style = path\n",
            profiles={"dev": {**GETS, **_S3}},
        ),
        Row(
            "comment-indented-in-block",
            "An indented comment line between nested settings",
            "Put the comment above the block, for example above `s3 =`, in the first column.",
            ("indented-comment",),
            config=f"[profile dev]\n{PROCESS}s3 =\n  # few files\n  addressing_style = path\n",
            profiles={"dev": {**GETS, **_S3}},
        ),
        Row(
            "comment-after-nested-value",
            "A comment after a nested value",
            "Put the comment above the block, for example above `s3 =`.",
            ("inline-comment",),
            config=f"[profile dev]\n{PROCESS}s3 =\n  addressing_style = path # few files\n",
            profiles={"dev": {**GETS, **_S3}},
        ),
        Row(
            "comment-slashes",
            "A comment with `//`",
            "Begin the comment with `#`.",
            ("junk-line",),
            config=f"[profile dev]\n// for the build server\n{PROCESS}",
            profiles={"dev": GETS},
        ),
        Row(
            "comment-after-header",
            "A comment after a header",
            "Put the comment on its own line, above the header.",
            ("header-glued-text",),
            config=f"[profile dev] # for the build server\n{PROCESS}",
            profiles={"dev": GETS},
        ),
        Row(
            "comment-glued-to-header",
            "A comment after a header, without a space",
            "Put the comment on its own line, above the header.",
            ("header-glued-text",),
            config=f"[profile base]\n{PROCESS}\n"
            "[profile dev]# for the build server\ncredential_process = /opt/dev-keys\n",
            profiles={"base": GETS, "dev": {"credential_process": "/opt/dev-keys"}},
        ),
        Row(
            "comment-with-bracket-after-header",
            "A comment with a `]` after a header",
            "Put the comment on its own line, above the header.",
            ("header-glued-text",),
            config=f"[profile dev] # not [profile old]\n{PROCESS}",
            profiles={"dev": GETS},
        ),
    ),
)
