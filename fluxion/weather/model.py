"""`Weather`: one site and one year of hourly values, frozen."""

import hashlib
import os
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import Hourly
from fluxion.units import HOURS_PER_YEAR
from fluxion.weather.bundled import CLIMATES, BundledContent, read_bundled
from fluxion.weather.checks import check_columns, check_site
from fluxion.weather.columns import COLUMNS, row_label
from fluxion.weather.epw import EpwContent, read_epw
from fluxion.weather.suggest import unknown_name

_SITE = ("latitude_deg", "longitude_deg", "elevation_m", "utc_offset_h")


@dataclass(frozen=True, eq=False)
class Weather:
    """One year of hourly weather in local standard time, 365 days.

    All columns are read-only (8760,) float64 arrays; index i is the hour from i to i+1 h of the year. Readings stand
    at the end of that hour, solar values are means over it (the EPW convention: the stamp ends the hour). Two weathers
    are equal when their numbers are; name and source do not count.

    Attributes:
        name: climate name, or the file's name without its ending.
        latitude_deg: north positive [deg].
        longitude_deg: east positive [deg].
        elevation_m: above sea level [m].
        utc_offset_h: local standard time minus UTC [h].
        temperature_c: dry-bulb temperature, reading at the end of the hour [degC].
        dew_point_c: dew-point temperature, reading at the end of the hour [degC].
        pressure_pa: station pressure, reading at the end of the hour [Pa].
        wind_speed_m_s: wind speed at the station, reading at the end of the hour [m/s].
        wind_direction_deg: direction the wind comes from, 0 or 360 north (0 also calm), 90 east [deg].
        infrared_w_m2: long-wave sky radiation on the horizontal, used as a reading at the end of the hour [W/m2].
        ghi_w_m2: global horizontal irradiance, mean of the hour [W/m2].
        dni_w_m2: direct normal irradiance, mean of the hour [W/m2].
        dhi_w_m2: diffuse horizontal irradiance, mean of the hour [W/m2].
        source: where the numbers come from.
        rain_mm: depth of rain in the hour, used as a reading at its end; zero where it was not measured [mm].

    Raises:
        InputError: a column has another shape or values that no weather has, or the site numbers are impossible.
    """

    name: str
    latitude_deg: float
    longitude_deg: float
    elevation_m: float
    utc_offset_h: float
    temperature_c: Hourly
    dew_point_c: Hourly
    pressure_pa: Hourly
    wind_speed_m_s: Hourly
    wind_direction_deg: Hourly
    infrared_w_m2: Hourly
    ghi_w_m2: Hourly
    dni_w_m2: Hourly
    dhi_w_m2: Hourly
    source: str
    rain_mm: Hourly = field(default_factory=lambda: np.zeros(HOURS_PER_YEAR))

    def __post_init__(self) -> None:
        for name in _SITE:
            object.__setattr__(self, name, _as_number(name, getattr(self, name)))
        check_site(self.latitude_deg, self.longitude_deg, self.elevation_m, self.utc_offset_h)
        for column in COLUMNS:
            object.__setattr__(self, column.name, _as_hourly(column.name, getattr(self, column.name)))
        check_columns({column.name: getattr(self, column.name) for column in COLUMNS}, row_label)

    @classmethod
    def from_epw(cls, path: str | os.PathLike[str]) -> "Weather":
        """Read an EnergyPlus weather file (EPW).

        Args:
            path: the file: 8 header lines and 8760 hourly rows.

        Raises:
            InputError: the file is missing, not an EPW, incomplete or not believable; see `fluxion.weather.epw`.
        """
        content = read_epw(path)
        return cls(name=Path(path).stem, source=content.source, **_numbers_of(content))

    @classmethod
    def bundled(cls, name: str) -> "Weather":
        """Load a climate that ships with Fluxion.

        Args:
            name: one of `Weather.names()`.

        Raises:
            InputError: there is no such climate; the message names the nearest one.
            AssetError: the installation's file is missing or damaged.
        """
        if name not in CLIMATES:
            raise unknown_name(name)
        content = read_bundled(name)
        return cls(name=name, source=content.source, **_numbers_of(content))

    @staticmethod
    def names() -> tuple[str, ...]:
        """Names of the bundled climates."""
        return CLIMATES

    def fingerprint(self) -> str:
        """16 hexadecimal digits that change with any number of the weather.

        First digits of the SHA-256 over the four site numbers and the ten columns as little-endian float64, so the
        same on every platform; name and source are left out.
        """
        return self._digest[:16]

    @cached_property
    def _digest(self) -> str:
        digest = hashlib.sha256()
        site = np.array([getattr(self, name) for name in _SITE])
        for array in (site, *(getattr(self, column.name) for column in COLUMNS)):
            # Adding 0 turns -0 into +0: equal numbers must give equal bytes.
            digest.update((array + 0.0).astype("<f8").tobytes())
        return digest.hexdigest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Weather):
            return NotImplemented
        return self._digest == other._digest

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return (
            f"Weather(name={self.name!r}, latitude_deg={self.latitude_deg:g}, longitude_deg={self.longitude_deg:g}, "
            f"elevation_m={self.elevation_m:g}, utc_offset_h={self.utc_offset_h:g}, "
            f"fingerprint={self.fingerprint()!r})"
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        # Unpickled arrays are writable again; the promise of read-only columns must hold in worker processes too.
        self.__dict__.update(state)
        for column in COLUMNS:
            getattr(self, column.name).flags.writeable = False

    def __getstate__(self) -> dict[str, Any]:
        return {part.name: getattr(self, part.name) for part in fields(self)}


def _numbers_of(content: EpwContent | BundledContent) -> dict[str, Any]:
    return {name: getattr(content, name) for name in _SITE} | content.columns


def _as_number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise InputError(f"weather: '{name}' must be a number, got {type(value).__name__}.")
    return float(value)


def _as_hourly(name: str, values: object) -> Hourly:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"weather: '{name}' must hold {HOURS_PER_YEAR} numbers ({error}).") from error
    if array.shape != (HOURS_PER_YEAR,):
        raise InputError(f"weather: '{name}' must have the shape ({HOURS_PER_YEAR},), got {array.shape}.")
    array.flags.writeable = False
    return array
