"""The cases as data: a table of parts, and cases that each say how they differ from another one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fluxion._checks import nearest
from fluxion.errors import AssetError

_FILE = Path(__file__).with_name("cases.toml")
#: Properties of a case that a zone of its own may state otherwise.
_BY_ZONE = ("wall", "roof", "floor", "gain_w", "thermostat", "fan", "infiltration_ach")


@dataclass(frozen=True)
class Case:
    """One case with everything it inherits.

    Attributes:
        name: its number, for example ``600FF``.
        title: what is special about it.
        parent: the case that it is derived from; None for the first.
        settings: every property of the case.
        by_zone: zone -> properties that differ there.
    """

    name: str
    title: str
    parent: str | None
    settings: Mapping[str, Any]
    by_zone: Mapping[str, Mapping[str, Any]]

    def of(self, zone: str, key: str) -> Any:
        """Property `key` in `zone`."""
        return self.by_zone.get(zone, {}).get(key, self.settings.get(key))


@dataclass(frozen=True)
class Catalogue:
    """Parts and cases.

    Attributes:
        tables: the parts, as the file states them: ``materials``, ``constructions``, ``geometry`` and others.
        cases: by name, in the order of the file.
    """

    tables: Mapping[str, Any]
    cases: Mapping[str, Case]

    def part(self, table: str, name: str) -> Any:
        """Entry `name` of the table of parts.

        Raises:
            AssetError: there is no such entry.
        """
        entries = self.tables[table]
        if name not in entries:
            raise AssetError(f"case data: '{name}' is no entry of [{table}]; {nearest(str(name), entries)}")
        return entries[name]

    def zones(self, case: Case) -> tuple[str, ...]:
        """Names of the zones of a case."""
        return tuple(self.part("geometry", case.settings["geometry"])["zones"])

    def conditioned(self, case: Case) -> tuple[str, ...]:
        """Names of the zones with heating or cooling; none in a free-floating case."""
        return tuple(zone for zone in self.zones(case) if self.part("thermostats", case.of(zone, "thermostat")))


@cache
def load_catalogue() -> Catalogue:
    """The shipped cases.

    Raises:
        AssetError: the file is missing or has a defect.
    """
    try:
        text = _FILE.read_text(encoding="utf-8")
    except OSError as error:
        raise AssetError(f"the case data '{_FILE}' cannot be read ({error.strerror}); reinstall fluxion-bem.") from None
    return parse_catalogue(text)


def parse_catalogue(text: str) -> Catalogue:
    """Parts and cases from TOML.

    Raises:
        AssetError: not TOML, an unknown parent or property, cases that are derived from each other in a circle.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AssetError(f"case data: not TOML ({error}).") from None
    stated = tables.pop("cases", {})
    cases: dict[str, Case] = {}
    for name in stated:
        _resolve(name, stated, cases, ())
    return Catalogue(tables, {name: cases[name] for name in stated})


def _resolve(name: str, stated: Mapping[str, Any], done: dict[str, Case], below: tuple[str, ...]) -> Case:
    if name in done:
        return done[name]
    if name in below:
        raise AssetError(f"case data: the cases {', '.join(below)} are derived from each other in a circle.")
    if name not in stated:
        raise AssetError(f"case data: case '{below[-1]}' is derived from '{name}'; {nearest(name, stated)}")
    own = dict(stated[name])
    parent, title, zones = own.pop("from", None), own.pop("title", ""), own.pop("zones", {})
    settings: dict[str, Any] = {}
    by_zone: dict[str, dict[str, Any]] = {}
    if parent is not None:
        base = _resolve(parent, stated, done, (*below, name))
        settings.update(base.settings)
        by_zone.update({zone: dict(values) for zone, values in base.by_zone.items()})
        known = {*settings, "common_wall"}
        for key in own:
            if key not in known:
                raise AssetError(f"case data: unknown property '{key}' of case '{name}'; {nearest(key, known)}")
    for zone, values in zones.items():
        for key in values:
            if key not in _BY_ZONE:
                raise AssetError(
                    f"case data: property '{key}' of zone '{zone}' in case '{name}' is not one that a zone may have "
                    f"for itself; {nearest(key, _BY_ZONE)}"
                )
        by_zone.setdefault(zone, {}).update(values)
    done[name] = Case(name, title, parent, {**settings, **own}, by_zone)
    return done[name]
