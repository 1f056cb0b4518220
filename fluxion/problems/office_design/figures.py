"""Reading figures, each with its unit and its source, from the TOML files of a catalogue."""

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fluxion._checks import is_number, nearest
from fluxion.errors import InputError

#: Source of a figure that rests on the reasoning in its note.
ASSUMPTION = "assumption"
_FIGURE_KEYS = ("value", "unit", "source", "note", "year", "vat")


def read_toml(path: Path) -> dict[str, Any]:
    """Content of a TOML file.

    Raises:
        InputError: the file is missing, cannot be read, or is not TOML.
    """
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except FileNotFoundError as error:
        raise InputError(
            f"the catalogue lacks the file '{path}'; copy it from the catalogue that ships with Fluxion and edit it."
        ) from error
    except OSError as error:
        raise InputError(f"the catalogue file '{path}' cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the catalogue file '{path}' is not valid TOML ({error}).") from error


@dataclass(frozen=True)
class PriceLevel:
    """Brings prices of other years to the price year of the catalogue.

    Attributes:
        year: price year.
        index: price index by year, of any base.
    """

    year: int
    index: Mapping[int, float]

    def convert(self, value: float, year: int, vat: float) -> float:
        """Price without VAT at the price level of `year` of the catalogue [EUR]."""
        return value / (1.0 + vat) * self.index[self.year] / self.index[year]


@dataclass(frozen=True)
class Table:
    """One table of a catalogue file, with the words that locate it in a message.

    Attributes:
        content: keys and values.
        where: place of the table, for example ``"windows.toml, [triple]"``.
        sources: names that a figure may give as its source, besides an assumption.
    """

    content: Mapping[str, Any]
    where: str
    sources: frozenset[str]

    def allow(self, keys: Iterable[str]) -> None:
        """Refuse keys that nothing reads, as they are slips of the pen.

        Raises:
            InputError: an unknown key; the nearest known one is named.
        """
        known = tuple(keys)
        for key in self.content:
            if key not in known:
                raise self.error(f"unknown key '{key}'; {nearest(key, known)}")

    def text(self, key: str, options: Iterable[str] | None = None) -> str:
        """A text, one of `options` if they are given.

        Raises:
            InputError: missing, blank, or none of the options.
        """
        value = self.content.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"expected a text under '{key}'; got {value!r}.")
        if options is not None and value not in (known := tuple(options)):
            raise self.error(f"'{key}' is '{value}'; {nearest(value, known)}")
        return value

    def figure(self, key: str, unit: str, low: float, high: float, default: float | None = None) -> float:
        """Number of a figure given as ``{ value, unit, source, note }``.

        Args:
            key: its key in the table.
            unit: the unit that the figure must state.
            low: smallest value allowed.
            high: largest value allowed.
            default: value where the key is missing; None: the key is required.

        Raises:
            InputError: missing, another unit, out of range, or without an acknowledged source.
        """
        if key not in self.content and default is not None:
            return default
        entry = self._entry(key, unit)
        value = entry.get("value")
        if not is_number(value) or not math.isfinite(value) or not low <= value <= high:
            raise self.error(f"{key}: expected a value from {low:g} to {high:g} {unit}; got {value!r}.")
        return float(value)

    def price(self, key: str, unit: str, level: PriceLevel) -> float:
        """Price of a figure that also states its ``year`` and ``vat``, brought to the price level.

        Raises:
            InputError: as `figure`, or an unknown year or an impossible VAT rate.
        """
        value = self.figure(key, unit, 0.0, 1e9)
        year, vat = self.content[key].get("year"), self.content[key].get("vat")
        if year not in level.index:
            raise self.error(
                f"{key}: expected a price year of economy.toml ({', '.join(map(str, level.index))}); got {year!r}."
            )
        if not is_number(vat) or not 0.0 <= vat < 1.0:
            raise self.error(f"{key}: expected the VAT contained in the price as a share from 0 to 1; got {vat!r}.")
        return level.convert(value, int(year), float(vat))

    def tables(self, key: str) -> tuple["Table", ...]:
        """The tables of an array of tables; none if the key is missing.

        Raises:
            InputError: the key holds something else.
        """
        entries = self.content.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self.error(f"expected an array of tables [[{key}]] under '{key}'; got {entries!r}.")
        return tuple(Table(entry, f"{self.where}, {key} {i + 1}", self.sources) for i, entry in enumerate(entries))

    def error(self, message: str) -> InputError:
        """An error that names this table."""
        return InputError(f"catalogue {self.where}: {message}")

    def _entry(self, key: str, unit: str) -> Mapping[str, Any]:
        entry = self.content.get(key)
        if not isinstance(entry, dict):
            raise self.error(f'expected {key} = {{ value = ..., unit = "{unit}", source = "..." }}; got {entry!r}.')
        Table(entry, f"{self.where}, {key}", self.sources).allow(_FIGURE_KEYS)
        if entry.get("unit") != unit:
            raise self.error(f"{key}: expected the unit '{unit}'; got {entry.get('unit')!r}.")
        source = entry.get("source")
        if source == ASSUMPTION:
            if not str(entry.get("note", "")).strip():
                raise self.error(f"{key}: an assumption needs its reasoning in a note.")
        elif source not in self.sources:
            raise self.error(f"{key}: expected a source of sources.toml or '{ASSUMPTION}'; got {source!r}.")
        return entry
