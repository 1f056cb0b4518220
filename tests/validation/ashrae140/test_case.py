import pytest

from fluxion.errors import AssetError
from fluxion.validation.ashrae140.case import parse_catalogue
from fluxion.validation.ashrae140.outputs import asked, headline

BASE = """
[geometry.hut.zones.room]
[thermostats]
none = {}
warm = { heating = [[0, 20]] }
[cases.1]
title = "first"
geometry = "hut"
wall = "thin"
thermostat = "warm"
[cases.2]
from = "1"
wall = "thick"
[cases.2.zones.room]
thermostat = "none"
[cases.3]
from = "2"
"""


def test_a_case_inherits_what_it_does_not_state():
    catalogue = parse_catalogue(BASE)
    first, second, third = catalogue.cases.values()
    assert (first.parent, second.parent, third.parent) == (None, "1", "2")
    assert [case.settings["wall"] for case in (first, second, third)] == ["thin", "thick", "thick"]
    assert [case.of("room", "thermostat") for case in (first, second, third)] == ["warm", "none", "none"]
    assert catalogue.conditioned(first) == ("room",)
    assert catalogue.conditioned(third) == ()


def test_a_parent_may_stand_below():
    catalogue = parse_catalogue('[cases.b]\nfrom = "a"\n[cases.a]\nwall = "thin"\n')
    assert list(catalogue.cases) == ["b", "a"]
    assert catalogue.cases["b"].settings["wall"] == "thin"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[cases", "case data: not TOML"),
        ('[cases.a]\nfrom = "b"\n[cases.c]', "case 'a' is derived from 'b'"),
        ('[cases.a]\nfrom = "b"\n[cases.b]\nfrom = "a"\n', "the cases a, b are derived from each other in a circle"),
        (BASE + 'wal = "thin"\n', "unknown property 'wal' of case '3'; did you mean 'wall'?"),
        (BASE + "[cases.3.zones.room]\ngeometry = 1\n", "property 'geometry' of zone 'room' in case '3'"),
    ],
)
def test_a_defect_is_named(text, sentence):
    with pytest.raises(AssetError) as error:
        parse_catalogue(text)
    assert sentence in str(error.value)


def test_a_missing_part_is_named(catalogue):
    with pytest.raises(AssetError, match=r"'light wal' is no entry of \[constructions\]; did you mean 'light wall'\?"):
        catalogue.part("constructions", "light wal")


def test_the_suite_has_its_cases_and_counts(catalogue):
    floating = [name for name, case in catalogue.cases.items() if not catalogue.conditioned(case)]
    assert len(catalogue.cases) == 52
    assert floating == ["600FF", "650FF", "680FF", "900FF", "950FF", "980FF"]
    assert len(headline(catalogue)) == 46 * 4 + 6 * 3 + 3 == 205


def test_outputs_name_cases_that_exist(catalogue):
    wanted = asked(catalogue)
    named = {*wanted.sun_zone, *wanted.monthly, *wanted.bins, *wanted.solar_cases}
    named |= {case for day in wanted.hourly.values() for cases in day.values() for case in cases}
    assert named <= set(catalogue.cases)
    assert wanted.solar_cases == {"600", "610", "620", "630", "660", "670"}
    assert set(wanted.hourly) == {(2, 1), (5, 4), (7, 14)}


def test_the_data_hold_no_results(catalogue):
    words = {"range", "min", "max", "low", "high", "accept", "limit", "result"}
    keys = set()

    def collect(table):
        for key, value in table.items():
            keys.add(key.lower())
            if isinstance(value, dict):
                collect(value)

    collect(catalogue.tables)
    assert not keys & words
