"""A design problem as a quadratic model: written for annealers, sampled here, checked by physics.

Needs the extra `qubo`: pip install "fluxion-bem[qubo]".

Usage:
    python examples/qubo_export.py [--checks 64] [--surrogate MODEL.onnx]
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from dwave.samplers import SimulatedAnnealingSampler

from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.problems import load
from fluxion.problems.qubo import QuboOptions, to_qubo
from fluxion.problems.task import define_task
from fluxion.weather import load_weather

LEVELS = {"wall_insulation_m": 3, "wwr_south": [0.2, 0.35, 0.5], "overhang_m": 2, "night_ventilation_ach": 3}
FIXED = {
    "roof_insulation_m": 0.30,
    "floor_insulation_m": 0.12,
    "wwr_east": 0.25,
    "wwr_north": 0.25,
    "wwr_west": 0.25,
    "infiltration_ach": 0.1,
    "heating_setpoint_c": 20.0,
    "cooling_setpoint_c": 25.0,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checks", type=int, default=64, help="designs to simulate")
    parser.add_argument("--surrogate", help="model file; default: the shipped one")
    given = parser.parse_args()

    problem, weather = load("office-design"), load_weather("golden")
    surrogate = SurrogateEvaluator(problem, weather, load_surrogate(problem, weather, given.surrogate))
    export = to_qubo(problem, surrogate, ["cost_eur_m2"], QuboOptions(levels=LEVELS, samples=10_000), FIXED)
    fit = export.info()["fit"]
    print(f"{export.grid.size:,} combinations as {export.model.width} bits, fitted to the surrogate")
    print(f"R2 {fit['r2']:.2f}, which says little")

    with TemporaryDirectory() as folder:
        print("files:", ", ".join(export.save(Path(folder), ("bqm", "qubo", "lp"))))

    samples = SimulatedAnnealingSampler().sample(export.bqm, num_reads=100, seed=1)
    candidates = export.decode(samples)
    print(f"{candidates.valid:.0%} of the samples are designs, {candidates.sampled} distinct ones")

    # What the model says is no result: physics has the last word.
    task = define_task(problem, PhysicsEvaluator(problem, weather), ["cost_eur_m2"], FIXED)
    answer = task.evaluate(export.grid.designs(candidates.levels[: given.checks]))
    if not answer.feasible.any():
        raise SystemExit(
            f"none of the {len(answer.F)} designs meets the limits by physics; check more of them (--checks)"
        )
    best = min((cost, row) for row, cost in enumerate(answer.F[:, 0]) if answer.feasible[row])
    print(f"best of {len(answer.F)} by physics: {best[0]:.1f} EUR/m2 with")
    print(problem.space.decode(answer.evaluation.X[[best[1]]])[0])


if __name__ == "__main__":
    main()
