from pathlib import Path

import pytest

from fluxion.errors import InputError
from fluxion.weather import Weather, load_weather


def test_name_means_the_bundled_climate(golden):
    assert load_weather("golden") == golden


def test_name_wins_over_a_file_of_that_name(golden, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("golden").write_text("not a weather")
    assert load_weather("golden") == golden
    with pytest.raises(InputError, match="not an EPW file"):
        load_weather("./golden")


def test_path_means_a_file(golden, epw, write_epw):
    path = write_epw(epw)
    assert load_weather(str(path)) == golden
    assert load_weather(path) == golden


def test_file_without_ending(golden, epw, tmp_path, monkeypatch):
    epw.write(tmp_path / "mysite")
    monkeypatch.chdir(tmp_path)
    assert load_weather("mysite") == golden


@pytest.mark.parametrize(
    ("wrong", "right"), [("goldn", "golden"), ("Tampa", "tampa"), ("san_francisco", "san-francisco")]
)
def test_nearest_name_is_offered(wrong, right):
    with pytest.raises(InputError, match=f"Did you mean '{right}'"):
        load_weather(wrong)
    with pytest.raises(InputError, match=f"Did you mean '{right}'"):
        Weather.bundled(wrong)


@pytest.mark.parametrize("name", ["", " ", "atlantis", "x" * 100_000])
def test_unknown_name_lists_the_climates(name):
    with pytest.raises(InputError, match="golden, chicago, tampa, san-francisco, sterling") as caught:
        load_weather(name)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("path", ["absent.epw", "absent/site.epw", "a\0b"])
def test_absent_file(path):
    with pytest.raises(InputError, match=r"no such file|NUL"):
        load_weather(path)


@pytest.mark.parametrize("value", [None, 3, b"golden", ["golden"]])
def test_wrong_type(value):
    with pytest.raises(InputError, match="expected the name of a climate"):
        load_weather(value)
