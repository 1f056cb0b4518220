import copy
import json
import pickle
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from fluxion.errors import InputError, SurrogateError
from fluxion.surrogate import Surrogate
from fluxion.surrogate.card import sealed
from fluxion.surrogate.onnx_file import read_model_file, with_card
from fluxion.surrogate.session import CHUNK_ROWS


def network_of(path):
    """The network's bytes in front of the card."""
    file = read_model_file(path)
    return file.data[: len(file.data) - len(with_card(b"", file.card_json))]


def test_it_predicts_what_it_learned(trained):
    X = trained.space.sample(500, 11)
    prediction = trained.load().predict(X)
    true = trained.formula(X)
    for j, name in enumerate(trained.model.card.targets):
        assert prediction.mean[name].shape == (500,)
        assert prediction.mean[name].dtype == np.float64
        error = np.abs(prediction.mean[name] - true[:, j])
        assert error.mean() < 0.05 * true[:, j].mean()
        assert (prediction.lower[name] <= prediction.mean[name]).all()
        assert (prediction.mean[name] <= prediction.upper[name]).all()
        assert (prediction.lower[name] >= 0.0).all()
        assert (prediction.spread[name] >= 0.0).all()
        assert prediction.spread[name].max() > 0.0


def test_rows_do_not_depend_on_their_neighbours_or_chunks(trained):
    surrogate = trained.load()
    X = trained.space.sample(2 * CHUNK_ROWS + 77, 5)
    whole = surrogate.predict(X)
    backwards = surrogate.predict(X[::-1])
    for name, values in whole.mean.items():
        scale = values.max()
        np.testing.assert_allclose(backwards.mean[name][::-1], values, atol=2e-6 * scale)
        for i in (0, CHUNK_ROWS - 1, CHUNK_ROWS, 2 * CHUNK_ROWS + 76):
            assert surrogate.predict(X[i : i + 1]).mean[name][0] == pytest.approx(values[i], abs=2e-6 * scale)


def test_no_rows_give_no_rows(trained):
    prediction = trained.load().predict(np.empty((0, 3)))
    assert all(values.shape == (0,) for values in prediction.mean.values())


def test_lists_are_accepted(trained):
    assert trained.load().predict([[0.3, 12, 1]]).mean["heating_peak_kw"].shape == (1,)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([0.05, 12, 1], "wall_u"),
        ([0.3, 41, 1], "area_m2"),
        ([0.3, 12.5, 1], "area_m2"),
        ([0.3, 12, 2], "beyond"),
        ([np.nan, 12, 1], "wall_u"),
    ],
)
def test_designs_outside_its_bounds_are_refused_and_explained(trained, row, words):
    surrogate = trained.load()
    good = [0.3, 12, 1]
    with pytest.raises(InputError, match=f"row 2.*{words}"):
        surrogate.predict([good, row])
    status = surrogate.row_status([good, row])
    assert status[0] == "ok"
    assert words in status[1]
    assert "use physics" in status[1]


def test_another_number_of_variables_is_refused(trained):
    with pytest.raises(InputError, match=r"\(n, 3\)"):
        trained.load().predict(np.zeros((4, 2)))


def test_pickles_and_copies_before_and_after_use(trained):
    X = trained.space.sample(50, 3)
    surrogate = trained.load()
    unused = pickle.loads(pickle.dumps(surrogate))
    expected = surrogate.predict(X).mean["heating_kwh"]
    for other in (unused, pickle.loads(pickle.dumps(surrogate)), copy.deepcopy(surrogate), copy.copy(surrogate)):
        assert other.card == surrogate.card
        np.testing.assert_array_equal(other.predict(X).mean["heating_kwh"], expected)


def test_a_pickle_works_in_another_process_without_the_file(trained, tmp_path):
    surrogate = trained.load()
    X = trained.space.sample(20, 3)
    bundle = tmp_path / "bundle.pkl"
    bundle.write_bytes(pickle.dumps((surrogate, X)))
    code = (
        "import pickle, sys\n"
        "surrogate, X = pickle.load(open(sys.argv[1], 'rb'))\n"
        "print(repr(surrogate.predict(X).mean['heating_kwh'].sum().item()))\n"
        "assert not {'torch', 'onnx'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(bundle)], capture_output=True, text=True, check=True)
    assert float(done.stdout) == surrogate.predict(X).mean["heating_kwh"].sum()


def test_many_threads_may_ask_at_once(trained):
    surrogate = trained.load()
    X = trained.space.sample(3000, 8)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: surrogate.predict(X).mean["heating_kwh"], range(16)))
    for answer in answers[1:]:
        np.testing.assert_array_equal(answer, answers[0])


def test_a_changed_weight_is_noticed(trained):
    data = bytearray(trained.model.data)
    data[len(network_of(trained.path)) // 2] ^= 0x01
    with pytest.raises(SurrogateError, match="was changed after it was made"):
        Surrogate.from_bytes(bytes(data))


def test_the_card_of_another_network_is_noticed(trained):
    card = replace(trained.model.card, network_sha256="0" * 64)
    with pytest.raises(SurrogateError, match="was changed"):
        Surrogate.from_bytes(with_card(network_of(trained.path), card.to_json()))


def test_a_card_with_other_features_is_noticed(trained):
    content = json.loads(trained.model.card.to_json())
    content["space_json"]["variables"].pop()
    with pytest.raises(SurrogateError, match="the domain has 4 columns, the encoded designs have 2"):
        Surrogate.from_bytes(with_card(network_of(trained.path), sealed(content)))
    del content["domain"]
    with pytest.raises(SurrogateError, match="names 2 variables"):
        Surrogate.from_bytes(with_card(network_of(trained.path), sealed(content))).predict(np.array([[0.3, 12]]))


def test_a_card_with_other_outputs_is_noticed(trained):
    content = json.loads(trained.model.card.to_json())
    content["outputs"].pop()
    with pytest.raises(SurrogateError, match="names 1 outputs"):
        Surrogate.from_bytes(with_card(network_of(trained.path), sealed(content))).predict([[0.3, 12, 1]])


def test_a_graph_that_the_runtime_refuses_is_an_error_with_a_remedy(trained):
    import onnx

    from fluxion.surrogate.onnx_file import network_sha256

    model = onnx.load_from_string(network_of(trained.path))
    model.graph.node[0].op_type = "NoSuchOperator"
    network = model.SerializeToString()
    card = replace(trained.model.card, network_sha256=network_sha256(network))
    surrogate = Surrogate.from_bytes(with_card(network, card.to_json()))
    with pytest.raises(SurrogateError, match=r"refused by ONNX Runtime.*fluxion train"):
        surrogate.predict([[0.3, 12, 1]])


def test_without_onnxruntime_numpy_gives_the_same_with_a_warning(trained, monkeypatch):
    X = trained.space.sample(2000, 21)
    expected = trained.load().predict(X)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    surrogate = trained.load()
    assert surrogate.card.targets == ("heating_kwh", "heating_peak_kw")
    with pytest.warns(UserWarning, match="pip install onnxruntime") as told:
        prediction = surrogate.predict(X)
    assert [one.filename for one in told] == [__file__]
    for name, mean in expected.mean.items():
        np.testing.assert_allclose(prediction.mean[name], mean, atol=1e-5 * mean.std())
        np.testing.assert_allclose(prediction.spread[name], expected.spread[name], atol=1e-5 * mean.std())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = surrogate.predict(X[:3])
    np.testing.assert_allclose(again.mean["heating_kwh"], prediction.mean["heating_kwh"][:3], rtol=1e-5)


def test_importing_the_package_loads_no_runtime():
    code = "import sys, fluxion.surrogate; print({'onnxruntime', 'onnx', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_one_design_by_itself_is_the_same_in_every_thread_and_after_copying(trained):
    surrogate = trained.load()
    X = trained.space.sample(40, 12)
    expected = np.array([surrogate.predict(X[i : i + 1]).spread["heating_kwh"][0] for i in range(40)])
    for other in (surrogate, copy.deepcopy(surrogate), pickle.loads(pickle.dumps(surrogate))):
        with ThreadPoolExecutor(4) as pool:
            answers = [one.spread["heating_kwh"][0] for one in pool.map(other.predict, X[:, None, :])]
        np.testing.assert_array_equal(answers, expected)


def test_an_answer_about_one_design_is_not_changed_by_the_next_question(trained):
    surrogate = trained.load()
    X = trained.space.sample(2, 13)
    first = surrogate.predict(X[:1])
    before = first.mean["heating_kwh"].copy()
    surrogate.predict(X[1:])
    np.testing.assert_array_equal(first.mean["heating_kwh"], before)


@pytest.mark.parametrize("rows", [0, 1, 5, CHUNK_ROWS + 3])
def test_means_alone_are_the_same(trained, rows):
    surrogate = trained.load()
    X = trained.space.sample(CHUNK_ROWS + 3, 5)[:rows]
    expected = surrogate.predict(X).mean
    alone = surrogate.means(X)
    assert list(alone) == list(expected)
    for name, values in alone.items():
        np.testing.assert_array_equal(values, expected[name])
    for name, values in surrogate.means(X, threads=2).items():
        np.testing.assert_array_equal(values, expected[name])
