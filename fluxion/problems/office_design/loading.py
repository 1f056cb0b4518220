"""From the TOML files of a folder to a catalogue.

| file | what |
|---|---|
| ``sources.toml`` | the documents that figures are taken from |
| ``economy.toml`` | price year, price index, discount rate |
| ``carriers.toml`` | price and emission of final energy |
| ``windows.toml``, ``mass.toml`` | envelope |
| ``heating.toml``, ``cooling.toml``, ``ventilation.toml`` | systems |
| ``measures.toml`` | insulation, overhang, airtightness, night cooling |

A folder of one's own needs only the files that differ; each takes the place of the shipped file of its name, and its
sources stand beside the shipped ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from fluxion._checks import check_known
from fluxion.assets import asset_path
from fluxion.errors import InputError
from fluxion.problems.office_design.catalogue import (
    AirHandling,
    Airtightness,
    Carrier,
    Catalogue,
    Component,
    CoolingSystem,
    HeatingSystem,
    Measures,
    NightVentilation,
    Option,
    WindowProduct,
)
from fluxion.problems.office_design.figures import PriceLevel, Table, read_toml
from fluxion.problems.reference_office.layers import MASS_CLASSES

#: What the figures of a component may refer to, and the unit that they then have.
BASES = {
    "kW": "kW",
    "each": "",
    "m2": "m2",
    "m3": "m3",
    "m3/h": "(m3/h)",
    "m2 e-fold": "(m2 e-fold)",
    "m2 facade": "m2",
    "m2 roof": "m2",
    "m2 ground": "m2",
    "m2 partition": "m2",
    "m2 midfloor": "m2",
}
#: Files of a catalogue.
FILES = (
    "sources.toml",
    "economy.toml",
    "carriers.toml",
    "windows.toml",
    "heating.toml",
    "cooling.toml",
    "ventilation.toml",
    "mass.toml",
    "measures.toml",
)
_PLANT = ("kW", "m2", "each")
_LARGE = 1e7
_LONGEST_LIFE = 200.0
T = TypeVar("T")
Read = Callable[[Table], T]


def catalogue_folder(folder: str = "") -> Path:
    """Path of a catalogue; an empty text stands for the one that ships with Fluxion.

    Raises:
        InputError: there is no such folder.
    """
    if not folder:
        return asset_path("catalogue/economy.toml").parent
    path = Path(folder)
    if not path.is_dir():
        raise InputError(f"the catalogue folder '{folder}' does not exist; expected a folder of TOML files.")
    return path


def catalogue_files(folder: str = "") -> dict[str, Path]:
    """Name -> path of the files of a catalogue: those of `folder`, and the shipped ones that it does not replace.

    Raises:
        InputError: there is no such folder, it has none of the files, or a TOML file of another name.
    """
    shipped, own = catalogue_folder(), catalogue_folder(folder)
    found = sorted(path.name for path in own.glob("*.toml"))
    if not found:
        raise InputError(f"the catalogue folder '{folder}' has no TOML file; expected some of {', '.join(FILES)}.")
    for name in found:
        check_known(name, FILES, f"file of the catalogue '{folder}':")
    return {name: (own if name in found else shipped) / name for name in FILES}


def catalogue_sources(folder: str = "") -> dict[str, Any]:
    """The documents that the figures of a catalogue name, by key: the shipped ones, then those of the folder.

    Raises:
        InputError: a file cannot be read.
    """
    shipped = read_toml(catalogue_folder() / "sources.toml")
    return {**shipped, **read_toml(catalogue_files(folder)["sources.toml"])}


@lru_cache(maxsize=16)
def load_catalogue(folder: str = "") -> Catalogue:
    """Read and check a catalogue; it is read once, later changes of its files are not seen.

    Args:
        folder: folder of the TOML files that differ from the shipped ones; empty for the shipped catalogue.

    Raises:
        InputError: an unknown file, a missing key, unit or source, or a figure out of range; file and table are named.
    """
    files = catalogue_files(folder)
    sources = frozenset(catalogue_sources(folder))
    economy = Table(read_toml(files["economy.toml"]), "economy.toml", sources)
    reader = _Reader(files, sources, _price_level(economy))
    carriers = reader.options("carriers.toml", _carrier)
    if "electricity" not in carriers:
        raise InputError("catalogue carriers.toml: expected a table [electricity]; fans and lights use it.")
    return Catalogue(
        price_year=reader.level.year,
        discount_rate_per_year=economy.figure("discount_rate", "1/a", 0.0, 0.2),
        carriers=carriers,
        windows=reader.options("windows.toml", reader.window, fewest=2),
        heating=reader.options("heating.toml", lambda table: reader.heating(table, tuple(carriers)), fewest=2),
        cooling=reader.cooling_systems(),
        ventilation=reader.options("ventilation.toml", reader.ventilation, fewest=2),
        mass=reader.mass_classes(),
        measures=reader.measures(),
    )


@dataclass(frozen=True)
class _Reader:
    """The files of a catalogue with its sources and price level."""

    files: Mapping[str, Path]
    sources: frozenset[str]
    level: PriceLevel

    def tables(self, file: str, fewest: int = 1) -> dict[str, Table]:
        """The tables of a file by name."""
        content = read_toml(self.files[file])
        if len(content) < fewest:
            raise InputError(f"catalogue {file}: expected at least {fewest} tables; got {len(content)}.")
        for name, entry in content.items():
            if not isinstance(entry, dict):
                raise InputError(f"catalogue {file}: expected a table [{name}]; got {entry!r}.")
        return {name: Table(entry, f"{file}, [{name}]", self.sources) for name, entry in content.items()}

    def options(self, file: str, read: Read[T], fewest: int = 1) -> dict[str, T]:
        """The tables of a file by name, each turned into an option by `read`."""
        return {name: read(table) for name, table in self.tables(file, fewest).items()}

    def window(self, table: Table) -> WindowProduct:
        option = self._option(table, ("m2",), "u_value", "shgc")
        # The ranges for which the simulated physics is checked.
        u_value, shgc = table.figure("u_value", "W/(m2 K)", 0.7, 3.0), table.figure("shgc", "1", 0.20, 0.65)
        return WindowProduct(option.title, option.components, u_value, shgc)

    def heating(self, table: Table, carriers: tuple[str, ...]) -> HeatingSystem:
        option = self._option(table, _PLANT, "efficiency", "carrier")
        efficiency = table.figure("efficiency", "1", 0.05, 20.0)
        return HeatingSystem(option.title, option.components, efficiency, table.text("carrier", carriers))

    def cooling_systems(self) -> dict[str, CoolingSystem]:
        tables = self.tables("cooling.toml")
        if "none" in tables:
            raise tables["none"].error("'none' stands for no cooling and needs no figures; remove the table.")
        systems = {}
        for name, table in tables.items():
            option = self._option(table, _PLANT, "efficiency")
            systems[name] = CoolingSystem(option.title, option.components, table.figure("efficiency", "1", 0.05, 50.0))
        return systems

    def mass_classes(self) -> dict[str, Option]:
        tables = self.tables("mass.toml")
        if set(tables) != set(MASS_CLASSES):
            raise InputError(f"catalogue mass.toml: expected the tables {list(MASS_CLASSES)}; got {list(tables)}.")
        bases = ("m2 facade", "m2 roof", "m2 ground", "m2 partition", "m2 midfloor")
        return {name: self._option(tables[name], bases) for name in MASS_CLASSES}

    def ventilation(self, table: Table) -> AirHandling:
        option = self._option(table, ("m3/h", "m2", "each"), "effectiveness", "specific_fan_power")
        effectiveness = table.figure("effectiveness", "1", 0.0, 0.99)
        return AirHandling(option.title, option.components, effectiveness, _fan_power(table))

    def measures(self) -> Measures:
        tables = self.tables("measures.toml")
        names = [field.name for field in fields(Measures)]
        Table(tables, "measures.toml", self.sources).allow(names)
        for name in names:
            if name not in tables:
                raise InputError(f"catalogue measures.toml: expected a table [{name}].")
        tight = self._option(tables["airtightness"], ("m2 e-fold",), "reference")
        reference = tables["airtightness"].figure("reference", "1/h", 0.01, 20.0)
        night = self._option(tables["night_ventilation"], ("m3/h",), "specific_fan_power")
        return Measures(
            wall_insulation=self._option(tables["wall_insulation"], ("m3",)),
            roof_insulation=self._option(tables["roof_insulation"], ("m3",)),
            floor_insulation=self._option(tables["floor_insulation"], ("m3",)),
            overhang=self._option(tables["overhang"], ("m2",)),
            airtightness=Airtightness(tight.title, tight.components, reference),
            night_ventilation=NightVentilation(night.title, night.components, _fan_power(tables["night_ventilation"])),
        )

    def _option(self, table: Table, bases: tuple[str, ...], *further: str) -> Option:
        table.allow(("title", "component", *further))
        components = tuple(self._component(part, bases) for part in table.tables("component"))
        if not components:
            raise table.error("expected at least one [[...component]].")
        return Option(table.text("title"), components)

    def _component(self, table: Table, bases: tuple[str, ...]) -> Component:
        table.allow(("name", "per", "price", "carbon", "life", "maintenance", "leakage"))
        per = table.text("per", bases)
        unit = BASES[per]
        slash = f"/{unit}" if unit else ""
        leak = f"kgCO2e/({unit} a)" if unit else "kgCO2e/a"
        return Component(
            name=table.text("name"),
            per=per,
            price_eur=table.price("price", f"EUR{slash}", self.level),
            carbon_kgco2e=table.figure("carbon", f"kgCO2e{slash}", -_LARGE, _LARGE),
            life_years=table.figure("life", "a", 1.0, _LONGEST_LIFE),
            maintenance_per_year=table.figure("maintenance", "1/a", 0.0, 1.0, default=0.0),
            leakage_kgco2e_year=table.figure("leakage", leak, 0.0, _LARGE, default=0.0),
        )


def _carrier(table: Table) -> Carrier:
    table.allow(("title", "price", "escalation", "emission"))
    return Carrier(
        title=table.text("title"),
        price_eur_kwh=table.figure("price", "EUR/kWh", 0.0, 100.0),
        escalation_per_year=table.figure("escalation", "1/a", -0.2, 0.2),
        emission_kgco2e_kwh=table.figure("emission", "kgCO2e/kWh", -10.0, 10.0),
    )


def _fan_power(table: Table) -> float:
    return table.figure("specific_fan_power", "kW/(m3/s)", 0.0, 20.0)


def _price_level(economy: Table) -> PriceLevel:
    economy.allow(("price_year", "discount_rate", "price_index"))
    years = economy.content.get("price_index")
    if not isinstance(years, dict) or not all(str(year).isdigit() for year in years):
        raise economy.error(f"expected tables [price_index.YEAR]; got {years!r}.")
    table = Table(years, "economy.toml, [price_index]", economy.sources)
    index = {int(year): table.figure(year, "2015 = 100", 1.0, 10000.0) for year in years}
    year = economy.content.get("price_year")
    if year not in index:
        raise economy.error(
            f"price_year must be a year of the price index ({', '.join(map(str, index))}); got {year!r}."
        )
    return PriceLevel(int(year), index)
