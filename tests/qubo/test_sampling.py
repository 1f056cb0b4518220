import numpy as np
import pytest

from fluxion.errors import InputError, MissingDependencyError
from fluxion.qubo.decoding import decode, exact, neighbours
from fluxion.qubo.dimod_models import to_bqm
from fluxion.qubo.hardware import embedding
from fluxion.qubo.samplers import sample

dimod = pytest.importorskip("dimod")


class Silent:
    """A sampler that returns nothing."""

    def sample(self, bqm):
        return dimod.SampleSet.from_samples([], "BINARY", [])


class Broken:
    """A sampler that fails."""

    def sample(self, bqm):
        raise OSError("the annealer is being cooled")


@pytest.mark.parametrize("name", ["sa", "tabu", "descent", "dimod:RandomSampler"])
def test_samplers_return_bits_in_the_order_of_the_model(name, make_model):
    model = make_model("reference")
    bits = sample(to_bqm(model), name, 1, 50)
    assert bits.shape[1] == model.width
    assert set(np.unique(bits)) <= {0, 1}


@pytest.mark.parametrize("name", ["domain_wall", "reference", "one_hot", "binary"])
def test_annealing_finds_the_optimum_of_the_model(name, make_model, grid):
    model = make_model(name, penalty=1.5)
    found = decode(model, sample(to_bqm(model), "sa", 1))
    assert found.valid >= 0.99
    assert found.values[0] == pytest.approx(exact(model, 1).values[0], rel=1e-9)
    assert (np.diff(found.values) >= 0.0).all()
    assert len(found.levels) == len(np.unique(found.levels, axis=0)) >= 100


def test_exact_enumerates_with_slack_as_well(make_model, grid):
    for slack in (False, True):
        model = make_model("one_hot", slack)
        everything = model.values(grid.unravel(np.arange(grid.size)))
        assert exact(model, 10).values == pytest.approx(np.sort(everything)[:10], rel=1e-9)


def test_neighbours_differ_in_one_level():
    around = neighbours(np.array([[0, 1]]), (3, 2))
    assert sorted(map(tuple, around.tolist())) == [(0, 0), (1, 1), (2, 1)]


def test_samples_without_a_design_are_refused(make_model):
    model = make_model("one_hot")
    with pytest.raises(InputError, match="none of the 3 samples is a design"):
        decode(model, np.ones((3, model.width), dtype=np.int8))


def test_samplers_that_cannot_be_used_say_why(make_model):
    bqm = to_bqm(make_model("one_hot"))
    with pytest.raises(InputError, match="did you mean 'tabu'"):
        sample(bqm, "taboo", 1)
    with pytest.raises(MissingDependencyError, match="nowhere"):
        sample(bqm, "nowhere.to:Go", 1)
    with pytest.raises(InputError, match="cannot be made"):
        sample(bqm, "dimod:NoSuchSampler", 1)


def test_samplers_that_fail_or_return_nothing_are_told(make_model, monkeypatch):
    monkeypatch.setattr(dimod, "Silent", Silent, raising=False)
    monkeypatch.setattr(dimod, "Broken", Broken, raising=False)
    bqm = to_bqm(make_model("one_hot"))
    with pytest.raises(InputError, match="being cooled"):
        sample(bqm, "dimod:Broken", 1)
    with pytest.raises(InputError, match="'dimod:Silent' returned no sample"):
        sample(bqm, "dimod:Silent", 1)


@pytest.mark.parametrize("graph", ["pegasus", "zephyr"])
def test_an_embedding_has_a_chain_for_every_bit(graph, make_model):
    pytest.importorskip("minorminer")
    found = embedding(make_model("domain_wall"), graph)
    assert found.qubits >= found.bits == 15
    assert found.longest_chain >= 1
    with pytest.raises(InputError, match="unknown graph"):
        embedding(make_model("domain_wall"), "chimera")
