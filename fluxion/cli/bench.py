"""``fluxion bench``: what a design costs in physics and on the surrogate."""

from typing import Annotated

import typer

from fluxion.cli.console import EXIT_OK, JsonOption, ProblemOption, WeatherOption, finish, guard
from fluxion.cli.progress import watch


def bench(
    problem: ProblemOption = "office-design",
    weather: WeatherOption = "golden",
    designs: Annotated[int, typer.Option("--designs", metavar="N", min=1, help="Designs per measurement.")] = 8,
    repeats: Annotated[int, typer.Option("--repeats", metavar="N", min=1, help="Measurements per figure.")] = 3,
    as_json: JsonOption = False,
) -> None:
    """Measure the cost of an answer; figures are medians of one run."""
    with guard(as_json):
        from fluxion.benchmark import measure

        with watch() as report:
            result = measure(problem, weather, designs, repeats, lambda done, total: report("measuring", done, total))
        lines = [
            f"{result.problem} in {result.weather}, engine {result.engine}",
            f"physics    {result.physics_ms:9.1f} ms a design on one thread",
            f"           {result.physics_two_threads_ms:9.1f} ms a design on two threads",
            *(f"surrogate  {us:9.2f} us a design in calls of {rows}" for rows, us in result.surrogate_us.items()),
        ]
        if result.speed_up is not None:
            lines.append(f"surrogate over physics, one thread: {result.speed_up:.0f}x")
        finish({"command": "bench", **result.to_dict()}, lines, EXIT_OK, as_json)
