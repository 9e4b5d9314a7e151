"""Time awscred against a second command, in turn, as whole processes, and print the ratios.

`python -m tests.benchmarks` prints a page in Markdown: the date, the machine, and a table of all
goals. Only ratios mean anything: machines differ, and drift. Each is the median of its pairs.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timezone
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from tests.aws import Answer, StandIn, identity, own_authority
from tests.benchmarks.files import write_chain, write_csv, write_keys, write_profiles

ROOT = Path(__file__).parent.parent.parent
PYTHON = sys.executable
AWSCRED = str(Path(PYTHON).parent / ("awscred.exe" if sys.platform == "win32" else "awscred"))
PARSE_ALL = """
import configparser, os
for name in ("config", "credentials"):
    parser = configparser.RawConfigParser()
    parser.read(os.path.expanduser(f"~/.aws/{name}"))
    print("\\n".join(parser.sections()))
"""
PARSE_IN_PROCESS = """
import configparser, io, os, sys, time
from awscred import ini
texts = [open(os.path.expanduser(f"~/.aws/{name}")).read() for name in ("config", "credentials")]
def ours():
    for text in texts:
        ini.parse(text).sections
def theirs():
    for text in texts:
        configparser.RawConfigParser().read_string(text)
for work in (ours, theirs):
    start = time.perf_counter()
    work()
    print(time.perf_counter() - start)
"""

CHECK_CHAINS = """
import sys, time
import awscred
def check(home):
    files = awscred.load(f"{home}/.aws/config", f"{home}/.aws/credentials")
    start = time.perf_counter()
    awscred.validate(files)
    return time.perf_counter() - start
deep, shallow = sys.argv[1:]
check(shallow)
print(check(deep), check(shallow))
"""


ONE_CALL = """
import boto3, sys
sts = boto3.Session(profile_name=sys.argv[1]).client("sts", region_name="eu-west-1")
print(sts.get_caller_identity()["Arn"])
"""


class Limits(NamedTuple):
    """How long to measure one figure: this many seconds, but at least `least` pairs."""

    seconds: float
    least: int = 3
    most: int = 41


class Result(NamedTuple):
    """A figure to compare with its goal, what A and B took, and the number of pairs."""

    figure: float
    a: str
    b: str
    pairs: int


class Figure(NamedTuple):
    """What is measured, what it is compared with, and the largest figure that meets the goal.

    `measure` returns why it could not be measured if a program is not installed.
    """

    number: str
    a: str
    b: str
    goal: float
    measure: Callable[[Limits], Result | str]
    unit: str = ""


def seconds(command: Sequence[str], home: Path, surroundings: Mapping[str, str]) -> float:
    """The seconds that a command takes, with its output read through a pipe."""
    # Byte code is cached, as for every installed program.
    environ = {
        key: value for key, value in os.environ.items() if not key.startswith(("AWS", "PYT"))
    }
    environ |= {"HOME": str(home), "USERPROFILE": str(home), **surroundings}
    start = time.perf_counter()
    subprocess.run(command, env=environ, stdout=subprocess.PIPE, check=False)
    return time.perf_counter() - start


def pairs(limits: Limits, pair: Callable[[], tuple[float, float]]) -> list[tuple[float, float]]:
    """Interleaved pairs of times, after one that is not counted."""
    pair()
    found: list[tuple[float, float]] = []
    begin = time.perf_counter()
    while len(found) < limits.least or (
        len(found) < limits.most and time.perf_counter() - begin < limits.seconds
    ):
        found.append(pair())
    return found


def result(times: list[tuple[float, float]]) -> Result:
    """The medians of pairs: of their ratios, and of both times."""
    ratio = statistics.median(one / other for one, other in times)
    one, other = (
        f"{statistics.median(column) * 1000:.0f} ms" for column in zip(*times, strict=True)
    )
    return Result(ratio, one, other, len(times))


class Bench:
    """The homes to measure in, which are written when they are first used, and the commands."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cache  # noqa: B019 - there is one bench
    def home(self, name: str) -> Path:
        """A home folder: `10`, `10k`, with the number of odd profiles after a plus; and others."""
        home = self._folder / name
        count, _, odd = name.partition("+")
        if name == "hundred":
            write_keys(home, 100)
        elif name.startswith("chain"):
            write_chain(home, int(name.removeprefix("chain")))
        else:
            write_profiles(home, int(count.replace("k", "000")), odd=int(odd or 0))
        return home

    @cache  # noqa: B019
    def csv(self) -> str:
        """A file with 100 keys, as the console writes it."""
        path = self._folder / "keys.csv"
        write_csv(path, 100)
        return str(path)

    def compare(
        self, a: Sequence[str], b: Sequence[str], home: str, limits: Limits, **surroundings: str
    ) -> Result:
        """The times of two commands with these files."""
        where = self.home(home)

        def pair() -> tuple[float, float]:
            return seconds(a, where, surroundings), seconds(b, where, surroundings)

        return result(pairs(limits, pair))

    def parsing(self, limits: Limits) -> Result:
        """Our parse and RawConfigParser's, each within one process."""
        home = str(self.home("10k"))

        def pair() -> tuple[float, float]:
            done = _python(PARSE_IN_PROCESS, HOME=home, USERPROFILE=home)
            ours, theirs = map(float, done.split())
            return ours, theirs

        return result(pairs(limits, pair))

    def chains(self, limits: Limits) -> Result:
        """The check of a deep chain of roles and of a shallow one, within one process."""
        deep, shallow = str(self.home("chain10000")), str(self.home("chain1000"))

        def pair() -> tuple[float, float]:
            one, other = map(float, _python(CHECK_CHAINS, deep, shallow).split())
            return one, other

        return result(pairs(limits, pair))

    def asking(
        self,
        a: Sequence[str],
        b: Sequence[str],
        home: str,
        limits: Limits,
        *,
        delay: float = 0.0,
        with_tls: bool = False,
    ) -> Result:
        """Two commands that ask AWS, with a stand-in for STS in this process."""
        with ExitStack() as stack:
            surroundings, tls = {}, None
            if with_tls:
                surroundings["AWS_CA_BUNDLE"], tls = own_authority(self.home(home))
            sts = stack.enter_context(StandIn(Answer(body=identity().body, delay=delay), tls=tls))
            surroundings["AWS_ENDPOINT_URL"] = sts.url
            return self.compare(a, b, home, limits, **surroundings)

    def memory(self, command: Sequence[str], home: str, _: Limits) -> Result | str:
        """The peak of resident memory of a command that asks AWS, in MB."""
        if not hasattr(os, "wait4"):
            return "this system does not count it"
        with StandIn(Answer(body=identity().body, delay=0.1)) as sts:
            environ = {
                "PATH": os.environ["PATH"],
                "HOME": str(self.home(home)),
                "AWS_ENDPOINT_URL": sts.url,
            }
            process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
            peak = os.wait4(process.pid, 0)[2].ru_maxrss
        megabytes = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
        return Result(megabytes, f"{megabytes:.0f} MB", "", 1)


def _python(code: str, *args: str, **surroundings: str) -> str:
    return subprocess.run(
        [PYTHON, "-c", code, *args],
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def aws_cli() -> list[str] | None:
    """The command of an AWS CLI that lists profiles: version 2, which is not on PyPI."""
    for folder in os.environ["PATH"].split(os.pathsep):
        command = [os.path.join(folder, "aws"), "configure", "list-profiles"]
        if not os.access(command[0], os.X_OK):
            continue
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return command
    return None


def figures(bench: Bench, aws: list[str] | None) -> Iterator[Figure]:
    """All figures, in the order of their numbers."""
    name = "team-01.project-00001"
    listing, validate = [AWSCRED, "list"], [AWSCRED, "validate"]
    click, parser = [PYTHON, "-c", "import click"], [PYTHON, "-c", PARSE_ALL]
    one_call = [PYTHON, "-c", ONE_CALL]
    everyone = [AWSCRED, "whoami", "--all"]
    asked = {"_AWSCRED_COMPLETE": "bash", "_AWSCRED_LINE": "awscred show "}
    described = {"_AWSCRED_COMPLETE": "zsh", "_AWSCRED_BEFORE": "awscred\nshow"}
    compare = bench.compare

    def with_aws(a: list[str], home: str, *words: str) -> Callable[[Limits], Result | str]:
        if aws is None:
            return lambda _: "version 2 of the AWS CLI is not installed"
        return partial(compare, a, [aws[0], *words], home)

    def in_memory(a: list[str], b: list[str], home: str, **more: str) -> Callable[[Limits], Result]:
        return lambda limits: compare(a, b, home, limits, **more)

    list_profiles = ("configure", "list-profiles")
    # Each finds what the other has set, so that both change the file every time.
    ours = [AWSCRED, "set", name, "region", "eu-west-1"]
    theirs = ("configure", "set", "region", "eu-west-2", "--profile", name)
    script, importing = "a RawConfigParser script", "importing click"
    yield Figure(
        "1", "`list`, 10 profiles", importing, 0.95, partial(compare, listing, click, "10")
    )
    yield Figure(
        "2",
        "`list`, 10 profiles",
        "`aws configure list-profiles`",
        0.10,
        with_aws(listing, "10", *list_profiles),
    )
    yield Figure(
        "3", "`list`, 10,000 profiles", script, 0.20, partial(compare, listing, parser, "10k")
    )
    yield Figure(
        "3b",
        "`list`, 2 of 10,000 with a warning",
        script,
        0.30,
        partial(compare, listing, parser, "10k+2"),
    )
    yield Figure(
        "3c",
        "`list`, a tenth of 10,000 odd",
        script,
        0.50,
        partial(compare, listing, parser, "10k+1000"),
    )
    yield Figure(
        "4", "parsing 10,000 profiles without loss", "RawConfigParser", 0.15, bench.parsing
    )
    yield Figure(
        "5",
        "`set`, 10,000 profiles, synced to disk",
        "`aws configure set`",
        0.06,
        with_aws(ours, "10k", *theirs),
    )
    yield Figure(
        "6",
        "`validate`, 10,000 profiles",
        "`aws configure list-profiles`",
        0.60,
        with_aws(validate, "10k", *list_profiles),
    )
    yield Figure(
        "6b",
        "`validate`, a tenth of 10,000 odd",
        script,
        1.2,
        partial(compare, validate, parser, "10k+1000"),
    )
    yield Figure(
        "6c", "`validate`, 2 of 10 odd", importing, 1.25, partial(compare, validate, click, "10+2")
    )
    yield Figure("7", "checking a chain of 10,000 roles", "of 1,000 roles", 15, bench.chains)
    yield Figure(
        "8",
        "`whoami`",
        "a boto3 script",
        0.80,
        partial(bench.asking, [AWSCRED, "whoami", name], [*one_call, name], "10"),
    )
    yield Figure(
        "9",
        "`whoami`, 10,000 profiles",
        "a boto3 script",
        0.20,
        partial(bench.asking, [AWSCRED, "whoami", name], [*one_call, name], "10k"),
    )
    yield Figure(
        "10",
        "`whoami --all`, 100 profiles, 100 ms away",
        "one call by boto3",
        1.25,
        partial(bench.asking, everyone, [*one_call, "p0"], "hundred", delay=0.1),
    )
    yield Figure(
        "10-TLS",
        "`whoami --all`, 100 profiles, 100 ms away",
        "one call by boto3",
        1.50,
        partial(bench.asking, everyone, [*one_call, "p0"], "hundred", delay=0.1, with_tls=True),
    )
    yield Figure(
        "11", "peak memory of 10", "", 60, partial(bench.memory, everyone, "hundred"), " MB"
    )
    yield Figure(
        "12",
        "completing a name, 10 profiles",
        importing,
        0.60,
        in_memory([AWSCRED], click, "10", **asked),
    )
    yield Figure(
        "12c",
        "the same in zsh or fish, with descriptions",
        importing,
        0.60,
        in_memory([AWSCRED], click, "10", **described),
    )
    yield Figure(
        "12b",
        "completing a name, 10,000 profiles",
        script,
        0.50,
        in_memory([AWSCRED], parser, "10k", **asked),
    )
    load = [AWSCRED, "import", bench.csv(), "--no-verify", "--replace", "--dry-run"]
    yield Figure(
        "13",
        "`import` of 100 keys into 10,000 profiles",
        "`validate`",
        3,
        partial(compare, load, validate, "10k"),
    )


def row(figure: Figure, found: Result | str) -> str:
    """The row of a figure in the table."""
    about = f"| {figure.number} | {figure.a} | {figure.b} | ≤ {figure.goal:g}{figure.unit} |"
    if isinstance(found, str):
        return f"{about} not measured: {found} | | | | |"
    is_met = "yes" if found.figure <= figure.goal else "**no**"
    number = f"{found.figure:.2f}" if not figure.unit else f"{found.figure:.0f}{figure.unit}"
    return f"{about} {number} | {is_met} | {found.a} | {found.b} | {found.pairs} |"


def machine() -> str:
    """The processor, its cores, the system, Python and the commit."""
    processor = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
            processor = names[0] if names else processor
    except OSError:
        pass
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return (
        f"{processor}, {os.cpu_count()} cores, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"commit {commit or 'unknown'}"
    )


def main(args: Sequence[str] | None = None) -> int:
    """Print the page; progress is written to standard error."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="N,...", help="measure only these figures, by number")
    parser.add_argument("--seconds", type=float, default=12, help="for each figure [default: 12]")
    parser.add_argument("--pairs", type=int, default=3, help="at least, for each [default: 3]")
    given = parser.parse_args(args)
    with tempfile.TemporaryDirectory() as folder:
        known = [*figures(Bench(Path(folder)), aws_cli())]
        wanted = given.only.split(",") if given.only else [figure.number for figure in known]
        if unknown := {*wanted} - {figure.number for figure in known}:
            parser.error(f"there is no figure {', '.join(sorted(unknown))}")
        print(f"# Benchmarks\n\n{datetime.now(timezone.utc):%Y-%m-%d}. {machine()}.\n")
        print(_EXPLANATION)
        print(_HEAD)
        for figure in known:
            if figure.number in wanted:
                print(f"{figure.number}: {figure.a}", file=sys.stderr, flush=True)
                print(row(figure, figure.measure(Limits(given.seconds, given.pairs))), flush=True)
    return 0


_EXPLANATION = """\
`python -m tests.benchmarks` prints this page. awscred and the other program run in turn, as whole
processes whose output is read through a pipe. A figure is the median of A / B over all pairs, or
megabytes. Compare the figures of two machines, not their times.
"""
_HEAD = """\
| # | A | B | goal | figure | met | A | B | pairs |
|---|---|---|---|---|---|---|---|---|"""


if __name__ == "__main__":
    sys.exit(main())
