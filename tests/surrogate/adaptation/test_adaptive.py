import pickle
import threading
from dataclasses import replace

import numpy as np
import onnx
import pytest

from fluxion.errors import InputError
from fluxion.surrogate import ModelCard, Observations, Surrogate
from fluxion.surrogate.adaptation import AdaptationOptions, AdaptiveSurrogate
from fluxion.surrogate.onnx_file import network_of, parse_model, with_card


def error(surrogate, runs):
    mean = surrogate.predict(runs.X).mean
    values = np.stack([mean[name] for name in surrogate.card.targets], axis=1)
    scale = np.array([1000.0, 0.4])
    return float(np.sqrt(np.square((values - runs.Y) / scale).mean()))


@pytest.fixture
def adaptive(trained, corner):
    return AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2))


def test_fresh_designs_of_the_corner_are_known_better_and_random_ones_no_worse(adaptive, corner):
    fresh, random = corner.runs(100, 9), corner.random(1000, 10)
    before = [error(adaptive.surrogate, one) for one in (fresh, random)]
    batch = corner.runs(40, 3)
    update = adaptive.observe(batch.X, batch.Y)
    assert update.accepted
    assert update.version == adaptive.version.number == 1
    after = [error(adaptive.surrogate, one) for one in (fresh, random)]
    assert after[0] < 0.5 * before[0]
    assert after[1] < 1.05 * before[1]


def test_without_any_truth_its_own_answers_are_kept(trained, corner):
    adaptive = AdaptiveSurrogate(trained.model.data)
    batch, random = corner.runs(40, 3), trained.space.sample(500, 8)
    before = adaptive.surrogate
    assert adaptive.observe(batch.X, batch.Y).accepted
    fresh = corner.runs(100, 9)
    assert error(adaptive.surrogate, fresh) < 0.7 * error(before, fresh)
    for name, one in zip(before.card.targets, before.card.outputs):
        moved = adaptive.surrogate.predict(random).mean[name] - before.predict(random).mean[name]
        assert np.sqrt(np.square(moved).mean()) < 2.0 * one.rmse


def test_the_update_is_a_valid_file_with_its_own_card(adaptive, corner, trained, tmp_path):
    batch = corner.runs(40, 3)
    adaptive.observe(batch.X, batch.Y)
    version = adaptive.version
    path = tmp_path / "adapted.onnx"
    path.write_bytes(version.data)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    again = Surrogate.load(path)
    old, card = trained.model.card, again.card
    assert card.network_sha256 == parse_model(version.data, "the file").sha256 != old.network_sha256
    assert (card.training["version"], card.training["parent"]) == (1, old.network_sha256)
    assert card.runs["observed"] == 40
    assert card.space == old.space
    assert ModelCard.from_json(card.to_json()) == card
    assert "observed" in card.to_markdown()
    X = trained.space.sample(50, 4)
    np.testing.assert_array_equal(
        again.predict(X).mean["heating_kwh"], version.surrogate.predict(X).mean["heating_kwh"]
    )


def test_last_layers_change_and_kernels_stand_beside_them(adaptive, corner):
    batch = corner.runs(40, 3)
    adaptive.observe(batch.X, batch.Y)
    old, new = (onnx.load_from_string(network_of(one.data)) for one in adaptive.versions)
    # What computes the kernels is new and stands first; behind every last layer stands a sum.
    sums = [f"m{k}_l2_sum" for k in range(3)]
    rest = [node for node in new.graph.node if not node.output[0].startswith("near0_") and node.op_type != "Add"]
    assert len(rest) == len(old.graph.node)
    assert [node for a, node in zip(old.graph.node, rest) if a != node and a.output[0] not in sums] == []
    assert [node.output[0] for node in new.graph.node if node.op_type == "Add"] == sums
    values = {one.name: one.raw_data for one in old.graph.initializer}
    changed = {one.name for one in new.graph.initializer if values.get(one.name, one.raw_data) != one.raw_data}
    assert changed == {f"m{k}_l2_{part}" for k in range(3) for part in ("weight", "bias")}


def test_without_kernels_the_nodes_stay(trained, corner):
    options = AdaptationOptions(lengths=())
    adaptive = AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2), options)
    batch = corner.runs(40, 3)
    adaptive.observe(batch.X, batch.Y)
    old, new = (onnx.load_from_string(network_of(one.data)) for one in adaptive.versions)
    assert old.graph.node == new.graph.node
    with pytest.raises(InputError, match="must be positive"):
        AdaptationOptions(lengths=(0.1, 0.0))


def test_members_still_differ_and_intervals_cover_both_kinds(adaptive, corner):
    for seed in (3, 4):
        batch = corner.runs(40, seed)
        adaptive.observe(batch.X, batch.Y)
    for runs in (corner.runs(300, 9), corner.random(1000, 10)):
        prediction = adaptive.surrogate.predict(runs.X)
        for j, name in enumerate(adaptive.surrogate.card.targets):
            inside = (runs.Y[:, j] >= prediction.lower[name]) & (runs.Y[:, j] <= prediction.upper[name])
            assert inside.mean() > 0.82
    assert (adaptive.surrogate.predict(corner.runs(50, 11).X).spread["heating_kwh"] > 0.0).all()


@pytest.mark.parametrize("earlier", [0, 1, 3])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda Y: Y * np.array([3.6, 1.0]),
        lambda Y: Y[:, ::-1],
        lambda Y: 2.0 * Y,
        lambda Y: Y + np.array([800.0, 0.0]),
    ],
    ids=["megajoules", "columns", "doubled", "shifted"],
)
def test_poisoned_batches_are_refused_and_leave_everything_as_it_was(adaptive, corner, earlier, spoil):
    for seed in range(earlier):
        batch = corner.runs(40, 20 + seed)
        assert adaptive.observe(batch.X, batch.Y).accepted
    before = adaptive.version
    batch = corner.runs(40, 3)
    update = adaptive.observe(batch.X, spoil(batch.Y))
    assert not update.accepted
    assert "refused" in update.reason
    assert "units" in update.reason
    assert adaptive.version is before
    assert adaptive.updates[-1] is update
    assert adaptive.observe(batch.X, batch.Y).accepted


def test_rolling_back_returns_to_the_version_before(adaptive, corner):
    first, second = corner.runs(40, 3), corner.runs(40, 4)
    adaptive.observe(first.X, first.Y)
    kept = adaptive.version
    adaptive.observe(second.X, second.Y)
    assert adaptive.version.parent == kept.surrogate.card.network_sha256
    assert len(adaptive.version.observed) == 80
    assert adaptive.rollback() is kept
    again = adaptive.observe(second.X, second.Y)
    assert (again.version, len(adaptive.version.observed)) == (2, 80)
    adaptive.rollback()
    adaptive.rollback()
    with pytest.raises(InputError, match="no version to return to"):
        adaptive.rollback()


def test_batches_in_any_order_give_the_same_weights(trained, corner):
    models = []
    for order in ((3, 4), (4, 3)):
        adaptive = AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2))
        for seed in order:
            batch = corner.runs(40, seed)
            adaptive.observe(batch.X, batch.Y)
        models.append(adaptive.version.change)
    # Float32 activations differ by the chunk that a design is computed in.
    np.testing.assert_allclose(models[0], models[1], atol=1e-3 * np.abs(models[0]).max())


def test_a_refit_is_advised_when_updates_stop_to_help(trained, corner):
    # Without any help wanted beyond what a ridge update can give, every later batch says so.
    options = AdaptationOptions(helpful=1e6)
    adaptive = AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2), options)
    advised = []
    for seed in range(3, 6):
        batch = corner.runs(40, seed)
        advised.append(adaptive.observe(batch.X, batch.Y).refit_advised)
    assert advised == [False, False, True]
    patient = AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2))
    for seed in range(3, 6):
        batch = corner.runs(40, seed)
        assert not patient.observe(batch.X, batch.Y).refit_advised


def test_bad_observations_are_named(adaptive, corner):
    batch = corner.runs(40, 3)
    Y = batch.Y.copy()
    Y[4, 1] = np.nan
    with pytest.raises(InputError, match=r"row 5, output 'heating_peak_kw'.*got nan"):
        adaptive.observe(batch.X, Y)
    Y[4, 1] = -1.0
    with pytest.raises(InputError, match="from 0 to inf kW"):
        adaptive.observe(batch.X, Y)
    with pytest.raises(InputError, match=r"shape \(n, 2\)"):
        adaptive.observe(batch.X, batch.Y[:, :1])
    with pytest.raises(InputError, match="out of bounds"):
        adaptive.observe(batch.X + 100.0, batch.Y)
    with pytest.raises(InputError, match="numbers"):
        adaptive.observe(batch.X, [["a", "b"]] * 40)
    assert len(adaptive.versions) == 1


def test_one_observation_is_enough_and_none_is_not(adaptive, corner):
    batch = corner.runs(1, 3)
    assert adaptive.observe(batch.X, batch.Y).accepted
    with pytest.raises(InputError):
        adaptive.observe(np.empty((0, 3)), np.empty((0, 2)))


@pytest.mark.parametrize("options", [{"shares": ()}, {"shares": (0.5, 1.0)}, {"replay": 3}])
def test_impossible_options_are_refused(options):
    with pytest.raises(InputError):
        AdaptationOptions(**options)


def test_without_figures_the_widths_say_how_large_errors_are(trained, corner):
    first = AdaptiveSurrogate(trained.model.data)
    batch = corner.runs(40, 3)
    assert first.observe(batch.X, batch.Y).accepted
    assert np.isnan([one.rmse for one in first.surrogate.card.outputs]).all()
    second = AdaptiveSurrogate(first.version.data)
    # Errors of a normal distribution lie within 1.645 standard deviations as often as the intervals promise.
    X = trained.space.sample(500, 8)
    half = first.surrogate.predict(X).half_width.matrix
    scale = first.surrogate.predict(X).mean.matrix.std(axis=0)
    assert second.version.error == pytest.approx(np.sqrt(np.square(half / 1.645 / scale).mean(axis=0).mean()), rel=0.1)
    more = corner.runs(40, 4)
    assert second.observe(more.X, more.Y).accepted
    card = second.surrogate.card
    assert (card.training["version"], card.runs["observed"]) == (2, 80)
    assert not second.observe(more.X, 2.0 * more.Y).accepted


def test_it_is_loaded_from_a_file_and_travels(trained, corner):
    adaptive = AdaptiveSurrogate.load(trained.path, held_out=corner.random(150, 2))
    batch = corner.runs(40, 3)
    adaptive.observe(batch.X, batch.Y)
    again = pickle.loads(pickle.dumps(adaptive.surrogate))
    np.testing.assert_array_equal(
        again.predict(batch.X).mean["heating_kwh"], adaptive.surrogate.predict(batch.X).mean["heating_kwh"]
    )


def test_a_design_counts_once(adaptive, corner):
    batch = corner.runs(40, 3)
    update = adaptive.observe(np.repeat(batch.X, 3, axis=0), np.repeat(batch.Y, 3, axis=0))
    assert update.accepted
    assert len(adaptive.version.observed) == 40
    again = adaptive.observe(batch.X, batch.Y)
    assert not again.accepted
    assert "observed before" in again.reason
    assert adaptive.version.number == 1


def test_a_card_says_whether_it_was_measured(adaptive, trained, corner):
    batch = corner.runs(40, 3)
    alone = AdaptiveSurrogate(trained.model.data)
    for one, sentence in ((adaptive, "Measured on 150 physics runs"), (alone, "Not measured since")):
        assert one.observe(batch.X, batch.Y).accepted
        card = one.surrogate.card
        assert sentence in card.to_markdown()
        assert not card.monotone
    assert alone.surrogate.card.runs["held_out"] == 0


def test_too_few_held_out_runs_judge_nothing(trained, corner):
    with pytest.raises(InputError, match="at least 5 held-out runs to judge an update by; got 1"):
        AdaptiveSurrogate(trained.model.data, None, corner.random(1, 2))


def test_an_open_energy_balance_is_refused(trained, corner):
    adaptive = AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2))
    first = adaptive.versions[0]
    card = replace(first.surrogate.card, balance={"heating_kwh": 1, "heating_peak_kw": -1})
    surrogate = Surrogate.from_bytes(with_card(network_of(first.data), card.to_json()))
    adaptive.versions = (replace(first, surrogate=surrogate),)
    batch = corner.runs(40, 3)
    update = adaptive.observe(batch.X, batch.Y)
    assert not update.accepted
    assert "energy balance of the observations is open by" in update.reason


def test_batches_of_several_threads_come_one_after_the_other(adaptive, corner):
    batches = [corner.runs(15, 30 + k) for k in range(4)]
    together = threading.Barrier(4)

    def show(batch):
        together.wait(30)
        assert adaptive.observe(batch.X, batch.Y).accepted

    workers = [threading.Thread(target=show, args=(batch,)) for batch in batches]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [version.number for version in adaptive.versions] == [0, 1, 2, 3, 4]
    assert len(adaptive.version.observed) == 60
    assert len(pickle.loads(pickle.dumps(adaptive)).versions) == 5


def test_runs_that_judge_are_not_learned_from(trained, corner):
    random, held_out = corner.random(300, 1), corner.random(150, 2)
    adaptive = AdaptiveSurrogate(trained.model.data, random, held_out)
    with pytest.raises(InputError, match="3 designs of the observations are among the held-out runs"):
        adaptive.observe(held_out.X[:3], held_out.Y[:3])
    with pytest.raises(InputError, match="150 designs of the known runs are among the held-out runs"):
        AdaptiveSurrogate(trained.model.data, held_out, held_out)
    lists = AdaptiveSurrogate(trained.model.data, Observations(random.X.tolist(), random.Y.tolist()), held_out)
    assert lists.version.error == adaptive.version.error
    with pytest.raises(InputError, match="expected at least one run; got none"):
        adaptive.observe(random.X[:0], random.Y[:0])


def test_versions_that_were_taken_back_advise_nothing(trained, corner):
    options = AdaptationOptions(helpful=1e6)
    adaptive = AdaptiveSurrogate(trained.model.data, corner.random(300, 1), corner.random(150, 2), options)
    for seed in (3, 4):
        adaptive.observe(corner.runs(40, seed).X, corner.runs(40, seed).Y)
    adaptive.rollback()
    adaptive.rollback()
    batch = corner.runs(40, 5)
    assert not adaptive.observe(batch.X, batch.Y).refit_advised


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"surprise": np.nan}, "surprise: expected"),
        ({"drift": -1.0}, "drift: expected"),
        ({"seed": -1}, "seed: expected"),
        ({"replay": 30.5}, "replay: expected a whole number of at least 30"),
        ({"shares": 0.5}, "shares: expected a tuple"),
    ],
)
def test_options_out_of_range_are_refused(values, sentence):
    with pytest.raises(InputError, match=sentence):
        AdaptationOptions(**values)


@pytest.mark.parametrize("which", ["known", "held-out"])
def test_runs_to_trust_that_are_of_other_designs_are_refused(trained, corner, which):
    good, bad = corner.random(200, 1), corner.random(150, 2)
    bad = Observations(bad.X, np.roll(bad.Y, 1, axis=0))
    runs = (bad, good) if which == "known" else (good, bad)
    with pytest.raises(InputError, match=f"the {which} runs of .* times as far"):
        AdaptiveSurrogate(trained.model.data, *runs)
