"""An ignore comment that has no effect.

## What it does
Reports a comment `# awscred: ignore[...]` that has no effect. It is a warning if the comment names
a rule that does not exist (with a suggestion), names no rule, or is on the same line as something
else. It is informational if the rule finds nothing on the next line. Rules that depend on more than
the text of the files, such as file-mode, may be ignored in advance. If `--for` selects only some of
the tools, ignores that find nothing are not reported.

## Why it matters
If the rule is misspelled, the finding is still reported. If the comment is on the same line as a
setting, the AWS CLI reads it as part of the value. An ignore that is no longer needed hides the
next real problem on that line.

## Example
```ini
# awscred: ignore[long-lived-key]
[profile ci]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
```ini
# awscred: ignore[long-lived-keys]
[profile ci]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: only you can decide what to ignore.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from awscred.findings import INFO, WARNING, Finding
from awscred.guesses import Questions, closest
from awscred.ignores import Ignore, ignores
from awscred.rules.rule import KEYS, NOTHING, Bad, Context, Good, Rule
from awscred.tools import Asked, default_tools

ID = "unused-ignore"
_is_shown = re.compile(r"[a-z][a-z-]{0,40}").fullmatch  # no secret looks like this

BAD = (
    Bad(
        f"# awscred: ignore[key-cas]\n[profile a]\n{KEYS}",
        "",
        (("config", 1, "unknown rule key-cas"),),
    ),
    Bad(
        f"; awscred: ignore[key-case, Key1]\n[profile a]\n{KEYS}",
        "",
        (("config", 1, "key-case finds nothing on line 2"), ("config", 1, "unknown rule")),
    ),
    Bad("", f"[a]\n{KEYS}# awscred: ignore\n", (("credentials", 4, "does not name a rule"),)),
    Bad(
        "[default]  # awscred: ignore[empty-profile]\n",
        "",
        (("config", 1, "has no effect on the same line"),),
    ),
)
GOOD = (
    Good(f"# awscred: ignore[file-mode, unused-ignore]\n[profile a]\n{KEYS}", ""),
    Good(f"# awscred says: ignore what is below\n[profile a]\n{KEYS}", ""),
)


def check(context: Context) -> Iterator[Finding]:
    """Runs after all other rules, because it needs their findings."""
    from awscred.rules import RULES  # not at the top, which would be circular

    rules = {rule.id: rule for rule in RULES}
    found = {(item.place.file, item.place.span.line, item.rule) for item in context.found}
    has_all_tools = set(context.asked).issuperset(default_tools())
    questions = Questions(lambda name: closest(name, rules, 0.6))
    everything = ignores(context.files)
    yield from _beside_something(context.asked, everything, context.found)
    for ignore in everything:
        if not ignore.lines:
            continue
        if not ignore.rule:
            message = "this ignore comment does not name a rule"
            yield _finding(
                context.asked, ignore, WARNING, message, "write `# awscred: ignore[RULE]`"
            )
        elif ignore.rule not in rules:
            name = f" {ignore.rule}" if _is_shown(ignore.rule) else ""
            message = f"unknown rule{name}{questions.about(ignore.rule)}"
            yield _finding(
                context.asked,
                ignore,
                WARNING,
                message,
                "run `awscred rules` for a list of the rules",
            )
        elif (
            has_all_tools
            and not any((ignore.place.file, line, ignore.rule) in found for line in ignore.lines)
            and not _needs_more_than_text(rules[ignore.rule])
        ):
            message = f"{ignore.rule} finds nothing on line {ignore.lines[-1]}"
            yield _finding(
                context.asked, ignore, INFO, message, f"remove {ignore.rule} from the comment"
            )


def _beside_something(
    asked: Asked, everything: Sequence[Ignore], others: Sequence[Finding]
) -> Iterator[Finding]:
    """One finding per line with an ignore comment after something else, unless it has another."""
    known = {(one.place.file, one.place.span.line) for one in others if one.severity != INFO}
    for ignore in everything:
        line = ignore.place.file, ignore.place.span.line
        if not ignore.lines and line not in known:
            known.add(line)
            message = "this ignore comment has no effect on the same line as something else"
            hint = "move the comment to its own line above"
            yield _finding(asked, ignore, WARNING, message, hint)


def _needs_more_than_text(rule: Rule) -> bool:
    """Whether a rule depends on permissions, on answers from AWS, or on ignores themselves."""
    return rule.id == ID or any(
        bad.modes != (None, None) or bad.access or bad.identities for bad in rule.bad
    )


def _finding(asked: Asked, ignore: Ignore, severity: str, message: str, hint: str) -> Finding:
    return Finding(ID, severity, message, hint, ignore.place, None, asked)


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD, NOTHING)
