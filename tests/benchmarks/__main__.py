"""Time awscred against a second command, in turn, as whole processes, and print the ratios.

Only ratios mean anything: machines differ, and drift. Each figure is the median of its pairs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.aws import Answer, StandIn, identity, own_authority
from tests.benchmarks.files import write_chain, write_csv, write_keys, write_profiles

PYTHON = sys.executable
AWSCRED = str(Path(PYTHON).parent / "awscred")
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
deep, shallow, pairs = sys.argv[1], sys.argv[2], int(sys.argv[3])
check(shallow)
for _ in range(pairs):
    print(check(deep) / check(shallow))
"""


ONE_CALL = """
import boto3, sys
sts = boto3.Session(profile_name=sys.argv[1]).client("sts", region_name="eu-west-1")
print(sts.get_caller_identity()["Arn"])
"""


def seconds(command: list[str], home: Path, **surroundings: str) -> float:
    """The seconds that a command takes, with its output read through a pipe."""
    # Byte code is cached, as for every installed program.
    environ = {
        key: value for key, value in os.environ.items() if not key.startswith(("AWS", "PYT"))
    }
    environ |= {"HOME": str(home), **surroundings}
    start = time.perf_counter()
    subprocess.run(command, env=environ, stdout=subprocess.PIPE, check=False)
    return time.perf_counter() - start


def compare(a: list[str], b: list[str], home: Path, pairs: int, **surroundings: str) -> str:
    """The median times of both commands and of their ratio, over interleaved pairs."""

    def pair() -> tuple[float, float]:
        return seconds(a, home, **surroundings), seconds(b, home, **surroundings)

    pair()  # warm up
    times = [pair() for _ in range(pairs)]
    ratio = statistics.median(one / other for one, other in times)
    one, other = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
    return f"{ratio:6.3f}   ({one:6.1f} ms / {other:6.1f} ms, {pairs} pairs)"


def in_process(home: Path, pairs: int) -> str:
    """The ratio of our parse to RawConfigParser's within one process."""
    ratios = []
    for _ in range(pairs):
        done = subprocess.run(
            [PYTHON, "-c", PARSE_IN_PROCESS],
            env={**os.environ, "HOME": str(home)},
            capture_output=True,
            text=True,
            check=True,
        )
        ours, theirs = map(float, done.stdout.split())
        ratios.append(ours / theirs)
    return f"{statistics.median(ratios):6.3f}   ({pairs} processes)"


def chains(deep: Path, shallow: Path, pairs: int) -> str:
    """The ratio of checking a deep chain of roles to checking a shallow one, in one process."""
    done = subprocess.run(
        [PYTHON, "-c", CHECK_CHAINS, str(deep), str(shallow), str(pairs)],
        capture_output=True,
        text=True,
        check=True,
    )
    return f"{statistics.median(map(float, done.stdout.split())):6.3f}   ({pairs} pairs)"


def whoami(few: Path, many: Path, hundred: Path) -> None:
    """Print what asking AWS costs, with a stand-in for STS in this process."""
    name = "team-01.project-00001"
    one, script = [AWSCRED, "whoami", name], [PYTHON, "-c", ONE_CALL, name]
    everyone, single = [AWSCRED, "whoami", "--all"], [PYTHON, "-c", ONE_CALL, "p0"]
    slow = Answer(body=identity().body, delay=0.1)
    with StandIn() as sts:
        found = compare(one, script, few, 21, AWS_ENDPOINT_URL=sts.url)
        print("8. whoami / a script of boto3                goal 0.80", found)
        found = compare(one, script, many, 11, AWS_ENDPOINT_URL=sts.url)
        print("9. whoami, 10,000 in the file / the script   goal 0.20", found)
    with StandIn(slow) as sts:
        found = compare(everyone, single, hundred, 21, AWS_ENDPOINT_URL=sts.url)
        print("10. whoami --all, 100 at 100 ms / one call   goal 1.25", found)
        peak = peak_memory(everyone, hundred, AWS_ENDPOINT_URL=sts.url)
        print(f"11. its peak memory                          goal 60 MB {peak:6.1f} MB")
    bundle, tls = own_authority(hundred)
    with StandIn(slow, tls=tls) as sts:
        surroundings = {"AWS_ENDPOINT_URL": sts.url, "AWS_CA_BUNDLE": bundle}
        found = compare(everyone, single, hundred, 21, **surroundings)
        print("10. the same with TLS                        goal 1.50", found)


def peak_memory(command: list[str], home: Path, **surroundings: str) -> float:
    """A command's peak of resident memory, in MB."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(home), **surroundings}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    return os.wait4(process.pid, 0)[2].ru_maxrss / 1024


def aws_cli() -> list[str] | None:
    """The command of an AWS CLI that lists profiles: version 2, which is not on PyPI."""
    for folder in os.environ["PATH"].split(os.pathsep):
        command = [os.path.join(folder, "aws"), "configure", "list-profiles"]
        if not os.access(command[0], os.X_OK):
            continue
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return command
    return None


def main() -> None:
    theirs = aws_cli()
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder, "few"), Path(folder, "many")
        few_odd, two_odd, tenth_odd = (
            Path(folder, f"odd-{name}") for name in ("few", "two", "tenth")
        )
        shallow, deep = Path(folder, "shallow"), Path(folder, "deep")
        write_profiles(few, 10)
        write_profiles(few_odd, 10, odd=2)
        write_profiles(many, 10_000)
        write_profiles(two_odd, 10_000, odd=2)
        write_profiles(tenth_odd, 10_000, odd=1_000)
        hundred = Path(folder, "hundred")
        write_keys(hundred, 100)
        write_chain(shallow, 1_000)
        write_chain(deep, 10_000)
        listing = [AWSCRED, "list"]
        click = [PYTHON, "-c", "import click"]
        print(
            "1. list, 10 profiles / import click          goal 0.95",
            compare(listing, click, few, 41),
        )
        if theirs:
            print(
                "2. list, 10 / aws configure list-profiles    goal 0.10",
                compare(listing, theirs, few, 9),
            )
        else:
            print("2. no AWS CLI version 2 on the PATH (Debian's package: awscli)")
        parser = [PYTHON, "-c", PARSE_ALL]
        print(
            "3. list, 10,000 / a RawConfigParser script   goal 0.20",
            compare(listing, parser, many, 15),
        )
        print(
            "3b. the same, two of them odd                goal 0.30",
            compare(listing, parser, two_odd, 15),
        )
        print(
            "3c. the same, a tenth of them odd            goal 0.50",
            compare(listing, parser, tenth_odd, 15),
        )
        print("4. parse, 10,000 / RawConfigParser           goal 0.15", in_process(many, 9))
        validate = [AWSCRED, "validate"]
        if theirs:
            # Each one finds what the other has set, so that both change the file every time.
            name = "team-01.project-00001"
            ours = [AWSCRED, "set", name, "region", "eu-west-1"]
            other = [*theirs[:2], "set", "region", "eu-west-2", "--profile", name]
            print(
                "5. set, 10,000 / aws configure set           goal 0.06",
                compare(ours, other, many, 15),
            )
            print(
                "6. validate, 10,000 / aws ... list-profiles  goal 0.60",
                compare(validate, theirs, many, 7),
            )
        print(
            "6b. validate, a tenth odd / the script       goal 1.20",
            compare(validate, parser, tenth_odd, 11),
        )
        print(
            "6c. validate, 10, two odd / import click     goal 1.25",
            compare(validate, click, few_odd, 41),
        )
        asked = {"_AWSCRED_COMPLETE": "bash", "_AWSCRED_LINE": "awscred show "}
        print(
            "12. completion of names, 10 / import click   goal 0.60",
            compare([AWSCRED], click, few, 41, **asked),
        )
        print(
            "12b. the same, 10,000 / a RawConfigParser script  goal 0.50",
            compare([AWSCRED], parser, many, 15, **asked),
        )
        described = {"_AWSCRED_COMPLETE": "zsh", "_AWSCRED_BEFORE": "awscred\nshow"}
        print(
            "12c. completion with descriptions / import click  goal 0.60",
            compare([AWSCRED], click, few, 41, **described),
        )
        write_csv(Path(folder, "keys.csv"), 100)
        load = [
            AWSCRED,
            "import",
            str(Path(folder, "keys.csv")),
            "--no-verify",
            "--replace",
            "--dry-run",
        ]
        print(
            "13. import of 100 keys / validate, 10,000    goal 3   ",
            compare(load, validate, many, 5),
        )
        print("7. chain of 10,000 / of 1,000, in process    goal 15  ", chains(deep, shallow, 5))
        whoami(few, many, hundred)


if __name__ == "__main__":
    main()
