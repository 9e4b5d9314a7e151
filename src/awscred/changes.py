"""Changes of the files as values: files in, files out, nothing written.

What is added is in the one form that every tool reads alike, and each change is proven before it is
handed out: every modelled reader must see exactly what was asked for, and nothing else changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from awscred import ini
from awscred.errors import USAGE, AwscredError
from awscred.names import PORTABLE, RESERVED
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.readers import TOOLS, read
from awscred.readers.reading import Reading
from awscred.settings import CREDENTIAL_KEYS, looks_secret

FILE_HEADER = (
    "AWS credentials: access keys, for the AWS CLI, the SDKs and the tools built on them.",
    "Each [name] begins a profile. Settings that are not secret go into the config file beside it.",
    "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html describes both.",
)
KEY_COMMENT = (
    "Treat the secret key like a password. If anybody else sees it, create a new key in IAM,\n"
    "put it here, and delete the old one."
)


def check_name(name: str, files: Files) -> None:
    """Raise AwscredError for a profile name that some tool could not read, or that is taken."""
    if not name:
        raise AwscredError("a profile needs a name", "name it", exit_code=USAGE)
    if looks_secret(name):
        raise AwscredError(
            "that looks like a secret, not like a profile's name", "name it", exit_code=USAGE
        )
    if name in RESERVED:
        raise AwscredError(
            f"{name} cannot name a profile: some AWS tools use it for themselves",
            "choose another name",
            exit_code=USAGE,
        )
    if not PORTABLE.fullmatch(name):
        raise AwscredError(
            f"{name} cannot name a profile that every AWS tool reads",
            "use letters, digits and _ . / @ : + % - alone",
            exit_code=USAGE,
        )
    taken = [
        f"{files.path(place.file)}:{place.line}"
        for reading in _readings(files).values()
        if name in reading.parts
        for place in reading.parts[name]
    ]
    if name in files.profiles:
        taken += [f"{files.path(f)}:{part.line}" for f, part in files.profiles[name].sections]
    if taken:
        where = " and ".join(dict.fromkeys(taken))
        raise AwscredError(
            f"profile {name} exists already, at {where}", "choose another name", exit_code=USAGE
        )


def check_value(key: str, value: str) -> None:
    """Raise AwscredError for a value that tools would not all read as it stands."""
    problem = (
        "is empty"
        if not value
        else "has characters other than printable ASCII"
        if not (value.isascii() and value.isprintable())
        else "begins or ends with a blank"
        if value != value.strip()
        else "begins with a quote"
        if value[0] in "'\""
        else "has a # or ; behind a blank, which tools take for a comment"
        if re.search(r"\s[#;]|^[#;]", value)
        else ""
    )
    if problem:
        hint = "there is no way to write it that all AWS tools read alike"
        raise AwscredError(f"the value of {key} {problem}", hint, exit_code=USAGE)


def add_profile(
    files: Files, name: str, settings: Mapping[str, str], sso_session: Mapping[str, str] = {}
) -> Files:
    """The files with a new profile: its keys in credentials, all else in config.

    `sso_session` are the settings of the `[sso-session]` that the profile names, added too where
    there is none of that name yet. Raises AwscredError where the name is taken or unfit, where a
    value is unfit, and where the files are such that tools would not read the profile as asked.
    """
    for file in (CONFIG, CREDENTIALS):
        _refuse_utf16(files.document(file), files.path(file))
    check_name(name, files)
    for key, value in (*settings.items(), *sso_session.items()):
        check_value(key, value)
    keys = [(key, value) for key, value in settings.items() if key in CREDENTIAL_KEYS]
    rest = [(key, value) for key, value in settings.items() if key not in CREDENTIAL_KEYS]
    config, credentials = files.config, files.credentials
    if keys:
        if not str(credentials).strip():
            header = "".join(f"# {line}\n" for line in FILE_HEADER)
            credentials = ini.Document(str(_ended(credentials)) + header)
        credentials = ini.add_section(credentials, name, keys, KEY_COMMENT)
    if rest:
        header = name if name == "default" else f"profile {name}"
        config = ini.add_section(config, header, rest)
    session = settings.get("sso_session")
    if session and sso_session and session not in files.sso_sessions:
        if not PORTABLE.fullmatch(session):
            raise AwscredError(
                f"{session} cannot name an SSO session that every AWS tool reads",
                "use letters, digits and _ . / @ : + % - alone",
                exit_code=USAGE,
            )
        config = ini.add_section(config, f"sso-session {session}", sso_session.items())
    changed = files.with_documents(config, credentials)
    _prove_added(files, changed, name, dict(settings))
    return changed


def _refuse_utf16(document: ini.Document, path: str) -> None:
    """Refuse a file that Windows saved as "Unicode": what is added would not be of its kind."""
    if ini.is_utf16(document):
        raise AwscredError(
            f"{path} is in UTF-16, which no AWS tool reads", "save it as UTF-8, and try again"
        )


def _prove_added(before: Files, after: Files, name: str, settings: dict[str, str]) -> None:
    """Raise AwscredError unless every reader sees that profile, and all others as they were.

    A tool that refuses the files as they are is not asked: nothing that is added changes that.
    """
    old = _readings(before)
    for tool, reading in _readings(after).items():
        if old[tool].error is None and reading.profiles != {**old[tool].profiles, name: settings}:
            file = CREDENTIALS if any(key in settings for key in CREDENTIAL_KEYS) else CONFIG
            raise AwscredError(
                f"in {after.path(file)} {TOOLS[tool]} would not read the new profile as meant",
                "see what `awscred validate` says of the file, and mend that first",
            )


def _ended(document: ini.Document) -> ini.Document:
    """The document with an end to its last line, as what is added begins a line of its own."""
    text = str(document)
    return document if not text or text.endswith("\n") else ini.Document(f"{text}\n")


def _readings(files: Files) -> dict[str, Reading]:
    config, credentials = _ended(files.config), _ended(files.credentials)
    return {tool: read(tool, config, credentials) for tool in TOOLS}
