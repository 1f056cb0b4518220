"""A catalogue is checked when it is read; every complaint names file and table."""

import shutil

import pytest

from fluxion.errors import InputError
from fluxion.problems.office_design.figures import read_toml
from fluxion.problems.office_design.loading import catalogue_folder, load_catalogue
from fluxion.problems.office_design.page import catalogue_page


def spoil(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(folder)


def test_the_shipped_catalogue_offers_enough(catalogue):
    assert len(catalogue.windows) >= 8
    assert len(catalogue.heating) >= 5
    assert len({system.carrier for system in catalogue.heating.values()}) >= 4
    assert set(catalogue.mass) == {"light", "heavy"}
    assert 0.0 < catalogue.discount_rate_per_year < 0.1


def test_a_price_is_freed_of_vat_and_brought_to_the_price_year(catalogue):
    (insulation,) = catalogue.measures.wall_insulation.components
    # 2.81 EUR per cm and m2 in 2015 with 19 % VAT; index of office buildings 100 in 2015 and 162.8 in 2023.
    assert insulation.price_eur == pytest.approx(281.0 / 1.19 * 1.628)
    boiler = catalogue.heating["gas_boiler"].components[0]
    assert boiler.price_eur == pytest.approx(322.2 * 162.8 / 116.8)


def test_every_source_is_used_and_has_title_and_address():
    folder = catalogue_folder()
    data = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.toml") if path.name != "sources.toml")
    for key, entry in read_toml(folder / "sources.toml").items():
        assert set(entry) == {"title", "url"}
        assert entry["url"].startswith("http")
        assert f'source = "{key}"' in data, key


def test_another_folder_replaces_the_figures(folder, catalogue):
    other = load_catalogue(spoil(folder, "carriers.toml", "value = 0.20", "value = 0.40"))
    assert other.carriers["electricity"].price_eur_kwh == 0.40
    assert other.windows == catalogue.windows


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("windows.toml", "value = 2.73", "value = 5.8", "windows.toml, [double_clear]: u_value: expected a value from"),
        ("windows.toml", "value = 2.73", "value = nan", "u_value: expected a value from 0.7 to 3"),
        ("windows.toml", "value = 2.73", 'value = "low"', "got 'low'"),
        ("windows.toml", 'unit = "W/(m2 K)"', 'unit = "BTU"', "expected the unit 'W/(m2 K)'; got 'BTU'"),
        (
            "windows.toml",
            "ashrae_glazing",
            "hearsay",
            "expected a source of sources.toml or 'assumption'; got 'hearsay'",
        ),
        ("windows.toml", "u_value", "u_vale", "unknown key 'u_vale'; did you mean 'u_value'"),
        ("windows.toml", 'per = "m2"', 'per = "m3"', "'per' is 'm3'"),
        ("windows.toml", "year = 2023", "year = 1999", "expected a price year"),
        ("windows.toml", "vat = 0.0", "vat = 19", "expected the VAT"),
        ("windows.toml", "[double_clear]", "[double_clear", "is not valid TOML"),
        ("heating.toml", 'carrier = "natural_gas"', 'carrier = "natural_gaz"', "did you mean 'natural_gas'"),
        ("heating.toml", "life = { value = 20", "life = { value = 0", "life: expected a value from 1 to 200"),
        ("cooling.toml", "[multi_split]", "[none]", "'none' stands for no cooling"),
        ("carriers.toml", "[electricity]", "[power]", "expected a table [electricity]"),
        ("mass.toml", "[heavy]", "[massive]", "expected the tables ['light', 'heavy']"),
        ("measures.toml", "[overhang]", "[overhangs]", "did you mean 'overhang'"),
        ("economy.toml", "price_year = 2023", "price_year = 2050", "price_year must be a year of the price index"),
        ("carriers.toml", 'note = "real"', 'note = " "', "an assumption needs its reasoning"),
    ],
)
def test_a_spoilt_file_is_refused_with_its_place(folder, file, old, new, words):
    with pytest.raises(InputError) as caught:
        load_catalogue(spoil(folder, file, old, new))
    assert words in str(caught.value)
    assert file in str(caught.value)


def test_a_folder_needs_only_the_files_that_differ(folder, tmp_path, catalogue):
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(folder / "windows.toml", own)
    (own / "sources.toml").write_text('[offer]\ntitle = "Offer of the window maker"\nurl = "https://example.org"\n')
    spoil(own, "windows.toml", 'source = "ashrae_glazing"', 'source = "offer"')
    spoil(own, "windows.toml", "value = 2.73", "value = 1.1")
    other = load_catalogue(str(own))
    assert other.windows["double_clear"].u_value == 1.1
    assert other.carriers == catalogue.carriers
    assert "Offer of the window maker" in catalogue_page(str(own))


def test_folders_that_are_no_catalogue_are_named(folder, tmp_path):
    (folder / "windows.toml").rename(folder / "window.toml")
    with pytest.raises(InputError, match=r"'window\.toml'; did you mean 'windows\.toml'"):
        load_catalogue(str(folder))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="has no TOML file; expected some of"):
        load_catalogue(str(tmp_path / "empty"))
    with pytest.raises(InputError, match="does not exist"):
        load_catalogue(str(tmp_path / "nowhere"))
