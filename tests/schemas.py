"""The JSON Schemas of docs/schemas as data: the parts of `awscred.output.parts`, and a document for
each command. `python -m tests.schemas` writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from awscred.findings import SEVERITIES
from awscred.preferences import ALL, STATES
from awscred.profiles import KINDS
from awscred.rules import RULES
from awscred.tools import TOOLS, tool_names
from tests.compatibility.cells import WORDS

FOLDER = Path(__file__).parent.parent / "docs" / "schemas"
Schema: TypeAlias = dict[str, Any]


def _record(description: str, **fields: Schema) -> Schema:
    """An object that has exactly these fields."""
    return {
        "description": description,
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _text(description: str, **more: object) -> Schema:
    return {"description": description, "type": "string", **more}


def _number(description: str, least: int = 1) -> Schema:
    return {"description": description, "type": "integer", "minimum": least}


def _flag(description: str) -> Schema:
    return {"description": description, "type": "boolean"}


def _list(description: str, items: Schema) -> Schema:
    return {"description": description, "type": "array", "items": items}


def _map(description: str, values: Schema, **more: object) -> Schema:
    return {
        "description": description,
        "type": "object",
        "additionalProperties": values,
        **more,
    }


def _or_null(schema: Schema) -> Schema:
    """The schema, or null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    either = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        either["enum"] = [*schema["enum"], None]
    return either


def _part(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _by_tool(description: str, values: Schema) -> Schema:
    return _map(description, values, propertyNames={"enum": [*TOOLS]})


_KIND = _text("Where the credentials of a profile come from.", enum=[*KINDS])
_PATH = _text("The path of a file, as awscred was given it, or absolute.")
_LINE = _number("A line of that file; the first one is 1.")
_ACCOUNT = _or_null(_text("The AWS account id; null if it is not known.", pattern=r"^\d{12}$"))
_ARN = _or_null(_text("The ARN that AWS reports; null if AWS did not confirm the credentials."))
_STATUS = _text(
    "ok: AWS confirms the credentials. refused: AWS refuses them. broken: the profile has no "
    "usable credentials. unknown: AWS could not be asked.",
    enum=["ok", "refused", "broken", "unknown"],
)
_TIME = _text("A time in UTC, in whole seconds.", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
_EXPIRES = _or_null({**_TIME, "description": "When the credentials expire, in UTC; null: unknown."})
_SETTINGS = _map(
    "Settings by name, as a tool presents them; values that may be secret are `********`.",
    {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]},
)
ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
_RULE = _text("The id of a rule, as in `awscred rules`.", pattern=ID)
_SEVERITY = _text("How bad it is.", enum=[*SEVERITIES])
_PROFILE = _text("The name of a profile; a name that looks like a secret is masked.")

_PROFILE_FIELDS: dict[str, Schema] = {
    "name": _PROFILE,
    "kind": _KIND,
    "account": _ACCOUNT,
    "account_source": _or_null(
        _text(
            "The setting that the account is decoded from.",
            enum=[
                "aws_access_key_id",
                "aws_account_id",
                "role_arn",
                "sso_account_id",
                "login_session",
            ],
        )
    ),
    "region": _or_null(_text("The region in the files; null if there is none.")),
    "expires": _EXPIRES,
    "default": _flag("Whether the name is `default`."),
    "active": _flag("Whether AWS tools use the profile if none is named."),
    "files": {
        **_list("The sections that make up the profile.", _part("place")),
        "minItems": 1,
    },
    "problems": _number("How many errors and warnings the profile itself has.", 0),
}
PARTS: dict[str, Schema] = {
    "place": _record("A line of a file.", path=_PATH, line=_LINE),
    "problem": _record(
        "Why something has no answer.",
        code=_text("A stable name of the cause.", pattern="^[A-Za-z0-9_.]+$"),
        message=_text("What is wrong, in one line."),
        hint=_text("What to do next, in one line."),
    ),
    "fault": _record(
        "Why a tool refuses the files as a whole.",
        message=_text("The words of the tool."),
        path=_PATH,
        line=_LINE,
    ),
    "hop": _record(
        "A step from a profile to its credentials; the next one serves it.",
        profile=_PROFILE,
        kind=_KIND,
        what=_text("The details, such as the ARN of the role."),
        path=_PATH,
        line=_LINE,
        cache=_or_null(_text("The file in which AWS tools keep the login, for SSO.")),
    ),
    "finding": _record(
        "Something that a rule of `validate` reports.",
        rule=_RULE,
        severity=_SEVERITY,
        message=_text("What is wrong, in one line."),
        hint=_text("What to do, in one line."),
        profile=_or_null({**_PROFILE, "description": "The profile it is about, if it is one."}),
        path=_PATH,
        line=_LINE,
        column=_number("The column where it begins, in characters; the first one is 1."),
        end_line=_number("The line where it ends."),
        end_column=_number("The column after its last character."),
        tools=_list("The tools that are concerned.", _text("A tool.", enum=[*TOOLS])),
        fix={
            "anyOf": [
                _record(
                    "How `validate` can fix it.",
                    safe=_flag("Whether --fix applies it; --unsafe-fixes applies any."),
                    title=_text("What the fix does."),
                ),
                {"type": "null"},
            ]
        },
    ),
    "verdict": _record(
        "What a tool makes of a profile that it reads.",
        accepted=_flag("Whether the tool accepts the profile."),
        reason=_or_null(_text("Why not, in the words of the tool; null if it is accepted.")),
        kind=_or_null({**_KIND, "description": "The credentials that the tool would use."}),
    ),
}
_IDENTITY = _record(
    "The answer of AWS for a profile, or for credentials of the environment.",
    profile=_or_null(_PROFILE),
    status=_STATUS,
    account=_ACCOUNT,
    arn=_ARN,
    user_id=_or_null(_text("The unique id that AWS reports.")),
    type=_or_null(
        _text(
            "The type of identity.",
            enum=["root", "user", "assumed-role", "sso", "federated-user"],
        )
    ),
    name=_or_null(_text("The name of the user, role or permission set.")),
    session=_or_null(_text("The name of the session of a role.")),
    partition=_or_null(_text("The partition of AWS, such as `aws` or `aws-cn`.")),
    expires=_EXPIRES,
    credentials_from=_or_null(
        _text("path:line of the section with the credentials, or `environment (VARIABLE)`.")
    ),
    chain=_list("The steps to the credentials; empty if there are none.", _part("hop")),
    instead=_list("What tools would use in place of the profile.", _text("In words.")),
    error={
        **_or_null(_part("problem")),
        "description": "Why there is no identity. If the status is ok: UnexpectedAccount, "
        "UnexpectedArn or Overridden, if it is not what --expect-account or --expect-arn expect.",
    },
    note=_or_null(_part("problem")),
)
_VERIFIED = _record(
    "The answer of AWS, with --verify; null for a profile without credentials.",
    status=_STATUS,
    account=_ACCOUNT,
    arn=_ARN,
    error=_or_null(_part("problem")),
)
_LISTED = _record("A profile.", **_PROFILE_FIELDS)
_LISTED["properties"]["verified"] = {"anyOf": [_VERIFIED, {"type": "null"}]}
_SHOWN = _record(
    "The profile; null if it does not exist.",
    **_PROFILE_FIELDS,
    region_override={
        "anyOf": [
            _record(
                "A variable that AWS tools use instead of the region of the profile.",
                variable=_text("Its name.", enum=["AWS_REGION", "AWS_DEFAULT_REGION"]),
                region=_text("Its value."),
            ),
            {"type": "null"},
        ]
    },
    needs={
        "description": "The oldest versions that know all settings of the profile, by tool.",
        "type": "object",
        "propertyNames": {"enum": [*TOOLS]},
        "additionalProperties": _text("A version."),
    },
    settings=_list(
        "Every setting in the files, in their order; `s3.key` is one below `s3 =`.",
        _record(
            "A setting.",
            key=_text("Its name."),
            value=_text("Its value; one that may be secret is `********`."),
            path=_PATH,
            line=_LINE,
            overridden=_flag("Whether a later setting has the same name."),
            owner=_or_null(_text("The program other than AWS's that it belongs to.")),
            unread_by=_list("The tools that do not read it.", _text("A tool.", enum=[*TOOLS])),
        ),
    ),
    chain=_list("The steps to the credentials; empty if there are none.", _part("hop")),
    findings=_list(
        "What `validate PROFILE` reports.",
        _part("finding"),
    ),
)
_SECTION = _record(
    "The section; null if it does not exist.",
    type=_text("Its type.", enum=["sso-session", "services"]),
    name=_text("Its name, without the type."),
    settings=_SHOWN["properties"]["settings"],
    used_by=_list("The profiles that name it.", _PROFILE),
    findings=_list("What `validate` reports about it.", _part("finding")),
)
_SECTION_TOOL = _record(
    "How a tool reads the section.",
    error=_or_null(_part("fault")),
    seen=_flag("Whether the tool reads the section at all."),
    settings={"anyOf": [_SETTINGS, {"type": "null"}]},
)
_TOOL = _record(
    "How a tool reads the profile.",
    error=_or_null(_part("fault")),
    seen=_flag("Whether the tool reads the profile at all."),
    **PARTS["verdict"]["properties"],
    settings={"anyOf": [_SETTINGS, {"type": "null"}]},
)
_CELL: dict[str, Schema] = {
    "word": _text("What the tool makes of it.", enum=[*WORDS]),
    "notes": _list("How, in Markdown; empty if it is read as meant.", _text("What the tool does.")),
    "lacks": _or_null(
        _text("The setting that the tool does not have, if this is the only reason.")
    ),
}
_ANCHOR = _text("The name of its page or its anchor, which never changes.", pattern=ID)
_TITLE = _text("Its title, in Markdown.")
_WAY_TO_WRITE = _record(
    "A way to write the files.",
    id=_ANCHOR,
    title=_TITLE,
    advice=_text("What to write, in Markdown."),
    rules=_list("The rules of `validate` about it.", _RULE),
    encoding=_text("The encoding of the example, as Python names it."),
    config=_text("The example: the config file; empty if it needs none."),
    credentials=_text("The example: the credentials file; empty if it needs none."),
    meant=_list(
        "What the writer means.",
        _record(
            "A section.",
            type=_text("Its type.", enum=["profile", "sso-session", "services"]),
            name=_text("Its name."),
            settings={**_SETTINGS, "description": "Its settings by name."},
        ),
    ),
    tools=_by_tool("What each tool makes of the example.", _record("By one tool.", **_CELL)),
)
_SETTING = _record(
    "A setting.",
    name=_text("Its name."),
    sections=_list("The types of sections it belongs in.", _text("A type.")),
    values=_list("The values it may have; empty: any.", _text("A value.")),
    tools=_by_tool(
        "Whether each tool has it.",
        _record(
            "By one tool.",
            **_CELL,
            since=_or_null(_text("The first version that has it, if that is known.")),
        ),
    ),
)
DOCUMENTS: dict[str, tuple[str, dict[str, Schema]]] = {
    "list": (
        "awscred list --format json",
        {"profiles": _list("The profiles, in the order of the files or of --sort.", _LISTED)},
    ),
    "show": (
        "awscred show PROFILE --format json",
        {
            "profile": {"anyOf": [_SHOWN, {"type": "null"}]},
            "tools": _by_tool("How each tool reads it; empty if it does not exist.", _TOOL),
            "error": _or_null(_part("problem")),
        },
    ),
    "show-section": (
        "awscred show 'sso-session NAME' --format json",
        {
            "section": {"anyOf": [_SECTION, {"type": "null"}]},
            "tools": _by_tool("How each tool reads it; empty if it does not exist.", _SECTION_TOOL),
            "error": _or_null(_part("problem")),
        },
    ),
    "show-as": (
        "awscred show [PROFILE] --as TOOL --format json",
        {
            "tool": _text("The tool.", enum=[*TOOLS]),
            "error": _or_null(_part("fault")),
            "profiles": _map(
                "The settings of each profile; none of one that does not exist.", _SETTINGS
            ),
        },
    ),
    "validate": (
        "awscred validate [PATH|PROFILE]... --format json",
        {
            "summary": _record(
                "How many there are of each.",
                errors=_number("Findings of severity error.", 0),
                warnings=_number("Findings of severity warning.", 0),
                infos=_number("Findings of severity info.", 0),
                profiles=_number("Profiles in the files, or those that are named.", 0),
            ),
            "findings": _list(
                "What the rules report, in the order of the files.", _part("finding")
            ),
            "ignored": _list("What comments in the files ignore.", _part("finding")),
            "verdicts": _map(
                "What each tool makes of each profile that it reads, by profile.",
                _by_tool("By tool.", _part("verdict")),
            ),
            "pairs": _list(
                "What is checked together, if folders or patterns were searched, or if there are "
                "several pairs of files; `verdicts` above then has the worst one of each name.",
                _record(
                    "A config file, a credentials file, or one of each.",
                    config=_or_null(_PATH),
                    credentials=_or_null(_PATH),
                    templates=_list(
                        "The files whose placeholders are not checked.",
                        _text("Which file.", enum=["config", "credentials"]),
                    ),
                    profiles=_number("Profiles in the files.", 0),
                    verdicts=_map(
                        "What each tool makes of each profile that it reads, by profile.",
                        _by_tool("By tool.", _part("verdict")),
                    ),
                ),
            ),
        },
    ),
    "whoami": (
        "awscred whoami --format json",
        {"identities": _list("An answer for each profile.", _IDENTITY)},
    ),
    "rules": (
        "awscred rules [RULE] --format json",
        {
            "rules": _list(
                "The rules.",
                _record(
                    "A rule.",
                    id=_RULE,
                    severity=_SEVERITY,
                    fixes=_list("The fixes it offers.", _text("A kind.", enum=["safe", "unsafe"])),
                    title=_text("What it finds, in one line."),
                    documentation=_text("Its page, in Markdown."),
                ),
            )
        },
    ),
    "compatibility": (
        "python -m tests.compatibility",
        {
            "tools": _list(
                "The tools, in the order of the tables.",
                _record(
                    "A tool.",
                    id=_text("Its id.", enum=[*TOOLS]),
                    title=_text("Its name in a sentence."),
                ),
            ),
            "words": _record(
                "What a tool may make of it.", **{w: _text(m) for w, m in WORDS.items()}
            ),
            "themes": _list(
                "The ways to write the files, by theme.",
                _record(
                    "A theme.", id=_ANCHOR, title=_TITLE, rows=_list("Its rows.", _WAY_TO_WRITE)
                ),
            ),
            "settings": _list("The settings that at least one of the tools has.", _SETTING),
        },
    ),
    "undo": (
        "awscred undo --list --format json",
        {
            "sets": _list(
                "The changes that can be undone or redone, the newest first.",
                _record(
                    "A change.",
                    set=_text("The name for `awscred undo SET`."),
                    time={**_TIME, "description": "When it was made, in UTC, in whole seconds."},
                    command=_text("The command that made it, without values."),
                    profiles=_list("The profiles it was about.", _PROFILE),
                    files=_list("The files it changed.", _PATH),
                    state=_text("done: to undo. undone: to redo.", enum=["done", "undone"]),
                ),
            )
        },
    ),
}


OPTIONAL = ("pairs",)
"""Fields that a document may lack."""
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
PREFERENCES = "preferences"
"""The name of the schema of awscred.toml."""


def _preferences() -> Schema:
    """The schema of awscred.toml, and of the table tool.awscred in pyproject.toml."""
    ids = [rule.id for rule in RULES]
    rules = _list("Rules that are off.", _text("A rule.", enum=ids))
    fields = {
        "tools": _list(
            "The tools to check for, as with `validate --for`.",
            _text("A tool.", enum=[*tool_names(), ALL]),
        ),
        "rules": _map(
            "Rules that are off, on, or have another severity.",
            _text("Its state.", enum=[*STATES]),
            propertyNames={"enum": ids},
        ),
        "per-file-ignores": _map("Rules that are off in the files that match a pattern.", rules),
        "accounts": _map(
            "Names of accounts, which `list`, `show` and `whoami` show.",
            _text("The name.", minLength=1, maxLength=64),
            propertyNames={"pattern": "^[0-9]{12}$"},
        ),
    }
    title = "awscred.toml, or [tool.awscred] in pyproject.toml"
    return {"$schema": _DRAFT, "title": title, **_record("Preferences.", **fields), "required": []}


def schema(name: str) -> Schema:
    """The whole schema of a document, with the parts it refers to."""
    if name == PREFERENCES:
        return _preferences()
    command, fields = DOCUMENTS[name]
    version = _text("The version of all documents.", const="awscred/1")
    body = _record(f"What `{command}` prints.", schema=version, **fields)
    body["required"] = [field for field in body["required"] if field not in OPTIONAL]
    parts = dict(sorted(_used(body)))
    return {
        "$schema": _DRAFT,
        "title": command,
        **body,
        **({"$defs": parts} if parts else {}),
    }


def _used(body: Schema) -> Iterator[tuple[str, Schema]]:
    for name in set(re.findall(r'"#/\$defs/([a-z]+)"', json.dumps(body))):
        yield name, PARTS[name]


def text(name: str) -> str:
    """The file of a schema."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in (*DOCUMENTS, PREFERENCES):
        (FOLDER / f"{each}.json").write_text(text(each), encoding="utf-8")
