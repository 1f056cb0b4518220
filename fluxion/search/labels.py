"""Names of columns for people: words and unit."""

_UNITS = {
    "_kwh_m2": "kWh/(m² a)",
    "_kgco2e_m2": "kg CO₂e/m²",
    "_eur_m2": "EUR/m²",
    "_eur": "EUR",
    "_kwh": "kWh/a",
    "_kw": "kW",
    "_fraction": "share of time",
}


def words_and_unit(name: str) -> tuple[str, str]:
    """Words of a column name and the unit that its ending stands for; an empty unit where it has none."""
    for ending, unit in _UNITS.items():
        if name.endswith(ending):
            return name.removesuffix(ending).replace("_", " "), unit
    return name.replace("_", " "), ""


def label(name: str) -> str:
    """Words and unit in one line."""
    words, unit = words_and_unit(name)
    return f"{words} [{unit}]" if unit else words
