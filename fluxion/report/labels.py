"""Names of columns and values for people."""

import math
from collections.abc import Mapping

from fluxion.search.labels import words_and_unit

# Endings of names that say a unit which stands in the label anyway.
_ENDINGS = {"m": "_m", "1/h": "_ach", "degC": "_c", "W/m2": "_w_m2", "K": "_k", "deg": "_deg", "W/m2K": "_u"}
_SHOWN_UNITS = {"degC": "°C", "W/m2": "W/m²", "W/m2K": "W/(m² K)"}


def words(name: str, units: Mapping[str, str]) -> str:
    """Words of a column without its unit."""
    if name in units:
        ending = _ENDINGS.get(units[name], "")
        return (name.removesuffix(ending) if ending else name).replace("_", " ").replace("wwr ", "window share ")
    return words_and_unit(name)[0]


def unit(name: str, units: Mapping[str, str]) -> str:
    """Unit of a column, empty where it has none."""
    if name in units:
        return _SHOWN_UNITS.get(units[name], units[name])
    return words_and_unit(name)[1]


def label(name: str, units: Mapping[str, str]) -> str:
    """Words and unit in one line."""
    ending = unit(name, units)
    return f"{words(name, units)} [{ending}]" if ending else words(name, units)


def limit_words(name: str) -> str:
    """Words of a constraint."""
    return name.removeprefix("g_").replace("_", " ")


def shown(value: object) -> str:
    """A number with four digits, a choice in words, a dash where nothing is known."""
    if isinstance(value, str):
        return value.replace("_", " ")
    number = float(value)  # type: ignore[arg-type]
    if not math.isfinite(number):
        return "–"
    if number == 0.0:
        return "0"
    digits = max(0, 3 - math.floor(math.log10(abs(number))))
    text = f"{number:,.{min(digits, 6)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "0") else text.replace("-", "−").replace(",", " ")


def shown_in(value: object, extent: float | None) -> str:
    """A number to a thousandth of the extent of its range; as `shown` without one."""
    if isinstance(value, str) or not extent:
        return shown(value)
    number = float(value)  # type: ignore[arg-type]
    if not math.isfinite(number):
        return "–"
    text = f"{number:,.{min(6, max(0, 2 - math.floor(math.log10(extent))))}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "0") else text.replace("-", "−").replace(",", " ")


def change(value: float, base: float) -> str:
    """Change from a base in percent; empty where a percentage says nothing."""
    if not (math.isfinite(value) and math.isfinite(base)) or base <= 0.0:
        return ""
    percent = 100.0 * (value / base - 1.0)
    return "±0 %" if abs(percent) < 0.05 else f"{percent:+.{0 if abs(percent) >= 10 else 1}f} %".replace("-", "−")
