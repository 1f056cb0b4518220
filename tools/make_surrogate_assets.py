"""Make the surrogates that ship with Fluxion, and the seed assets of the first users.

Run from the repository root with the extra "train" installed:

    python tools/make_surrogate_assets.py            # everything
    python tools/make_surrogate_assets.py office     # assets/surrogates/office-design-*.onnx and their cards
    python tools/make_surrogate_assets.py seed       # assets/thermal_surrogate*.onnx, training data, metrics

Physics runs are kept in build/surrogates and used again while problem, weather and physics are the same, so an
interrupted run goes on where it stopped.
"""

import argparse
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from asset_manifest import update_manifest

from fluxion.cli.progress import watch
from fluxion.design import DesignSpace
from fluxion.engine import choose_engine
from fluxion.evaluation import PhysicsEvaluator, designs_of_piece
from fluxion.evaluation.probes import probe_outputs
from fluxion.problems import load
from fluxion.problems.reference_office.genes import predicted_genes
from fluxion.surrogate import ModelCard
from fluxion.surrogate.card import probe_fingerprint
from fluxion.training.fit import FitOptions
from fluxion.training.pipeline import TrainedModel, train_on_runs, train_surrogate
from fluxion.training.split import Runs, SplitRuns
from fluxion.training.targets import Target
from fluxion.weather import Weather, load_weather

ROOT = Path(__file__).resolve().parent.parent
ASSETS, WORK = ROOT / "assets", ROOT / "build" / "surrogates"
MADE_BY = "tools/make_surrogate_assets.py"

OFFICE_SEED = 1
#: Physics runs of each climate; where little is heated or cooled, twice the default makes the loads more exact.
OFFICE_RUNS = 40960
GENES = ("window_u", "heating_setpoint_c", "cooling_setpoint_c")
#: Samples of the seed assets by use: 500 in all.
SEED_RUNS = {"training": 320, "validation": 40, "calibration": 60, "held_out": 80}


def make_offices(climates: Sequence[str], threads: int | None) -> None:
    """The surrogates of office-design in these climates, with their cards as pages."""
    problem = load("office-design")
    folder = ASSETS / "surrogates"
    for made in (WORK, folder):
        made.mkdir(parents=True, exist_ok=True)
    for climate in climates:
        name = f"{problem.name}-{climate}"
        with watch() as report:
            model = train_surrogate(
                problem,
                load_weather(climate),
                runs=OFFICE_RUNS,
                seed=OFFICE_SEED,
                data=WORK / f"{name}.npz",
                options=FitOptions(threads=threads),
                progress=report,
            )
        (folder / f"{name}.onnx").write_bytes(model.data)
        (folder / f"{name}.md").write_text(model.card.to_markdown(), encoding="utf-8")
        origin = _origin(model.card)
        update_manifest(ASSETS, f"surrogates/{name}", {f"surrogates/{name}.{e}": origin for e in ("onnx", "md")})
        for output in model.card.outputs:
            print(f"{name}, {output.name}: R2 {output.r2:.5f} ({output.judged_on}), coverage {output.coverage:.1%}")
        for score in model.card.scores:
            print(f"{name}, {score.name}: R2 {score.r2:.5f}, CV(RMSE) {score.cv_rmse:.2%}")


def make_seed() -> None:
    """Annual loads of the ten zones of the reference office, from two genes and from three."""
    arrays: dict[str, np.ndarray] = {}
    metrics = {}
    for file, genes in (("thermal_surrogate.onnx", GENES[:2]), ("thermal_surrogate_3.onnx", GENES)):
        model, samples = _seed_model(genes)
        (ASSETS / file).write_bytes(model.data)
        tag = f"genes{len(genes)}"
        arrays |= {f"{tag}_{key}": values for key, values in samples.items()}
        metrics[file] = _seed_metrics(model, samples)
        update_manifest(ASSETS, file, {file: _origin(model.card)})
        print(f"{file}: {json.dumps(metrics[file]['building'])}")
    np.savez_compressed(ASSETS / "training_data.npz", **arrays)
    (ASSETS / "model_metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    for file in ("training_data.npz", "model_metrics.json"):
        update_manifest(
            ASSETS, file, {file: {"made_by": MADE_BY, "weather": "golden", "samples": sum(SEED_RUNS.values())}}
        )


def _seed_samples(genes: tuple[str, ...], space: DesignSpace, fingerprint: str) -> dict[str, np.ndarray]:
    """Physics runs of the office with all other variables at their defaults; kept while the physics is the same."""
    kept = WORK / f"seed-{len(genes)}.npz"
    if kept.is_file():
        with np.load(kept) as content:
            if str(content["fingerprint"]) == fingerprint:
                return {key: content[key] for key in content.files if key != "fingerprint"}
    problem, weather = load("reference-office"), load_weather("golden")
    count = sum(SEED_RUNS.values())
    X = space.sample(count, len(genes), "sobol")
    designs = np.tile(problem.baseline, (count, 1))
    designs[:, [problem.space.index(name) for name in genes]] = X
    evaluator = PhysicsEvaluator(problem, weather)
    zones = []
    with watch() as report:
        size = designs_of_piece(evaluator)
        for start in range(0, count, size):
            zones.append(evaluator.compute(designs[start : start + size]).zones)
            report(f"simulate {len(genes)} genes", min(start + size, count), count)
    heating, cooling = (np.concatenate([z.outputs[name] for z in zones]) for name in ("heating_kwh", "cooling_kwh"))
    samples = {
        "designs": X,
        "names": np.array(genes),
        "zones": np.array(zones[0].names),
        "heating_kwh": heating,
        "cooling_kwh": cooling,
        "floor_area_m2": np.concatenate([z.area_m2 for z in zones])[0],
    }
    WORK.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(kept, fingerprint=np.array(fingerprint), **samples)
    return samples


def _seed_model(genes: tuple[str, ...]) -> tuple[TrainedModel, dict[str, np.ndarray]]:
    problem, weather = load("reference-office"), load_weather("golden")
    space = DesignSpace(tuple(problem.space.variable(name) for name in genes))
    probes = probe_outputs(problem, weather, choose_engine())
    fingerprint = probe_fingerprint(probes)
    samples = _seed_samples(genes, space, fingerprint)
    runs = Runs(samples["designs"], samples["heating_kwh"] + samples["cooling_kwh"])
    count = len(runs.X)
    edges = np.cumsum([0, *SEED_RUNS.values()])
    order = np.random.default_rng(0).permutation(count)
    parts = [runs.part(order[a:b]) for a, b in pairwise(edges)]
    samples["held_out"] = np.isin(np.arange(count), order[edges[-2] :])
    card = ModelCard(
        title=f"Annual loads of the ten zones of the reference office, {', '.join(genes)}, {weather.name}",
        problem=problem.name,
        space_json=space.to_json(),
        settings=dict(problem.settings),
        weather=weather.name,
        weather_fingerprint=weather.fingerprint(),
        engine=choose_engine().label,
        engine_fingerprint=fingerprint,
        probes=probes,
        outputs=(),
        confidence=0.9,
        runs={},
        training={"sampling": f"Sobol, seed {len(genes)}; all other variables at their defaults"},
    )
    targets = [Target(f"{zone}_kwh", "kWh") for zone in samples["zones"].tolist()]
    # One small network: the loads are smooth in two or three numbers, and users open this file by themselves.
    options = FitOptions(members=1, hidden=(64, 64), epochs=1500, batch=32, patience=1500)
    scores = predicted_genes(genes, 2).scores
    return train_on_runs(SplitRuns(*parts), space, targets, card, options, scores=scores), samples


def _seed_metrics(model: TrainedModel, samples: dict[str, np.ndarray]) -> dict[str, object]:
    """Held-out errors per zone from the card, and of the building's energy use intensity."""
    from fluxion.surrogate import Surrogate

    rows = samples["held_out"]
    prediction = Surrogate.from_bytes(model.data).predict(samples["designs"][rows])
    area = samples["floor_area_m2"].sum()
    mean = np.stack([prediction.mean[name] for name in model.card.targets], axis=1).sum(axis=1) / area
    true = (samples["heating_kwh"] + samples["cooling_kwh"])[rows].sum(axis=1) / area
    error = mean - true
    zones = {
        one.name: {"r2": one.r2, "rmse_kwh": one.rmse, "mae_kwh": one.mae, "coverage": one.coverage}
        for one in model.card.outputs
    }
    building = {
        "eui_mae_kwh_m2": float(np.abs(error).mean()),
        "eui_rmse_kwh_m2": float(np.sqrt(np.square(error).mean())),
        "eui_r2": float(1.0 - np.square(error).sum() / np.square(true - true.mean()).sum()),
    }
    return {
        "inputs": list(samples["names"].tolist()),
        "runs": dict(model.card.runs),
        "building": building,
        "zones": zones,
    }


def _origin(card: ModelCard) -> dict[str, object]:
    return {
        "made_by": MADE_BY,
        "problem": card.problem,
        "weather": card.weather,
        "engine": card.engine,
        "engine_fingerprint": card.engine_fingerprint,
        "runs": dict(card.runs),
        "versions": dict(card.versions),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", choices=("all", "office", "seed"), default="all")
    parser.add_argument("--climate", choices=Weather.names(), help="only the office of this climate")
    parser.add_argument(
        "--threads", type=int, help="threads of the training; one for each of several climates at a time"
    )
    given = parser.parse_args()
    if given.part in ("all", "seed"):
        make_seed()
    if given.part in ("all", "office"):
        make_offices(Weather.names() if given.climate is None else (given.climate,), given.threads)


if __name__ == "__main__":
    main()
