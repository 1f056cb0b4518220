import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from fluxion.errors import SurrogateError
from fluxion.surrogate.adaptation.last_layers import LastLayers
from fluxion.surrogate.onnx_file import network_of, with_card


@pytest.fixture
def layers(trained):
    return LastLayers.of(trained.model.data, 2, "the model")


def test_the_last_layer_of_every_member_is_found(layers):
    assert [one.weight for one in layers.layers] == [f"m{k}_l2_weight" for k in range(3)]
    assert [one.features for one in layers.layers] == [f"m{k}_l1_silu" for k in range(3)]
    assert layers.weights.shape == (3, 17, 2)


def test_activations_and_predictions_fit_together(trained, layers):
    X = trained.space.sample(1500, 5)
    at = layers.activations(X)
    assert at.features.shape == (3, 1500, 17)
    np.testing.assert_allclose(at.features @ layers.weights, at.raw, rtol=1e-3, atol=1e-3 * at.raw.std())
    expected = trained.load().predict(X)
    mean, spread = layers.predict(at.designs, at.raw)
    for j, name in enumerate(expected.mean):
        deviation = expected.mean[name].std()
        np.testing.assert_allclose(mean[:, j], expected.mean[name], atol=1e-5 * deviation)
        np.testing.assert_allclose(spread[:, j], expected.spread[name], atol=1e-5 * deviation)


def test_other_weights_make_another_valid_network(trained, layers):
    changed = layers.changed(layers.weights * 1.5)
    onnx.checker.check_model(onnx.load_from_string(network_of(changed)), full_check=True)
    again = LastLayers.of(changed, 2, "the model")
    np.testing.assert_allclose(again.weights, layers.weights * 1.5, rtol=1e-6)
    assert network_of(layers.changed(layers.weights)) != network_of(changed)


def test_the_network_is_what_stands_in_front_of_the_card(trained):
    network = network_of(trained.model.data)
    assert with_card(network, trained.model.card.to_json()) == trained.model.data


def test_no_designs_are_no_activations(layers):
    at = layers.activations(np.empty((0, 3)))
    assert at.raw.shape == (3, 0, 2)


def test_networks_without_such_layers_are_refused(trained):
    with pytest.raises(SurrogateError, match="dense layers of 5 outputs"):
        LastLayers.of(trained.model.data, 5, "the model")
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("Relu", ["designs"], ["mean"])],
        "g",
        [info("designs", TensorProto.FLOAT, ["n", 2])],
        [info("mean", TensorProto.FLOAT, ["n", 2])],
    )
    with pytest.raises(SurrogateError, match="cannot be adapted"):
        LastLayers.of(helper.make_model(graph).SerializeToString(), 2, "the model")
