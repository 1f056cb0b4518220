"""``fluxion sample``: random designs of a problem as a CSV file."""

from pathlib import Path
from typing import Annotated

import typer

from fluxion.cli.console import EXIT_OK, JsonOption, ProblemOption, finish, guard


def sample(
    problem: ProblemOption,
    n: Annotated[int, typer.Option("--n", metavar="N", help="Number of designs.")],
    out: Annotated[Path, typer.Option("--out", metavar="DESIGNS.csv", help="File to write.")],
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same designs.")] = 0,
    method: Annotated[
        str, typer.Option("--method", metavar="uniform|sobol|lhs", help="How the designs are spread.")
    ] = "uniform",
    as_json: JsonOption = False,
) -> None:
    """Draw random designs of a problem."""
    with guard(as_json):
        from fluxion._files import check_writable, write_atomic
        from fluxion.design import to_frame, write_csv
        from fluxion.problems import load

        space = load(problem).space
        check_writable(out)
        frame = to_frame(space.sample(n, seed, method), space)
        write_atomic(out, lambda path: write_csv(frame, path))
        payload = {"command": "sample", "problem": problem, "rows": n, "seed": seed, "method": method, "out": str(out)}
        finish(payload, [f"{n} designs of {problem} ({method}, seed {seed}) in {out}"], EXIT_OK, as_json)
