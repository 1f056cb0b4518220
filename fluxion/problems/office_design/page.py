"""A page that lists every figure of a catalogue with its source, made from the data files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fluxion.problems.office_design.figures import ASSUMPTION, read_toml
from fluxion.problems.office_design.loading import catalogue_files, catalogue_sources, load_catalogue

_FILES = {
    "economy.toml": "Economy",
    "carriers.toml": "Energy carriers",
    "windows.toml": "Windows",
    "heating.toml": "Heating systems",
    "cooling.toml": "Cooling systems",
    "ventilation.toml": "Hygienic ventilation",
    "mass.toml": "Mass classes",
    "measures.toml": "Measures",
}
_INTRODUCTION = """# Catalogue of the problem office-design

Made from `assets/catalogue/*.toml` by `tools/make_catalogue_page.py`; edit the data files, not this page.
Prices stand as they were found, with their year and the VAT that they contain; Fluxion removes the VAT and brings them
to {year} with the price index below. To use other figures, copy the files that differ into a folder, edit them, and
pass it as the parameter `catalogue` (`--set catalogue=FOLDER`); it is checked when it is read.

{count} figures: {sourced} from a document that is named, {assumed} assumptions with their reasoning.
"""


@dataclass(frozen=True)
class _Row:
    place: str
    figure: str
    entry: dict[str, Any]


def catalogue_page(folder: str = "") -> str:
    """Markdown text with every figure of a catalogue, its unit, its source and its note.

    Args:
        folder: folder of the TOML files; empty for the catalogue that ships with Fluxion.

    Raises:
        InputError: the catalogue cannot be used.
    """
    catalogue = load_catalogue(folder)
    files, sources = catalogue_files(folder), catalogue_sources(folder)
    sections = {file: tuple(_rows(read_toml(files[file]), "")) for file in _FILES}
    rows = [row for section in sections.values() for row in section]
    assumed = sum(row.entry["source"] == ASSUMPTION for row in rows)
    parts = [
        _INTRODUCTION.format(year=catalogue.price_year, count=len(rows), sourced=len(rows) - assumed, assumed=assumed)
    ]
    for file, title in _FILES.items():
        parts.append(_section(title, files[file], sections[file]))
    parts.append("## Sources\n\n" + "".join(_source(key, entry) for key, entry in sources.items()))
    return "\n".join(parts)


def _section(title: str, path: Path, rows: tuple[_Row, ...]) -> str:
    lines = [
        f"## {title} (`{path.name}`)\n",
        "| what | figure | value | unit | source | note |",
        "|---|---|---:|---|---|---|",
    ]
    for row in rows:
        entry = row.entry
        source = entry["source"]
        shown = source if source == ASSUMPTION else f"[{source}](#{source})"
        unit = entry["unit"] if entry["unit"] != "1" else "-"
        if "year" in entry:
            unit += f", {entry['year']}" + (f", {100 * entry['vat']:g} % VAT" if entry["vat"] else "")
        note = entry.get("note", "")
        lines.append(f"| {row.place} | {row.figure} | {entry['value']} | {unit} | {shown} | {note} |")
    return "\n".join(lines) + "\n"


def _rows(table: dict[str, Any], place: str) -> Iterator[_Row]:
    for key, value in table.items():
        if isinstance(value, dict) and "value" in value:
            yield _Row(place, key.replace("_", " "), value)
        elif isinstance(value, dict):
            yield from _rows(value, key if not place else f"{place}, {key}")
        elif isinstance(value, list):
            for part in value:
                yield from _rows(part, f"{place}: {part['name']}")


def _source(key: str, entry: dict[str, Any]) -> str:
    return f'- <a id="{key}"></a>`{key}`: {entry["title"]}. <{entry["url"]}>\n'
