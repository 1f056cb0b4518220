"""A report as files: the page, and the pictures beside it."""

from pathlib import Path

from fluxion._files import check_folder, check_writable, make_folder, write_text_atomic
from fluxion.report.gathered import Report
from fluxion.report.page import check_packages, render
from fluxion.report.pictures import draw_pictures

PAGE, PICTURES = "report.html", "report"


def check_place(folder: Path, page: Path | None) -> Path:
    """Refuse a place for a report before anything is computed; the path of the page.

    Args:
        folder: of the run, where the pictures go.
        page: where the page goes; None: into the folder.

    Raises:
        InputError: page or pictures cannot be written there.
        MissingDependencyError: a package of the extra `report` is not installed.
    """
    check_packages()
    place = page if page is not None else folder / PAGE
    check_folder(folder / PICTURES)
    check_writable(place)
    return place


def write_report(report: Report, page: Path | None = None) -> tuple[str, ...]:
    """Write page and pictures; their paths, relative to the run's folder where they lie in it.

    Args:
        report: what to write.
        page: where the page goes; None: `PAGE` in the folder of the run.

    Raises:
        InputError: page or pictures cannot be written.
        MissingDependencyError: a package of the extra `report` is not installed.
    """
    folder = report.run.folder
    place = check_place(folder, page)
    text = render(report)
    make_folder(folder / PICTURES)
    names = draw_pictures(report, folder / PICTURES)
    write_text_atomic(place, text)
    shown = place.name if place.parent == folder else str(place)
    return (shown, *[f"{PICTURES}/{name}" for name in names])
