"""``fluxion sensitivity``: which variables matter for which objective and constraint."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxion.cli.console import (
    EXIT_OK,
    JsonOption,
    ProviderOption,
    SetOption,
    StepsOption,
    finish,
    guard,
    pairs,
)
from fluxion.cli.progress import watch
from fluxion.cli.study_options import names_of, study_of

if TYPE_CHECKING:
    from fluxion.sensitivity import Sensitivity

# Variables that are named per quantity on the terminal; the files have all.
_NAMED = 4

_EXAMPLE = "sensitivity --problem office-design --weather golden --out runs/sensitivity"


def sensitivity(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files; made if missing.")],
    study: Annotated[Path | None, typer.Argument(metavar="STUDY.toml", help="Study file.")] = None,
    problem: Annotated[str | None, typer.Option("--problem", metavar="NAME", help="Problem, without a study.")] = None,
    weather: Annotated[
        str | None, typer.Option("--weather", metavar="NAME|FILE.epw", help="Climate, without a study.")
    ] = None,
    objectives: Annotated[
        str | None, typer.Option("--objectives", metavar="A,B", help="Columns to explain; default: the problem's.")
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(
            "--samples", metavar="N", help="Sobol sample, a power of 2; 0: none; default: 4096, or 64 on physics."
        ),
    ] = None,
    trajectories: Annotated[
        int | None, typer.Option("--trajectories", metavar="N", help="Morris trajectories in physics; default: 16.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same indices.")] = 0,
    surrogate: Annotated[
        str | None, typer.Option("--surrogate", metavar="MODEL|none", help="Model file; default: the shipped one.")
    ] = None,
    provider: ProviderOption = None,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="reference|batch|auto", help="Physics engine; default: the study's."),
    ] = None,
    steps_per_hour: StepsOption = None,
    settings: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank the variables: Sobol indices on the surrogate, Morris effects in physics, and how far the two agree.

    The whole range of every free variable counts, near the front or not. Options beside STUDY.toml take the place
    of its values.
    """
    with guard(as_json):
        from fluxion._files import check_folder
        from fluxion.search import prepare
        from fluxion.sensitivity import analyse, write_sensitivity
        from fluxion.sensitivity.analysis import TRAJECTORIES
        from fluxion.surrogate.providers import provider_order

        given = {
            "engine": engine,
            "steps_per_hour": steps_per_hour,
            "surrogate": surrogate,
            "objectives": names_of(objectives),
        }
        config = study_of(_EXAMPLE, study, problem, weather, given, pairs(settings, "--set"))
        check_folder(out)
        setup = prepare(config, provider_order(provider))
        with watch() as report:
            result = analyse(
                setup.truth,
                setup.surrogate,
                _method(setup.method, setup.surrogate is not None),
                setup.weather,
                samples=samples,
                trajectories=TRAJECTORIES if trajectories is None else trajectories,
                seed=seed,
                progress=report,
            )
        names = write_sensitivity(result, out)
        finish(_payload(result, out, names), _lines(result, out, names), EXIT_OK, as_json)


def _method(method: str, has_surrogate: bool) -> str:
    """What a search would say of itself, said of an analysis."""
    if has_surrogate:
        return "Sobol indices on the surrogate, checked by physics; Morris effects in physics."
    _, _, reason = method.partition(", ")
    return f"All indices on physics, {reason}" if reason else "All indices on physics."


def _payload(result: "Sensitivity", out: Path, names: tuple[str, ...]) -> dict[str, Any]:
    from fluxion.sensitivity.files import to_plain

    return {"command": "sensitivity", **to_plain(result), "out": str(out), "files": list(names)}


def _lines(result: "Sensitivity", out: Path, names: tuple[str, ...]) -> list[str]:
    lines = [result.method]
    for name in result.quantities:
        shown = ", ".join(f"{variable} {share}" for variable, share in result.leading(name, _NAMED))
        lines.append(f"{name}: {shown or 'no variable moves it'}")
    if result.sobol is not None:
        lines.append("shares of the variance, interactions included; they may add up to more than 100 %")
    if result.lost:
        lines.append(f"{result.lost} designs are left out, because a design of their block has no result")
    return [*lines, result.verdict, f"{', '.join(names)} in {out}"]
