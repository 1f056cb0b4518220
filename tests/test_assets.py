"""The shipped files are what the manifest says, and the shipped surrogates still imitate the engine of today."""

import json

import numpy as np
import pytest

from fluxion.assets import asset_root, manifest, sha256
from fluxion.engine import choose_engine
from fluxion.evaluation import SurrogateEvaluator, load_surrogate
from fluxion.evaluation.probes import check_engine, probe_outputs
from fluxion.problems import load
from fluxion.surrogate import Surrogate
from fluxion.weather import load_weather

#: Least R2 on held-out runs: annual outputs, and peaks and hours.
ANNUAL, OTHER = 0.995, 0.98
SEEDS = ("thermal_surrogate.onnx", "thermal_surrogate_3.onnx")


@pytest.fixture(scope="module")
def office():
    problem, weather = load("office-design"), load_weather("golden")
    return SurrogateEvaluator(problem, weather, load_surrogate(problem, weather))


def test_every_entry_of_the_manifest_matches_its_file():
    entries = manifest()
    assert entries
    for name, entry in entries.items():
        path = asset_root() / name
        assert sha256(path) == entry["sha256"], f"{name} was changed; run `make assets`"
        assert path.stat().st_size == entry["bytes"]


def test_every_binary_asset_is_in_the_manifest():
    entries = manifest()
    shipped = [p.relative_to(asset_root()).as_posix() for p in asset_root().rglob("*") if p.suffix in {".npz", ".onnx"}]
    assert sorted(shipped) == sorted(name for name in entries if name.endswith((".npz", ".onnx")))


def test_card_of_the_office_was_measured_on_two_thousand_runs_and_meets_its_targets(office):
    card = office.surrogate.card
    assert card.runs["held_out"] >= 2000
    for output in card.outputs:
        least = ANNUAL if output.name in {"heating_kwh_m2", "cooling_kwh_m2"} else OTHER
        assert output.r2 >= least, output.name
        assert 0.85 <= output.coverage <= 0.95, output.name
    assert {output.name for output in card.outputs} == set(office.problem.predicted)


@pytest.mark.slow
def test_the_office_surrogate_learned_the_physics_of_today(office):
    check_engine(office)
    assert office.surrogate.card.engine == choose_engine().label


@pytest.mark.slow
def test_the_seed_surrogates_learned_the_physics_of_today():
    problem, weather = load("reference-office"), load_weather("golden")
    today = probe_outputs(problem, weather, choose_engine())
    for name in SEEDS:
        probes = Surrogate.load(asset_root() / name).card.probes
        assert set(probes) == set(today)
        for output, values in today.items():
            scale = max(abs(value) for value in values)
            np.testing.assert_allclose(probes[output], values, rtol=0.0, atol=1e-3 * scale, err_msg=f"{name}: {output}")


def test_metrics_of_the_seed_surrogates_say_how_well_they_do():
    metrics = json.loads((asset_root() / "model_metrics.json").read_text(encoding="utf-8"))
    assert set(metrics) == set(SEEDS)
    for name in SEEDS:
        assert metrics[name]["building"]["eui_r2"] >= ANNUAL
