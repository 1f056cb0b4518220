import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.qubo.contrasts import contrasts
from fluxion.qubo.fitting import fit_columns
from fluxion.qubo.pairwise import combined
from fluxion.qubo.quality import fit_quality

COUNTS = (3, 5, 2, 4)


def random_model(seed=0, counts=COUNTS):
    basis = contrasts(counts)
    return basis.model(np.random.default_rng(seed).normal(size=basis.width))


def all_levels(counts=COUNTS):
    return np.stack(np.unravel_index(np.arange(np.prod(counts)), counts), axis=1)


def naive_value(model, row):
    places = [int(start) + int(level) for start, level in zip(model.starts, row)]
    total = model.constant + sum(model.main[place] for place in places)
    for a in range(len(places)):
        for b in range(a):
            total += model.pair[places[a], places[b]]
    return total


def test_values_are_those_of_a_loop():
    model, levels = random_model(), all_levels()
    assert model.values(levels) == pytest.approx([naive_value(model, row) for row in levels], rel=1e-12)


def test_the_columns_of_the_basis_say_the_same():
    basis, levels = contrasts(COUNTS), all_levels()
    coefficients = np.random.default_rng(3).normal(size=basis.width)
    assert basis.model(coefficients).values(levels) == pytest.approx(basis.apply(levels) @ coefficients, rel=1e-10)
    columns = basis.apply(levels)
    assert columns.T @ columns / len(levels) == pytest.approx(np.eye(basis.width), abs=1e-12)


def test_centring_changes_tables_and_no_value():
    model, levels = random_model(), all_levels()
    centred = model.centred()
    assert centred.values(levels) == pytest.approx(model.values(levels), rel=1e-12)
    for v in range(len(COUNTS)):
        assert centred.main[centred.block(v)].sum() == pytest.approx(0.0, abs=1e-12)
        assert centred.pair[centred.block(v)].sum(axis=0) == pytest.approx(0.0, abs=1e-12)


def test_the_table_holds_every_value():
    model, levels = random_model(), all_levels()
    assert model.table().ravel() == pytest.approx(model.values(levels), rel=1e-12)


def test_a_grid_too_large_is_not_enumerated():
    with pytest.raises(InputError, match="can be enumerated"):
        random_model(counts=(9,) * 8).table()


def test_swings_bound_what_one_variable_changes():
    model = random_model()
    table, swings = model.table(), model.swings()
    changes = [np.ptp(table, axis=v).max() for v in range(len(COUNTS))]
    assert (changes <= swings + 1e-12).all()
    assert (swings <= 3.0 * np.array(changes)).all()


def test_sums_of_models():
    a, b, levels = random_model(1), random_model(2), all_levels()
    both = combined([a, b], [2.0, -0.5], 3.0)
    assert both.values(levels) == pytest.approx(3.0 + 2.0 * a.values(levels) - 0.5 * b.values(levels), rel=1e-10)
    with pytest.raises(InputError, match="same levels"):
        combined([a, random_model(counts=(2, 2))], [1.0, 1.0])


def test_a_fit_finds_a_pairwise_function_again():
    model, levels = random_model(), all_levels()
    found = fit_columns(contrasts(COUNTS), levels, {"y": model.values(levels)}).models["y"]
    assert found.values(levels) == pytest.approx(model.values(levels), abs=1e-5)


def test_weights_move_the_fit_to_where_they_are():
    levels = all_levels()
    truth = np.prod(1.0 + levels, axis=1).astype(float)
    weights = np.where(truth < 10.0, 1.0, 1e-4)
    even = fit_columns(contrasts(COUNTS), levels, {"y": truth}).models["y"].values(levels)
    near = fit_columns(contrasts(COUNTS), levels, {"y": truth}, weights).models["y"].values(levels)
    best = truth < 10.0
    assert np.abs(near - truth)[best].mean() < 0.5 * np.abs(even - truth)[best].mean()


def test_a_sum_of_columns_has_the_sum_of_their_models():
    levels = all_levels()
    a, b = random_model(1).values(levels), random_model(2).values(levels)
    models = fit_columns(contrasts(COUNTS), levels, {"a": a, "b": b, "both": a + 2.0 * b}).models
    both = combined([models["a"], models["b"]], [1.0, 2.0])
    assert both.values(levels) == pytest.approx(models["both"].values(levels), abs=1e-4)


def test_fits_refuse_what_is_no_number():
    levels = all_levels()
    with pytest.raises(InputError, match="finite"):
        fit_columns(contrasts(COUNTS), levels, {"y": np.full(len(levels), np.nan)})
    with pytest.raises(InputError, match="needs columns"):
        fit_columns(contrasts(COUNTS), levels, {})


def test_quality_tells_a_model_that_ranks_the_best_designs_wrongly():
    model = random_model(counts=(6, 6, 6, 6))
    levels = all_levels((6, 6, 6, 6))
    values = model.values(levels)
    best = np.argsort(values)[: len(values) // 50]
    wrong = values.copy()
    wrong[best] = values[best][::-1]
    good, bad = fit_quality(model, levels, values), fit_quality(model, levels, wrong)
    assert good.r2 == pytest.approx(1.0)
    assert good.best_rank_correlation is None or good.best_rank_correlation == pytest.approx(1.0)
    assert bad.r2 > 0.9
    assert fit_quality(model, levels[:30], values[:30]).best_rank_correlation is None
