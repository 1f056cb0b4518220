import pytest

from fluxion.cli import progress


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_log_gets_the_first_line_then_one_in_ten_seconds_and_the_last(clock, capsys):
    with progress.watch() as report:
        report("physics", 0, 100)
        for second in range(1, 26):
            clock[0] = 100.0 + second
            report("physics", 4 * second, 100)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "physics: 4 of 100",
        "physics: 44 of 100, about 14 s left",
        "physics: 84 of 100, about 4 s left",
        "physics: 100 of 100",
    ]


def test_stages_are_told_apart(clock, capsys):
    with progress.watch() as report:
        report("simulate", 2, 2)
        report("train", 1, 2)
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["simulate", "train"]


def test_a_terminal_gets_bars_on_stderr_only(clock, capsys, monkeypatch):
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True, raising=False)
    with progress.watch() as report:
        report("physics", 1, 3)
        report("physics", 3, 3)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "physics" in captured.err


def test_the_same_count_is_not_told_twice(clock, capsys):
    with progress.watch() as report:
        report("physics", 3, 3)
        report("physics", 3, 3)
    assert capsys.readouterr().err.splitlines() == ["physics: 3 of 3"]
