import matplotlib.image
import numpy as np
import pytest

from fluxion.search import run_study
from fluxion.search.labels import label
from fluxion.search.plot import draw


def coloured(path, red, green, blue):
    """Pixels close to a colour given as 0-255."""
    image = matplotlib.image.imread(path)[:, :, :3] * 255.0
    return int((np.abs(image - [red, green, blue]).max(axis=2) < 12.0).sum())


def test_front_claims_and_baseline_are_drawn(valley_run, tmp_path):
    path = tmp_path / "pareto.png"
    draw(valley_run, path)
    assert coloured(path, 0x0B, 0x53, 0x94) > 500
    assert coloured(path, 0xE6, 0x91, 0x38) > 100
    assert coloured(path, 0xA6, 0x1C, 0x00) > 100


@pytest.mark.parametrize("objectives", [["f2"], ["f1", "f2", "twice"], ["f1", "f2", "twice", "height"]])
def test_any_number_of_objectives(valley_setup, tmp_path, objectives):
    result = run_study(valley_setup(objectives=objectives, budget=20, rounds=2, generations=5))
    draw(result, tmp_path / "pareto.png")
    assert coloured(tmp_path / "pareto.png", 0x0B, 0x53, 0x94) > 50


def test_a_run_without_a_front(valley_setup, valley, tmp_path):
    result = run_study(valley_setup(problem=valley.with_settings(far=-1.0), budget=20, rounds=2, generations=5))
    draw(result, tmp_path / "pareto.png")
    assert coloured(tmp_path / "pareto.png", 0x0B, 0x53, 0x94) == 0
    assert coloured(tmp_path / "pareto.png", 0xA6, 0x1C, 0x00) > 100


def test_labels_have_units():
    assert label("energy_kwh_m2") == "energy [kWh/(m² a)]"
    assert label("carbon_kgco2e_m2") == "carbon [kg CO₂e/m²]"
    assert label("hours_above_26") == "hours above 26"
