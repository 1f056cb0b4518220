import pytest

from fluxion.evaluation import is_result_column
from fluxion.problems import load

RESULTS = [
    "heating_kwh_m2",
    "energy_kwh_m2",
    "g_overheating",
    "status",
    "heating_kwh_m2_lo",
    "cost_eur_m2_claimed",
    "heating_kwh_m2_claimed_hi",
    "origin",
    "on_front",
]


@pytest.mark.parametrize("name", RESULTS)
def test_results_are_known(name):
    assert is_result_column(load("office-design"), name)


@pytest.mark.parametrize("name", ["window", "wwr_south", "heating_kwh", "wwr_suoth", "window_lo", "_lo", "", "energy"])
def test_variables_and_unknown_names_are_no_results(name):
    assert not is_result_column(load("office-design"), name)
