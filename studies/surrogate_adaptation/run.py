"""Measure how a surrogate adapts; writes results.json and the tables of the README beside this file.

python studies/surrogate_adaptation/run.py            # everything
python studies/surrogate_adaptation/run.py transfer   # one part, the others are kept
"""

import argparse
import json
from functools import partial
from pathlib import Path

import numpy as np
from alternatives import kernel_from_scratch, same_points
from rounds import WAYS, factor, factors_by_output, live, overall
from simulations import physics, simulated, train

from fluxion.design import DesignProblem
from fluxion.evaluation import shipped_model
from fluxion.problems import load
from fluxion.problems.task import define_task
from fluxion.surrogate import Surrogate
from fluxion.surrogate.adaptation import AdaptiveSurrogate, Observations, transfer
from fluxion.surrogate.adaptation.replay import deviations
from fluxion.typing import FloatArray
from fluxion.weather import load_weather

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CLIMATE, OTHERS = "golden", ("chicago", "sterling", "tampa", "san-francisco")
#: Sobol runs and seed of 'make assets', so that the runs of the shipped surrogates serve here too.
SEED, RUNS, HELD_OUT = 1, 1000, 4000
CHANGED = {"internal_gains_w_m2": 20.0, "ventilation_l_s_m2": 0.8}


def part_rounds(folder: Path, rounds: int, seeds: int) -> dict:
    """Rounds of search with a surrogate of 1,000 runs."""
    problem = load("office-design")
    start, known, held, random = _small_model(problem, folder)
    scale = deviations(random.Y)
    truth = define_task(problem, physics(problem, load_weather(CLIMATE)))
    make = partial(AdaptiveSurrogate, start, known, held)
    result: dict = {"rounds": rounds, "seeds": seeds, "outputs": list(problem.predicted), "ways": {}}
    lineages: dict = {}
    for way in WAYS:
        lineages[way] = [live(way, truth, make, random, scale, rounds, seed) for seed in range(seeds)]
        result["ways"][way] = _summary(lineages[way])
        print(way, json.dumps(result["ways"][way]), flush=True)
    batches = [one.batches for one in lineages["never"]]
    own = partial(AdaptiveSurrogate, start)
    result["same_points"] = same_points(truth, make, own, batches, random, scale)
    print(json.dumps(result["same_points"]), flush=True)
    result["poison"] = _poison(make, lineages["adapted"][0].batches, random, scale)
    return result


def _small_model(problem: DesignProblem, folder: Path) -> tuple[bytes, Observations, Observations, Observations]:
    """A model of 1,000 runs, the runs it was trained on, those of them that it was not, and random ones."""
    card, runs, random = simulated(problem, CLIMATE, RUNS, HELD_OUT, SEED, folder, f"{problem.name}-{CLIMATE}")
    place = folder / f"{problem.name}-{CLIMATE}-of-{RUNS}.onnx"
    if not place.exists():
        place.write_bytes(train(problem, card, runs, random, 0).data)
    # The same split as in training: its first parts stop it and set the intervals, the rest sets weights.
    order = np.random.default_rng(0).permutation(np.arange(len(runs)))
    apart = round(0.06 * len(runs)) + round(0.2 * len(runs))
    return place.read_bytes(), runs.part(order[apart:]), runs.part(order[:apart]), random


def _summary(lineages: list) -> dict:
    untaught, error = ([_pooled(one, name) for one in lineages] for name in ("untaught", "error"))
    return {
        "factor": [factor(one.untaught, one.error) for one in lineages],
        "factor_by_round": np.sqrt(
            np.mean([np.square(o.untaught).mean(axis=1) for o in lineages], axis=0)
            / np.mean([np.square(o.error).mean(axis=1) for o in lineages], axis=0)
        ).tolist(),
        "factor_by_output": np.mean([factors_by_output(one) for one in lineages], axis=0).tolist(),
        "front_error": float(np.mean(error)),
        "front_error_untaught": float(np.mean(untaught)),
        "random_ratio": float(np.mean([one.random[-1] / one.random[0] for one in lineages])),
        "random_ratio_worst": float(np.max([max(one.random) / one.random[0] for one in lineages])),
        "covered": float(np.mean([np.mean(one.covered[1:]) for one in lineages])),
        "random_covered": float(np.mean([np.mean(one.random_covered[1:]) for one in lineages])),
        "refused": sum(one.refused for one in lineages),
        "cpu_ms": float(np.median([1e3 * s for one in lineages for s in one.seconds])) if lineages[0].seconds else 0.0,
    }


def _pooled(lineage: object, name: str) -> float:
    return overall(getattr(lineage, name))


def _poison(make: partial, batches: list[Observations], random: Observations, scale: FloatArray) -> list[dict]:
    """Wrong observations shown after some honest ones."""
    upper = np.array([np.inf if one.upper is None else one.upper for one in make().surrogate.card.outputs])
    generator = np.random.default_rng(0)

    def of_random(batch: Observations) -> FloatArray:
        return random.Y[generator.permutation(len(random))[: len(batch)]]

    kinds = {
        "rows in another order": lambda batch: generator.permutation(batch.Y),
        "heating and cooling swapped": lambda batch: batch.Y[:, [1, 0, *range(2, batch.Y.shape[1])]],
        "heating in MJ instead of kWh": lambda batch: batch.Y * np.r_[3.6, np.ones(batch.Y.shape[1] - 1)],
        "everything doubled": lambda batch: np.minimum(2.0 * batch.Y, upper),
        "outputs of other designs": of_random,
        "everything a tenth too low": lambda batch: 0.9 * batch.Y,
    }
    result = []
    for name, spoil in kinds.items():
        row: dict = {"what": name}
        for earlier in sorted({0, 1, len(batches) // 2, len(batches) - 1}):
            adaptive = make()
            for batch in batches[:earlier]:
                adaptive.observe(batch.X, batch.Y)
            before = adaptive.surrogate
            update = adaptive.observe(batches[earlier].X, spoil(batches[earlier]))
            ratio = _error(adaptive.surrogate, random, scale) / _error(before, random, scale)
            row[str(earlier)] = {"refused": not update.accepted, "random_ratio": ratio, "reason": update.reason}
        print(name, json.dumps(row), flush=True)
        result.append(row)
    return result


def _error(surrogate: Surrogate, at: Observations, scale: FloatArray) -> float:
    mean = surrogate.predict(at.X).mean
    values = np.stack([mean[name] for name in surrogate.card.targets], axis=1)
    return float(np.sqrt(np.square((values - at.Y) / scale).mean()))


def part_transfer(folder: Path, sizes: tuple[int, ...] = (50,)) -> list[dict]:
    """From the shipped surrogate of one climate to other climates and to a changed building."""
    problem = load("office-design")
    start = shipped_model(problem, load_weather(CLIMATE)).read_bytes()
    changed = problem.with_settings(**CHANGED)
    cases = [(climate, problem, f"{problem.name}-{climate}") for climate in OTHERS]
    cases.append((CLIMATE, changed, "adaptation-changed-building"))
    result = []
    for climate, case, name in cases:
        card, runs, random = simulated(case, climate, max(sizes), 1000, SEED, folder, name)
        scale = deviations(random.Y)
        what = climate if case is problem else "other gains and ventilation"
        for size in sizes:
            few = runs.part(np.arange(min(size, len(runs))))
            moved = Surrogate.from_bytes(transfer(start, few, card))
            alone = Surrogate.from_bytes(train(case, card, few, random, 0).data)
            by_kernel = kernel_from_scratch(case.space, few, random)
            row = {
                "to": what,
                "runs": len(few),
                "untouched": _error(Surrogate.from_bytes(start), random, scale),
                "transfer": _error(moved, random, scale),
                "network": _error(alone, random, scale),
                "kernel": float(np.sqrt(np.square((by_kernel - random.Y) / scale).mean())),
                "covered": _covered(moved, random),
            }
            print(json.dumps(row), flush=True)
            result.append(row)
    return result


def _covered(surrogate: Surrogate, at: Observations) -> float:
    prediction = surrogate.predict(at.X)
    inside = [
        (at.Y[:, j] >= prediction.lower[name] - 1e-3) & (at.Y[:, j] <= prediction.upper[name] + 1e-3)
        for j, name in enumerate(surrogate.card.targets)
    ]
    return float(np.mean(inside))


def tables(results: dict) -> str:
    """The results as Markdown."""
    lines = []
    if "rounds" in results:
        lines += _round_tables(results["rounds"])
    if "transfer" in results:
        head = "| to | runs | untouched | transfer | network from scratch | kernel ridge from scratch | covered |"
        lines += ["", head, "|---|---|---|---|---|---|---|"]
        lines += [
            f"| {r['to']} | {r['runs']} | {r['untouched']:.3f} | **{r['transfer']:.3f}** | {r['network']:.3f} "
            f"| {r['kernel']:.3f} | {r['covered']:.0%} |"
            for r in results["transfer"]
        ]
    return "\n".join(lines)


def _round_tables(part: dict) -> list[str]:
    head = (
        "| way | error on the next front | of the never adapted there | factor | by round, from the second | random "
        "designs | next front covered | random covered | CPU per update |"
    )
    lines = [head, "|---|---|---|---|---|---|---|---|---|"]
    for name, r in part["ways"].items():
        by_round = " ".join(f"{f:.1f}" for f in r["factor_by_round"][1:])
        pooled = r["front_error_untaught"] / r["front_error"]
        lines.append(
            f"| {name} | {r['front_error']:.3f} | {r['front_error_untaught']:.3f} | **{pooled:.2f}** | {by_round} "
            f"| {r['random_ratio'] - 1.0:+.1%} | {r['covered']:.0%} | {r['random_covered']:.0%} "
            f"| {r['cpu_ms']:.0f} ms |"
        )
    lines += ["", "| way | factor | random designs |", "|---|---|---|"]
    lines += [f"| {r['way']} | {r['factor']:.2f} | {r['random_ratio'] - 1.0:+.1%} |" for r in part["same_points"]]
    lines += [
        "",
        "| output | " + " | ".join(part["ways"]) + " |",
        "|---" * (1 + len(part["ways"])) + "|",
    ]
    for j, output in enumerate(part["outputs"]):
        cells = " | ".join(f"{r['factor_by_output'][j]:.1f}" for r in part["ways"].values())
        lines.append(f"| {output} | {cells} |")
    earlier = [key for key in part["poison"][0] if key != "what"]
    lines += ["", "| wrong batch | " + " | ".join(f"after {k} honest" for k in earlier) + " |"]
    lines.append("|---" * (1 + len(earlier)) + "|")
    for row in part["poison"]:
        cells = [
            "refused" if row[k]["refused"] else f"accepted, random designs {row[k]['random_ratio'] - 1.0:+.1%}"
            for k in earlier
        ]
        lines.append(f"| {row['what']} | " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=["all", "rounds", "transfer"], default="all")
    parser.add_argument("--data", type=Path, default=ROOT / "build" / "surrogates", help="folder of physics runs")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=1)
    asked = parser.parse_args()
    file = HERE / "results.json"
    results = json.loads(file.read_text()) if file.exists() else {}
    if asked.part in ("all", "rounds"):
        results["rounds"] = part_rounds(asked.data, asked.rounds, asked.seeds)
        file.write_text(json.dumps(results, indent=1) + "\n")
    if asked.part in ("all", "transfer"):
        results["transfer"] = part_transfer(asked.data)
        file.write_text(json.dumps(results, indent=1) + "\n")
    readme = HERE / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split("<!-- results: begin -->")
    after = rest.split("<!-- results: end -->")[1]
    text = f"{before}<!-- results: begin -->\n{tables(results)}\n<!-- results: end -->{after}"
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
