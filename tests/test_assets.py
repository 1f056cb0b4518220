"""The shipped files are what the manifest says, and the shipped surrogates still imitate the engine of today."""

import json

import numpy as np
import pytest

from fluxion.assets import asset_root, manifest, sha256
from fluxion.engine import ANNUAL_BALANCE, choose_engine
from fluxion.evaluation import SurrogateEvaluator, load_surrogate
from fluxion.evaluation.probes import check_engine, probe_outputs
from fluxion.problems import load
from fluxion.surrogate import Surrogate
from fluxion.surrogate.balance import balance_residual
from fluxion.training.monotone import violations
from fluxion.weather import Weather, load_weather

#: Least R2 on held-out runs: annual loads and energy, and all others; largest CV(RMSE) of the former.
ANNUAL, OTHER, ANNUAL_CV = 0.999, 0.99, 0.02
SEEDS = ("thermal_surrogate.onnx", "thermal_surrogate_3.onnx")


@pytest.fixture(scope="module", params=Weather.names())
def office(request):
    problem, weather = load("office-design"), load_weather(request.param)
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


def test_cards_of_the_offices_were_measured_on_four_thousand_runs_and_meet_their_targets(office):
    card = office.surrogate.card
    assert card.runs["held_out"] >= 3990
    assert card.runs["calibration"] >= 4090
    for output in card.outputs:
        if np.isnan(output.r2):
            # Internal gains are the same in every design.
            assert output.cv_rmse <= 1e-5, output.name
            continue
        annual = output.name in {"heating_kwh_m2", "cooling_kwh_m2"}
        assert output.r2 >= (ANNUAL if annual else OTHER), output.name
        assert output.cv_rmse <= (ANNUAL_CV if annual else np.inf), output.name
        assert 0.88 <= output.coverage <= 0.92, output.name
    assert {output.name for output in card.outputs} == set(office.problem.predicted)
    scores = {score.name: score for score in card.scores}
    assert scores["energy_kwh_m2"].r2 >= ANNUAL
    assert scores["energy_kwh_m2"].cv_rmse <= ANNUAL_CV


def test_the_balance_of_ten_thousand_random_offices_closes(office):
    card = office.surrogate.card
    assert card.balance == ANNUAL_BALANCE
    prediction = office.surrogate.predict(card.space.sample(10_000, 77, "uniform"))
    assert balance_residual(prediction.mean, card.balance, 10_000).max() <= 1e-5
    for output in card.outputs:
        assert output.lower is None or prediction.mean[output.name].min() >= output.lower
        assert output.upper is None or prediction.mean[output.name].max() <= output.upper


@pytest.mark.slow
def test_what_the_offices_call_monotone_is_so_on_ten_thousand_steps(office):
    card, surrogate = office.surrogate.card, office.surrogate
    assert card.monotone

    def model(X):
        return np.stack(list(surrogate.predict(X).mean.values()), axis=1)

    known = office.problem.properties(office.problem.settings)
    found = violations(model, card.space, card.targets, card.monotone, known, steps=10_000, seed=77)
    assert {output: signs for output, signs in found.items() if any(signs.values())} == {}


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
