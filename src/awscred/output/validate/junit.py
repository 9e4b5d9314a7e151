"""A report of `validate` as JUnit XML, which most CI systems show as test results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from awscred.findings import Finding
from awscred.output.names import Names
from awscred.output.safe import escape
from awscred.output.validate.showing import Checked, Showing
from awscred.output.validate.summary import shown_names
from awscred.output.validate.words import one_line
from awscred.reasons import subject

_THE_FILE = "file"
"""The name of the test case for what is not about a profile or another section."""


def render(checked: Sequence[Checked], showing: Showing) -> str:
    """A test suite for each file; in it, a test case for the file, and for each of its profiles.

    A case fails if it has findings that make the command fail; other findings are its output.
    Everything in it is printable, as XML 1.0 does not allow most control characters.
    """
    root = Element("testsuites", name="awscred validate")
    for one in checked:
        for file in one.named:
            path = escape(showing.relative(one.files.path(file)))
            _add_suite(root, path, _cases(file, one), showing.fails)
    _count(root)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _cases(file: str, checked: Checked) -> Mapping[str, Sequence[Finding]]:
    """The test cases of a file by name, with what is found in them."""
    report, files = checked.report, checked.files
    names = Names(files.profiles)
    cases: dict[str, list[Finding]] = defaultdict(list)
    cases[_THE_FILE] = []
    for name in shown_names(report, files):
        profile = files.profiles.get(name)
        if profile and any(place == file for place, _ in profile.sections):
            cases[f"profile {names(name)}"] = []
    for found in report.findings:
        if found.place.file == file:
            kind, name = subject(found, files)
            cases[f"{kind} {names(name)}" if name else _THE_FILE].append(found)
    return cases


def _add_suite(
    root: Element,
    path: str,
    cases: Mapping[str, Sequence[Finding]],
    fails: Callable[[Finding], bool],
) -> None:
    suite = SubElement(root, "testsuite", name=path, file=path)
    for name, found in cases.items():
        case = SubElement(suite, "testcase", classname=path, name=name, time="0")
        if bad := [one for one in found if fails(one)]:
            more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
            message = f"{one_line(bad[0])}{more}"
            failure = SubElement(case, "failure", type=bad[0].rule, message=message)
            failure.text = _lines(bad, path)
        if others := [one for one in found if not fails(one)]:
            SubElement(case, "system-out").text = _lines(others, path)
    _count(suite)


def _count(element: Element) -> None:
    """Give an element the numbers of test cases and failures that are in it."""
    for name, tag in (("tests", "testcase"), ("failures", "failure")):
        element.set(name, str(sum(1 for _ in element.iter(tag))))
    element.set("errors", "0")
    element.set("time", "0")


def _lines(findings: Sequence[Finding], path: str) -> str:
    return "\n".join(
        f"{path}:{one.place.span.line}:{one.place.span.column}: "
        f"{one.severity}[{one.rule}]: {one_line(one)}"
        for one in findings
    )
