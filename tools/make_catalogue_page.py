"""Write docs/catalogue.md from the data files of the shipped catalogue."""

from pathlib import Path

from fluxion.problems.office_design.page import catalogue_page

if __name__ == "__main__":
    target = Path(__file__).resolve().parent.parent / "docs" / "catalogue.md"
    target.write_text(catalogue_page(), encoding="utf-8")
    print(f"wrote {target}")
