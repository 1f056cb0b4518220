import numpy as np
import onnx
import pytest

from fluxion.errors import InputError, SurrogateError
from fluxion.surrogate.onnx_file import parse_model
from fluxion.surrogate.session import NetworkSession
from fluxion.training.export import network_bytes
from fluxion.training.precision import reduced_network


@pytest.fixture(scope="module")
def network(ensemble):
    return network_bytes(ensemble)


def answers(network, box, X):
    return NetworkSession(network, "the network", len(box.space), len(box.targets)).run(X)


@pytest.mark.parametrize(("precision", "most", "kind"), [("fp16", 3e-3, np.float16), ("int8", 0.1, np.int8)])
def test_answers_stay_near(box, network, precision, most, kind):
    X = box.space.sample(500, 3)
    small = reduced_network(network, precision)
    (mean, spread), (less, less_spread) = answers(network, box, X), answers(small, box, X)
    difference = np.abs(less - mean) / mean.std(axis=0)
    assert 0.0 < difference.max() < most
    assert np.abs(less_spread - spread).max(axis=0)[0] < most * mean.std(axis=0)[0]
    kept = [onnx.numpy_helper.to_array(one) for one in onnx.load_from_string(small).graph.initializer]
    # Three members with two layers each behind the first.
    assert sum(one.dtype == kind for one in kept) == 6
    assert len(small) < len(network)


def test_an_answer_does_not_depend_on_the_batch(box, network):
    X = box.space.sample(200, 3)
    small = reduced_network(network, "int8")
    whole, alone = answers(small, box, X)[0], np.concatenate([answers(small, box, row[None])[0] for row in X[:5]])
    np.testing.assert_allclose(whole[:5], alone, rtol=1e-5)


def test_weights_beyond_the_range_of_float16_survive(box, ensemble):
    from dataclasses import replace

    huge = replace(ensemble, scale=ensemble.scale * 1e6)
    X = box.space.sample(100, 3)
    large = network_bytes(huge)
    mean, less = answers(large, box, X)[0], answers(reduced_network(large, "fp16"), box, X)[0]
    assert np.isfinite(less).all()
    assert np.abs(less - mean).max() < 3e-3 * mean.std(axis=0).max()


def test_only_standard_operators_are_used(network):
    for precision in ("fp16", "int8"):
        model = onnx.load_from_string(reduced_network(network, precision))
        assert {node.domain for node in model.graph.node} == {""}


def test_what_cannot_be_reduced_is_refused(network):
    with pytest.raises(InputError, match="unknown precision 'fp8'; expected one of: fp16, int8"):
        reduced_network(network, "fp8")
    with pytest.raises(SurrogateError, match="reduced before"):
        reduced_network(reduced_network(network, "fp16"), "int8")
    with pytest.raises(SurrogateError, match=r"no network"):
        parse_model(b"\x08\x08", "it")
