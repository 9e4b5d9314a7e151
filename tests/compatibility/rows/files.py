"""Profiles that are in both files."""

from __future__ import annotations

from tests.compatibility.row import Row, Theme
from tests.compatibility.rows.parts import (
    GETS,
    ID_LINE,
    KEYS,
    PAIR,
    PROCESS,
    SECRET_LINE,
    TEMPORARY_KEYS,
    TEMPORARY_PAIR,
    TOKEN_LINE,
)

_OTHER_ID = "AKIAIOSFODNN7EXAMPLE"
_REGION, _IN = "region = eu-west-1\n", {"region": "eu-west-1"}
_TOGETHER = "Put the key ID, the secret key and the session token together in the credentials file."

FILES = Theme(
    "files",
    "One profile in two files",
    (
        Row(
            "settings-and-keys",
            "Settings in config, and keys in credentials",
            "You can write this.",
            config=f"[profile dev]\n{_REGION}",
            credentials=f"[dev]\n{PAIR}",
            profiles={"dev": {**_IN, **KEYS}},
        ),
        Row(
            "keys-in-config",
            "Keys in config",
            "You can write this, but keep keys in the credentials file: people share config.",
            ("misplaced-setting",),
            config=f"[profile dev]\n{PAIR}",
            profiles={"dev": KEYS},
        ),
        Row(
            "region-in-credentials",
            "A region in credentials",
            "You can write this, but config is the usual place.",
            ("misplaced-setting",),
            credentials=f"[dev]\n{PAIR}{_REGION}",
            profiles={"dev": {**KEYS, **_IN}},
        ),
        Row(
            "setting-in-both-files",
            "The same setting in both files, with different values",
            "Keep the setting in one of the files.",
            ("misplaced-setting", "both-files"),
            config=f"[profile dev]\nregion = us-east-1\n{PROCESS}",
            credentials=f"[dev]\n{_REGION}",
            profiles={"dev": {**GETS, **_IN}},
        ),
        Row(
            "key-in-two-files",
            "The key ID in config, and the secret key in credentials",
            _TOGETHER,
            ("credentials-split",),
            config=f"[profile dev]\n{ID_LINE}",
            credentials=f"[dev]\n{SECRET_LINE}",
            profiles={"dev": KEYS},
        ),
        Row(
            "token-in-other-file",
            "The session token in the other file",
            _TOGETHER,
            ("credentials-split",),
            config=f"[profile dev]\n{TOKEN_LINE}",
            credentials=f"[dev]\n{TEMPORARY_PAIR}",
            profiles={"dev": TEMPORARY_KEYS},
        ),
        Row(
            "key-in-both-files",
            "A key in config, and another key ID in credentials",
            _TOGETHER,
            ("credentials-split",),
            config=f"[profile dev]\n{PAIR}",
            credentials=f"[dev]\naws_access_key_id = {_OTHER_ID}\n",
            profiles={"dev": KEYS},
        ),
        Row(
            "endpoint-in-credentials",
            "`endpoint_url` in credentials, with the profile also in config",
            "Move the setting to the config file.",
            ("go-dropped-key",),
            config=f"[profile dev]\n{_REGION}",
            credentials=f"[dev]\n{PAIR}endpoint_url = http://localhost:4566\n",
            profiles={"dev": {**_IN, **KEYS, "endpoint_url": "http://localhost:4566"}},
        ),
        Row(
            "role-from-other-file",
            "A role in config, with its source profile in credentials",
            "You can write this.",
            config="[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\n"
            "source_profile = base\n",
            credentials=f"[base]\n{PAIR}",
            profiles={
                "deploy": {
                    "role_arn": "arn:aws:iam::123456789012:role/deploy",
                    "source_profile": "base",
                },
                "base": KEYS,
            },
        ),
        Row(
            "process-and-keys-in-two-files",
            "A `credential_process` in config, and keys in credentials",
            "Keep one of the two, or make two profiles.",
            ("credential-kinds-mixed",),
            config=f"[profile dev]\n{PROCESS}",
            credentials=f"[dev]\n{PAIR}",
            profiles={"dev": {**GETS, **KEYS}},
            kinds={"dev": "static"},
        ),
    ),
)
