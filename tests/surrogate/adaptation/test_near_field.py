from dataclasses import replace

import numpy as np
import onnx
import pytest

from fluxion.design import Choice, DesignSpace, Integer, Real
from fluxion.surrogate import AdaptationOptions, AdaptiveSurrogate, Surrogate
from fluxion.surrogate.adaptation.last_layers import LastLayers
from fluxion.surrogate.adaptation.near_field import NearField, _encoding, near_kernel
from fluxion.surrogate.kernel_ridge import unit_features
from fluxion.surrogate.onnx_file import network_of, network_sha256, with_card


@pytest.fixture
def mixed():
    return DesignSpace(
        (
            Real("u", 0.2, 3.0, 1.0, "W/(m2 K)"),
            Choice("glass", ("single", "double", "triple", "vacuum"), "double"),
            Integer("panels", -3, 9, 0),
            Choice("shade", ("none", "blind"), "none"),
        )
    )


def test_hinges_give_the_coordinates_of_the_kernel(mixed):
    X = mixed.sample(300, 4)
    weight, place, columns = _encoding(mixed)
    np.testing.assert_allclose(np.maximum(X @ weight + place, 0.0) @ columns, unit_features(mixed, X), atol=1e-12)


def test_a_field_is_what_gaussians_around_its_centres_add_up_to(mixed):
    X, centres = mixed.sample(20, 1), mixed.sample(6, 2)
    weights = np.random.default_rng(0).normal(size=(6, 3))
    field = NearField(mixed, centres, 0.3, weights)
    u, c = unit_features(mixed, X), unit_features(mixed, centres)
    naive = [sum(w * np.exp(-((a - b) ** 2).sum() / 0.18) for b, w in zip(c, weights)) for a in u]
    np.testing.assert_allclose(field.at(X), naive, atol=1e-12)
    np.testing.assert_allclose(np.diag(near_kernel(mixed, centres, centres, 0.3)), 1.0)


def test_the_network_says_what_the_field_adds_to_every_member(trained):
    layers = LastLayers.of(trained.model.data, 2, "the model")
    X, centres = trained.space.sample(200, 5), trained.space.sample(40, 6)
    # Upwards, where no member is cut at zero.
    weights = np.random.default_rng(0).uniform(1.0, 3.0, (40, 2))
    field = NearField(trained.space, centres, 0.2, weights)
    changed = layers.changed(layers.weights, field)
    onnx.checker.check_model(onnx.load_from_string(network_of(changed)), full_check=True)
    again = LastLayers.of(changed, 2, "the model")
    np.testing.assert_array_equal(again.weights, layers.weights)
    before, after = layers.activations(X), again.activations(X)
    np.testing.assert_allclose(after.raw - before.raw, np.broadcast_to(field.at(X), before.raw.shape), atol=2e-3)
    card = replace(trained.model.card, network_sha256=network_sha256(changed))
    mean = Surrogate.from_bytes(with_card(changed, card.to_json())).predict(X).mean.matrix
    np.testing.assert_allclose(mean, again.predict(after.designs, after.raw)[0], rtol=1e-4)
    # A second field stands beside the first.
    twice = LastLayers.of(again.changed(again.weights, field), 2, "the model").activations(X)
    np.testing.assert_allclose(twice.raw - after.raw, np.broadcast_to(field.at(X), before.raw.shape), atol=2e-3)


def test_kernels_know_the_neighbourhood_better_and_leave_random_designs_alone(trained, corner):
    runs, fresh, random = corner.runs(80, 3), corner.runs(60, 4), corner.random(400, 8)
    errors = {}
    for name, lengths in (("layers", ()), ("kernels", AdaptationOptions().lengths)):
        options = AdaptationOptions(lengths=lengths)
        adaptive = AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2), options)
        assert adaptive.observe(runs.X, runs.Y).accepted
        assert (adaptive.version.near is None) == (not lengths)
        errors[name] = [
            np.sqrt(np.square((adaptive.surrogate.predict(at.X).mean.matrix - at.Y) / random.Y.std(axis=0)).mean())
            for at in (fresh, random)
        ]
    assert errors["kernels"][0] < 0.8 * errors["layers"][0]
    assert errors["kernels"][1] < 1.05 * errors["layers"][1]


def test_an_adapted_file_can_be_adapted_again(trained, corner, tmp_path):
    adaptive = AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2))
    first, second = corner.runs(50, 3), corner.runs(50, 4)
    adaptive.observe(first.X, first.Y)
    file = tmp_path / "once.onnx"
    file.write_bytes(adaptive.version.data)
    again = AdaptiveSurrogate.load(file, corner.random(300, 1), corner.random(150, 2))
    np.testing.assert_array_equal(
        again.surrogate.predict(first.X).mean.matrix, adaptive.surrogate.predict(first.X).mean.matrix
    )
    assert again.observe(second.X, second.Y).accepted
    model = Surrogate.from_bytes(again.version.data)
    assert model.card.runs["observed"] == 100
    before, after = (
        np.square(one.predict(second.X).mean.matrix - second.Y).mean(axis=0) for one in (adaptive.surrogate, model)
    )
    assert (after <= before).all()


def test_no_more_than_the_latest_designs_carry_kernels(trained, corner, monkeypatch):
    monkeypatch.setattr("fluxion.surrogate.adaptation.update.MOST_CENTRES", 30)
    adaptive = AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2))
    runs = corner.runs(70, 3)
    assert adaptive.observe(runs.X, runs.Y).accepted
    np.testing.assert_array_equal(adaptive.version.near.centres, runs.X[-30:])
