"""The page of the benchmarks: every goal has a row. No test measures speed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import Bench, Figure, Limits, Result, figures, main, row

NUMBERS = "1 2 3 3b 3c 4 5 6 6b 6c 7 8 9 10 10-TLS 11 12 12c 12b 13".split()


def test_every_goal_has_a_row(tmp_path: Path) -> None:
    numbers = [figure.number for figure in figures(Bench(tmp_path), None)]
    assert numbers == NUMBERS


def test_a_peer_that_is_not_installed_is_named(tmp_path: Path) -> None:
    known = {figure.number: figure for figure in figures(Bench(tmp_path), None)}
    for number in ("2", "5", "6"):
        found = known[number].measure(Limits(0))
        assert found == "version 2 of the AWS CLI is not installed"
        assert row(known[number], found).count("|") == 10


@pytest.mark.parametrize(("figure", "met"), [(0.5, "| yes |"), (0.51, "| **no** |")])
def test_a_row_says_whether_the_goal_is_met(figure: float, met: str) -> None:
    one = Figure("1", "a", "b", 0.5, lambda _: "")
    text = row(one, Result(figure, "1 ms", "2 ms", 3))
    assert met in text
    assert text.count("|") == 10


def test_figures_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "1,12", "--seconds", "0", "--pairs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "# Benchmarks"
    assert "cores" in lines[2]
    assert [line.split(" | ")[0] for line in lines if line.startswith("| ")][1:] == ["| 1", "| 12"]


def test_an_unknown_figure_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--only", "99"])
    assert ended.value.code == 2
    assert "there is no figure 99" in capsys.readouterr().err
