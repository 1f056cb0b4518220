"""Objectives: exact, vectorised, and moving in the direction that an engineer expects."""

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.problems.office_design.carbon import life_cycle_carbon
from fluxion.problems.office_design.cost import global_cost, replacements, upkeep_factor
from fluxion.problems.office_design.energy import final_energy
from fluxion.problems.office_design.quantities import (
    FACADE_AREA,
    FLOOR_AREA,
    OVERHANG_LENGTH,
    PARTITION_AREA,
    VOLUME,
    bill_of_quantities,
    hygienic_flow,
    window_area,
)

FIXED = {
    "heating_kwh_m2": 25.0,
    "cooling_kwh_m2": 15.0,
    "heating_peak_kw": 70.0,
    "cooling_peak_kw": 50.0,
    "hours_above_26_occ": 261.0,
    "hours_above_adaptive_occ": 26.1,
    "night_ventilation_m3": 1e6,
}


def scores(problem, *designs, **outputs):
    X = problem.space.encode(designs)
    return problem.scores(X, {name: np.full(len(X), value) for name, value in {**FIXED, **outputs}.items()})


def test_many_rows_equal_one_row_at_a_time(problem, loads):
    X = problem.space.sample(64, seed=5)
    outputs = loads(64, seed=5)
    together = problem.scores(X, outputs)
    for i in range(64):
        alone = problem.scores(X[i : i + 1], {name: values[i : i + 1] for name, values in outputs.items()})
        for name, values in together.items():
            assert alone[name][0] == pytest.approx(values[i], rel=1e-12, abs=1e-12), name


def test_one_design_as_numbers_is_the_same_to_the_bit_as_columns_of_one_row(problem, loads):
    X = problem.space.sample(64, seed=6)
    outputs = loads(64, seed=6)
    for i in range(64):
        one = {name: values[i : i + 1] for name, values in outputs.items()}
        # Plain columns are taken as they are.
        columns = dict(problem.space.columns(X[i : i + 1]))
        expected = problem.score(columns, problem.settings, one)
        for name, values in problem.scores(X[i : i + 1], one).items():
            assert values.shape == (1,)
            assert values[0] == expected[name][0], name


def naive(problem, catalogue, design, outputs):
    """Cost and carbon of one design, added up component by component in plain Python."""
    settings, rate = problem.settings, problem.settings["discount_rate"]
    columns = problem.space.columns(design[None])
    row = {name: values[0] for name, values in columns.items()}
    glass = float(window_area(columns)[0])
    opaque, storey = sum(FACADE_AREA.values()) - glass, FLOOR_AREA / 2
    air = hygienic_flow(settings) * 3600.0
    tighter = float(
        np.maximum(np.log(catalogue.measures.airtightness.reference_ach / columns["infiltration_ach"]), 0)[0]
    )
    plant = {
        side: {"kW": settings["sizing_margin"] * max(outputs[f"{side}_peak_kw"], 0.0), "m2": FLOOR_AREA, "each": 1.0}
        for side in ("heating", "cooling")
    }
    mass = dict(
        zip(("facade", "roof", "ground", "partition", "midfloor"), (opaque, storey, storey, PARTITION_AREA, storey))
    )
    lists = [
        (catalogue.windows[row["window"]], {"m2": glass}),
        (catalogue.heating[row["heating_system"]], plant["heating"]),
        *([(catalogue.cooling[row["cooling_system"]], plant["cooling"])] if row["cooling_system"] != "none" else []),
        (catalogue.ventilation[row["heat_recovery"]], {"m3/h": air, "m2": FLOOR_AREA, "each": 1.0}),
        (catalogue.mass[row["thermal_mass"]], {f"m2 {name}": value for name, value in mass.items()}),
        (catalogue.measures.wall_insulation, {"m3": row["wall_insulation_m"] * opaque}),
        (catalogue.measures.roof_insulation, {"m3": row["roof_insulation_m"] * storey}),
        (catalogue.measures.floor_insulation, {"m3": row["floor_insulation_m"] * storey}),
        (catalogue.measures.overhang, {"m2": row["overhang_m"] * OVERHANG_LENGTH}),
        (catalogue.measures.airtightness, {"m2 e-fold": tighter * FLOOR_AREA}),
        (catalogue.measures.night_ventilation, {"m3/h": row["night_ventilation_ach"] * VOLUME}),
    ]
    investment = upkeep = embodied = 0.0
    for option, quantities in lists:
        for part in option.components:
            price = part.price_eur * quantities[part.per]
            investment += price
            upkeep += price * upkeep_factor(part, rate, settings["cost_years"])
            repeats = 1 + replacements(part.life_years, settings["carbon_years"])
            embodied += quantities[part.per] * part.carbon_kgco2e * repeats
    return investment / FLOOR_AREA, upkeep / FLOOR_AREA, embodied / FLOOR_AREA


def test_tables_give_the_sums_of_every_design(problem, catalogue, loads):
    X = problem.space.sample(300, seed=9)
    outputs = loads(300, seed=9)
    energy = final_energy(problem.space.columns(X), problem.settings, outputs, catalogue)
    bills = global_cost((), energy, catalogue.carriers, problem.settings["discount_rate"], 30).energy
    result = problem.scores(X, outputs)
    for i in range(300):
        one = {name: float(values[i]) for name, values in outputs.items()}
        investment, upkeep, embodied = naive(problem, catalogue, X[i], one)
        assert result["investment_eur_m2"][i] == pytest.approx(investment, rel=1e-12)
        assert result["embodied_kgco2e_m2"][i] == pytest.approx(embodied, rel=1e-12)
        assert result["cost_eur_m2"][i] == pytest.approx(investment + upkeep + bills[i], rel=1e-12)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"cost_years": 7, "discount_rate": 0.0, "carbon_years": 120, "electricity_decline": 0.04},
        {"ventilation_l_s_m2": 3.0, "sizing_margin": 2.0, "internal_gains_w_m2": 20.0},
    ],
)
def test_tables_are_those_of_the_bill_whatever_the_settings(problem, catalogue, loads, settings):
    problem = problem.with_settings(**settings)
    X, outputs = problem.space.sample(200, seed=3), loads(200, seed=3)
    # A surrogate may predict a little less than nothing.
    outputs["heating_peak_kw"][:5] = -0.1
    columns, known = problem.space.columns(X), problem.settings
    energy = final_energy(columns, known, outputs, catalogue)
    bill = tuple(bill_of_quantities(columns, known, outputs, catalogue))
    cost = global_cost(bill, energy, catalogue.carriers, known["discount_rate"], known["cost_years"])
    carbon = life_cycle_carbon(bill, energy, catalogue.carriers, known["carbon_years"], known["electricity_decline"])
    result = problem.scores(X, outputs)
    np.testing.assert_allclose(result["cost_eur_m2"], cost.total, rtol=1e-12)
    np.testing.assert_allclose(result["investment_eur_m2"], cost.investment, rtol=1e-12)
    np.testing.assert_allclose(result["carbon_kgco2e_m2"], carbon.total, rtol=1e-12)
    np.testing.assert_allclose(result["embodied_kgco2e_m2"], carbon.embodied, rtol=1e-12)


def test_a_score_does_not_depend_on_its_neighbours(problem, loads):
    X, outputs = problem.space.sample(50, seed=5), loads(50, seed=5)
    together = problem.scores(X, outputs)
    for i in (0, 17, 49):
        alone = problem.scores(X[i : i + 1], {name: values[i : i + 1] for name, values in outputs.items()})
        assert {name: values[i] for name, values in together.items()} == {k: v[0] for k, v in alone.items()}


def test_an_option_that_the_catalogue_lacks_is_refused_only_where_it_was_chosen(problem, loads):
    known = dict(problem.space.columns(problem.baseline[None]))
    assert np.isfinite(problem.score(known, problem.settings, loads(1))["cost_eur_m2"]).all()
    for name in ("window", "thermal_mass", "heating_system"):
        odd = {**known, name: np.array(["unheard_of"], dtype=object)}
        with pytest.raises(InputError, match="no option 'unheard_of'"):
            problem.score(odd, problem.settings, loads(1))


def test_texts_and_codes_of_options_give_the_same(problem, loads):
    X = problem.space.sample(100, seed=4)
    coded = problem.score(problem.space.columns(X), problem.settings, loads(100))
    told = problem.score(dict(problem.space.columns(X)), problem.settings, loads(100))
    for name, values in coded.items():
        np.testing.assert_array_equal(values, told[name])


def test_all_scores_are_finite_over_the_whole_space(problem, loads):
    X = problem.space.sample(500, seed=7)
    for name, values in problem.scores(X, loads(500)).items():
        assert np.isfinite(values).all(), name
        assert name == "daylight_deficit" or (values >= 0.0).all(), name


def test_overheating_takes_the_limit_that_fits_the_building(problem):
    result = scores(problem, {"cooling_system": "multi_split"}, {"cooling_system": "none"})
    assert result["overheating_fraction"] == pytest.approx([0.10, 0.01])


def test_daylight_deficit_by_hand(problem):
    small = {f"wwr_{facade}": 0.2 for facade in ("south", "east", "north", "west")}
    # 120 m2 and 240 m2 of windows for 1200 m2 of floor, of which an eighth is asked.
    result = scores(problem, small, {name: 0.4 for name in small})
    assert result["daylight_deficit"] == pytest.approx([0.125 - 0.1, 0.125 - 0.2])


@pytest.mark.parametrize("measure", ["wall_insulation_m", "roof_insulation_m", "floor_insulation_m"])
def test_insulation_costs_and_embodies(problem, measure):
    variable = problem.space.variable(measure)
    result = scores(problem, {measure: variable.low}, {measure: variable.high})
    for name in ("cost_eur_m2", "carbon_kgco2e_m2", "investment_eur_m2", "embodied_kgco2e_m2"):
        assert result[name][1] > result[name][0]
    assert result["energy_kwh_m2"][1] == result["energy_kwh_m2"][0]


def test_airtightness_and_overhangs_cost_money(problem):
    loose, tight, deep = scores(
        problem, {"infiltration_ach": 0.5}, {"infiltration_ach": 0.05}, {"infiltration_ach": 0.5, "overhang_m": 1.0}
    )["investment_eur_m2"]
    assert tight > loose
    assert deep > loose


def test_larger_loads_cost_and_emit_more(problem):
    base = scores(problem, {})
    for name in ("heating_kwh_m2", "cooling_kwh_m2"):
        more = scores(problem, {}, **{name: FIXED[name] + 10.0})
        for objective in ("energy_kwh_m2", "cost_eur_m2", "carbon_kgco2e_m2"):
            assert more[objective][0] > base[objective][0]
    for name in ("heating_peak_kw", "cooling_peak_kw"):
        more = scores(problem, {}, **{name: FIXED[name] + 10.0})
        assert more["investment_eur_m2"][0] > base["investment_eur_m2"][0]
        assert more["energy_kwh_m2"][0] == base["energy_kwh_m2"][0]


def test_heat_pumps_use_less_energy_and_pellets_emit_less_than_gas(problem):
    gas, air, ground, pellets = range(4)
    systems = ("gas_boiler", "air_source_heat_pump", "ground_source_heat_pump", "pellet_boiler")
    result = scores(problem, *({"heating_system": system} for system in systems))
    energy, carbon, invested = (result[n] for n in ("energy_kwh_m2", "carbon_kgco2e_m2", "investment_eur_m2"))
    assert energy[ground] < energy[air] < energy[gas] < energy[pellets]
    assert carbon[pellets] < carbon[gas]
    assert invested[gas] < invested[air] < invested[ground]


def test_economic_parameters_act_as_they_should(problem):
    base = scores(problem, {})
    longer = scores(problem.with_settings(carbon_years=60), {})
    patient = scores(problem.with_settings(discount_rate=0.0), {})
    cleaner = scores(problem.with_settings(electricity_decline=0.05), {})
    assert longer["carbon_kgco2e_m2"][0] > base["carbon_kgco2e_m2"][0]
    assert patient["cost_eur_m2"][0] > base["cost_eur_m2"][0]
    assert cleaner["carbon_kgco2e_m2"][0] < base["carbon_kgco2e_m2"][0]
    assert cleaner["cost_eur_m2"][0] == base["cost_eur_m2"][0]


def test_another_catalogue_changes_the_score(problem, folder):
    path = folder / "carriers.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("value = 0.20", "value = 0.40", 1), encoding="utf-8")
    dear = scores(problem.with_settings(catalogue=str(folder)), {})
    assert dear["cost_eur_m2"][0] > scores(problem, {})["cost_eur_m2"][0]


def test_a_catalogue_without_an_option_is_refused(problem, folder):
    path = folder / "windows.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("double_lowe]", "double_lowe_x]", 1), encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("[[double_lowe.component]]", "[[double_lowe_x.component]]", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no option 'double_lowe'"):
        scores(problem.with_settings(catalogue=str(folder)), {"window": "double_lowe"})
