"""A comment `# awscred: ignore[...]` that ignores nothing.

## What it does
Reports an ignore comment that has no effect: a rule that does not exist (a warning, with the rule
that was probably meant), no rule at all or a comment on the same line as something else (warnings),
and a rule that finds nothing in the line below (an info). Rules whose findings depend on more than
the text of the files, such as file-mode, may be ignored in advance. If `--for` names some of the
tools only, ignores that find nothing are not reported.

## Why it matters
With a misspelled rule, the finding is still reported. On the same line as a setting, the AWS CLI
reads the comment as part of the value. An ignore that is no longer needed hides the next real
problem in that line.

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
from collections.abc import Iterator

from awscred.findings import INFO, WARNING, Finding
from awscred.guesses import did_you_mean
from awscred.ignores import Ignore, ignores
from awscred.rules.rule import KEYS, NOTHING, Bad, Context, Good, Rule
from awscred.tools import TOOLS

ID = "unused-ignore"
_is_shown = re.compile(r"[a-z][a-z-]{0,40}").fullmatch  # nothing secret looks like that
_LIST = "`awscred rules` lists them"

BAD = (
    Bad(
        f"# awscred: ignore[key-cas]\n[profile a]\n{KEYS}",
        "",
        (("config", 1, "there is no rule key-cas"),),
    ),
    Bad(
        f"; awscred: ignore[key-case, Key1]\n[profile a]\n{KEYS}",
        "",
        (("config", 1, "key-case finds nothing in line 2"), ("config", 1, "there is no such rule")),
    ),
    Bad("", f"[a]\n{KEYS}# awscred: ignore\n", (("credentials", 4, "names no rule"),)),
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
    """Must come after all other rules, as it looks at what they have found."""
    from awscred.rules import RULES  # not above: this module is among them

    rules = {rule.id: rule for rule in RULES}
    found = {(item.place.file, item.place.span.line, item.rule) for item in context.found}
    lines_with = {(file, line) for file, line, _ in found}
    has_all_tools = len(context.readings) == len(TOOLS)
    for ignore in ignores(context.files):
        file, line = ignore.place.file, ignore.place.span.line
        if not ignore.lines:
            if (file, line) not in lines_with:  # else its finding says what the comment does
                yield _finding(
                    ignore,
                    WARNING,
                    "an ignore comment has no effect on the same line as something else",
                    "write the comment on a line of its own above",
                )
        elif not ignore.rule:
            message = "this ignore comment names no rule"
            yield _finding(ignore, WARNING, message, "write `# awscred: ignore[RULE]`")
        elif ignore.rule not in rules:
            name = ignore.rule if _is_shown(ignore.rule) else None
            message = f"there is no rule {name}" if name else "there is no such rule"
            hint = did_you_mean(ignore.rule, rules, _LIST)
            yield _finding(ignore, WARNING, message, hint)
        elif (
            has_all_tools
            and not any((file, number, ignore.rule) in found for number in ignore.lines)
            and not _needs_more_than_text(rules[ignore.rule])
        ):
            message = f"{ignore.rule} finds nothing in line {ignore.lines[-1]}"
            yield _finding(ignore, INFO, message, f"remove {ignore.rule} from the comment")


def _needs_more_than_text(rule: Rule) -> bool:
    """Whether a rule looks at permissions or AWS's answers, or at ignores themselves."""
    return rule.id == ID or any(
        bad.modes != (None, None) or bad.places or bad.identities for bad in rule.bad
    )


def _finding(ignore: Ignore, severity: str, message: str, hint: str) -> Finding:
    return Finding(ID, severity, message, hint, ignore.place, None, tuple(TOOLS))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD, NOTHING)
