from dataclasses import replace

import numpy as np
import onnx
import pytest

from fluxion.design import Factor, Feature, quantity, thermal_transmittance
from fluxion.errors import SurrogateError
from fluxion.surrogate.session import INPUT, MEAN, SPREAD, NetworkSession
from fluxion.training.export import PARITY, check_parity, network_bytes
from fluxion.training.fit import FitOptions, fit_ensemble
from fluxion.training.knowledge import Knowledge


def session_of(ensemble):
    return NetworkSession(network_bytes(ensemble), "the network", len(ensemble.space), len(ensemble.targets))


def test_the_graph_gives_what_the_ensemble_gives(box, ensemble):
    X = box.space.sample(4000, 9)
    mean, spread = session_of(ensemble).run(X)
    expected_mean, expected_spread = ensemble.predict(X)
    assert check_parity(ensemble, mean, spread, X) < PARITY / 5.0
    np.testing.assert_allclose(mean, expected_mean, atol=1e-5 * ensemble.scale.max())
    np.testing.assert_allclose(spread, expected_spread, atol=1e-5 * ensemble.scale.max())
    assert mean.min() == 0.0


def test_the_ensemble_is_torch_forward_in_double_precision(box, ensemble):
    import torch

    from fluxion.training.fit import _forward

    X = box.space.sample(200, 2)
    parameters = []
    for weight, bias in zip(ensemble.weights, ensemble.biases):
        parameters += [torch.tensor(weight), torch.tensor(bias)]
    scaled = _forward(torch, parameters, torch.tensor(ensemble.encoding.apply(X), dtype=torch.float32)).numpy()
    expected = np.clip(scaled * ensemble.scale + ensemble.centre, 0.0, None)
    np.testing.assert_allclose(ensemble.member_outputs(X), expected, atol=1e-5 * ensemble.scale.max())


def test_a_different_graph_is_refused(box, ensemble):
    X = box.space.sample(50, 2)
    mean, spread = session_of(ensemble).run(X)
    with pytest.raises(SurrogateError, match="differs from the trained ensemble"):
        check_parity(ensemble, mean + 2.0 * PARITY * ensemble.scale, spread, X)
    with pytest.raises(SurrogateError, match="differs"):
        check_parity(ensemble, mean, spread * np.nan, X)


def test_an_output_that_hardly_varies_is_as_exact_as_single_precision(box, ensemble):
    narrow = replace(ensemble, scale=1e-5 * ensemble.scale, centre=np.full(len(box.targets), 4380.0))
    X = box.space.sample(50, 2)
    mean, spread = session_of(narrow).run(X)
    assert np.abs(mean - narrow.predict(X)[0]).max() > PARITY * narrow.scale.min()
    assert check_parity(narrow, mean, spread, X) < PARITY
    with pytest.raises(SurrogateError, match="differs from the trained ensemble"):
        check_parity(narrow, mean + 0.1, spread, X)


def test_one_graph_of_standard_operators_with_parallel_chains(ensemble):
    model = onnx.load_from_string(network_bytes(ensemble))
    assert [one.name for one in model.graph.input] == [INPUT]
    assert [one.name for one in model.graph.output] == [MEAN, SPREAD]
    assert {node.domain for node in model.graph.node} == {""}
    # Two encode the design for all members.
    assert sum(node.op_type == "Gemm" for node in model.graph.node) == 2 + 3 * 3


def test_a_single_network_gives_a_mean_only(box, ensemble):
    single = replace(
        ensemble, weights=tuple(w[:1] for w in ensemble.weights), biases=tuple(b[:1] for b in ensemble.biases)
    )
    model = onnx.load_from_string(network_bytes(single))
    assert [one.name for one in model.graph.output] == [MEAN]
    X = box.space.sample(100, 3)
    mean, spread = session_of(single).run(X)
    assert check_parity(single, mean, spread, X) < PARITY
    assert not spread.any()


def test_properties_and_products_are_computed_in_the_graph(box, runs):
    figures = {"double": (2.8, 0.7), "low_e": (1.6, 0.5), "triple": (0.8, 0.4), "solar": (1.3, 0.3)}
    options = FitOptions(members=2, hidden=(8,), epochs=3, threads=1)
    wall = thermal_transmittance("insulation_m", 0.036, 0.5)
    features = (
        Feature("wall", (wall, Factor({"wwr": -1.0}, 1.0))),
        Feature("aperture", (quantity("wwr"), quantity("window.1"), quantity("side_m"))),
    )
    trained = fit_ensemble(*runs, box.space, box.targets, options, knowledge=Knowledge({"window": figures}, features))
    X = box.space.sample(300, 4)
    assert check_parity(trained, *session_of(trained).run(X), X) < PARITY
