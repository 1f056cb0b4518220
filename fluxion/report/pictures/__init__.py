"""Pictures of a report as PNG files, for papers and slides; the page has the same content to explore."""

from pathlib import Path

from fluxion._files import write_atomic
from fluxion.report.gathered import Report
from fluxion.report.pictures.canvas import save
from fluxion.report.pictures.front import front_picture, parallel_picture
from fluxion.report.pictures.progress import course_picture, spread_picture
from fluxion.report.pictures.years import duration_picture, monthly_picture
from fluxion.sensitivity.plot import draw

__all__ = ["draw_pictures"]


def draw_pictures(report: Report, folder: Path) -> tuple[str, ...]:
    """Write the pictures of a report into `folder`; names of the files. A picture without data is left out.

    Raises:
        InputError: the folder cannot be written.
    """
    figures = {"convergence.png": course_picture(report)}
    if report.run.ok.any():
        figures |= {"front.png": front_picture(report), "parallel.png": parallel_picture(report)}
    if report.run.searched:
        figures["variables.png"] = spread_picture(report)
    if report.years:
        figures["monthly_balance.png"] = monthly_picture(report.years)
        figures["load_duration.png"] = duration_picture(report.years)
    for name, figure in figures.items():
        write_atomic(folder / name, lambda path, figure=figure: save(figure, path))  # type: ignore[misc]
    names = sorted(figures)
    result = report.sensitivity
    if result is not None:
        write_atomic(folder / "sensitivities.png", lambda path: draw(result, path))
        names.append("sensitivities.png")
    return tuple(names)
