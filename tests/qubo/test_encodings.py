from itertools import product

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.qubo.bits import BitModel, penalty_bits, to_bits
from fluxion.qubo.encodings import ENCODINGS, encoding


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("count", range(2, 10))
def test_every_pattern_of_bits_is_a_level_or_costs_something(name, count):
    whole = encoding(name, [count])
    code = whole.codes[0]
    patterns = np.array(list(product([0, 1], repeat=code.patterns.shape[1])), dtype=np.int8)
    levels, valid = whole.decode(patterns)
    assert set(levels[valid, 0]) == set(range(count))
    assert (whole.decode(code.patterns)[0][:, 0] == np.arange(count)).all()
    if code.penalty is None:
        assert valid.all()
    else:
        cost = BitModel(*code.penalty).energies(patterns)
        assert (cost[valid] == 0.0).all()
        assert (cost[~valid] >= 1.0).all()


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("slack", [False, True])
def test_energies_of_designs_are_the_values_of_the_model(name, slack, make_model, grid):
    if slack and name == "binary":
        with pytest.raises(InputError, match="take 'reference'"):
            make_model(name, slack).bits  # noqa: B018
        return
    model = make_model(name, slack)
    levels = grid.sample(10_000, np.random.default_rng(1))
    bits = model.encode(levels)
    back, valid = model.decode(bits)
    assert valid.all()
    assert (back == levels).all()
    values = model.values(levels)
    assert np.abs(model.to_value(model.bits.energies(bits)) - values).max() <= 1e-9 * np.abs(values).max()
    assert np.abs(model.bits.coefficients).max() == pytest.approx(1.0)


@pytest.mark.parametrize("name", ENCODINGS)
def test_penalties_cost_designs_nothing(name, grid):
    code = encoding(name, grid.counts)
    bits = code.encode(grid.sample(500, np.random.default_rng(2)))
    assert penalty_bits(code, np.arange(1.0, 6.0)).energies(bits) == pytest.approx(0.0, abs=1e-12)


def test_binary_bits_are_few_and_say_less(make_model, grid):
    widths = {name: encoding(name, grid.counts).width for name in ENCODINGS}
    assert widths == {"domain_wall": 15, "reference": 15, "one_hot": 20, "binary": 11}
    assert encoding("binary", grid.counts).basis().width < encoding("one_hot", grid.counts).basis().width
    full = make_model("one_hot").objective
    binary = encoding("binary", grid.counts)
    levels = grid.unravel(np.arange(grid.size))
    said = to_bits(full, binary).energies(binary.encode(levels))
    assert np.abs(said - full.values(levels)).max() > 1e-3


def test_an_unknown_encoding_is_named():
    with pytest.raises(InputError, match="did you mean 'one_hot'"):
        encoding("onehot", [3])


def test_slack_makes_up_for_what_is_left_of_a_limit(make_model, grid):
    model = make_model("domain_wall", slack=True)
    limit, weight = model.slack[0]
    levels = grid.unravel(np.arange(grid.size))
    values = limit.values(levels, model.objective.starts)
    added = model.values(levels) - model.objective.values(levels)
    step = limit.step(grid.counts)
    met = values <= 0.0
    assert added[met].max() <= weight * step**2
    assert added[~met] == pytest.approx(weight * np.square(values[~met]), rel=1e-9)
