"""Costs of the surrogate on the smallest scope: what is measured is there, positive and consistent."""

import json

import numpy as np
import onnx
import pytest

from fluxion.benchmark.networks import (
    BY_NUMPY,
    ENSEMBLE,
    SINGLE,
    first_member,
    networks,
    operations,
    with_single_output,
)
from fluxion.benchmark.scope import Scope, Unmeasured
from fluxion.benchmark.surrogate import measure_surrogate
from fluxion.benchmark.surrogate_lines import surrogate_lines
from fluxion.benchmark.thread_memory import measure_thread_memory
from fluxion.evaluation import shipped_model
from fluxion.problems import load
from fluxion.surrogate.graph import read_graph
from fluxion.surrogate.session import INPUT

TINY = Scope(repeats=1, rows=4, patience_s=5.0)


@pytest.fixture(scope="module")
def model(golden):
    return shipped_model(load("office-design"), golden).read_bytes()


@pytest.fixture(scope="module")
def designs():
    return load("office-design").space.sample(50, seed=1)


def test_the_first_member_is_a_network_of_its_own(model, designs):
    from onnxruntime import InferenceSession

    graph = read_graph(model, "the model")
    output, columns = first_member(graph)
    alone = with_single_output(model, graph, output, columns)
    onnx.checker.check_model(alone, full_check=True)
    mean, spread = networks(model, "the model")[SINGLE].run(designs, 1)
    assert mean.shape == (50, columns)
    assert not spread.any()
    # The same value, asked for inside the whole network.
    whole = onnx.load_from_string(model)
    whole.graph.output.append(onnx.helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, ["n", columns]))
    session = InferenceSession(whole.SerializeToString(), providers=["CPUExecutionProvider"])
    (inside,) = session.run([output], {INPUT: designs.astype(np.float32)})
    np.testing.assert_allclose(mean, inside, rtol=1e-4, atol=1e-4 * np.abs(inside).max())


def test_operations_are_counted_from_the_matrices(model):
    found = networks(model, "the model")
    whole = onnx.load_from_string(model).graph
    shapes = {tensor.name: tuple(tensor.dims) for tensor in whole.initializer}
    products = [node for node in whole.node if node.op_type in ("Gemm", "MatMul")]
    by_hand = sum(2 * np.prod(shapes[node.input[1]]) for node in products)
    assert found[ENSEMBLE].operations == found[BY_NUMPY].operations == by_hand
    # A member by itself takes its own chain and the encoding of designs, which all share.
    others = ("m1_", "m2_", "m3_", "m4_")
    chain = [node for node in products if node.op_type == "Gemm" and not node.output[0].startswith(others)]
    assert found[SINGLE].operations == sum(2 * np.prod(shapes[node.input[1]]) for node in chain)
    assert operations(read_graph(model, "the model"), []) == 0.0


def test_numpy_computes_the_same_ensemble(model, designs):
    found = networks(model, "the model")
    mean, spread = found[ENSEMBLE].run(designs, 1)
    by_numpy = found[BY_NUMPY].run(designs, 2)
    np.testing.assert_allclose(by_numpy["mean"], mean, rtol=1e-3, atol=1e-4 * np.abs(mean).max())
    assert by_numpy["spread"].shape == spread.shape


def test_a_network_without_members_has_no_single_one():
    nodes = [onnx.helper.make_node("Gemm", [INPUT, "w", "b"], ["mean"])]
    constants = [
        onnx.numpy_helper.from_array(np.ones(shape, dtype=np.float32), name)
        for name, shape in (("w", (3, 2)), ("b", (2,)))
    ]
    info = onnx.helper.make_tensor_value_info
    ends = [[info(name, onnx.TensorProto.FLOAT, ["n", width])] for name, width in ((INPUT, 3), ("mean", 2))]
    plane = onnx.helper.make_model(onnx.helper.make_graph(nodes, "plane", *ends, constants)).SerializeToString()
    assert operations(read_graph(plane, "plane"), ["mean"]) == 12.0
    with pytest.raises(Unmeasured, match="members"):
        networks(plane, "plane")


def test_figures_are_consistent_and_have_their_lines(monkeypatch):
    # A process of its own takes longest and is looked at below.
    monkeypatch.setattr("fluxion.benchmark.surrogate.measure_thread_memory", lambda *_: 0.25)
    cost = measure_surrogate("office-design", "golden", TINY)
    assert sorted({c.rows for c in cost.costs}) == [1, 40]
    assert {c.network for c in cost.costs} == {SINGLE, ENSEMBLE, BY_NUMPY}
    for one in cost.costs:
        assert one.threads == 1
        assert one.us > 0.0
        assert one.limit_us == pytest.approx(cost.operations[one.network] / cost.product_gflops / 1e3)
        assert one.share == pytest.approx(one.limit_us / one.us)
        assert one.share < 1.0
        assert one.waiting > 0.8
    doors = cost.doors
    assert (doors.rows, doors.simulated) == (4, 4)
    assert [door.threads for door in doors.by_threads] == [1, 2]
    for door in doors.by_threads:
        assert door.candidates_per_s == pytest.approx(1e3 * doors.rows / door.oracle_ms)
        assert min(door.evaluate_ms, door.batch_ms, door.speed_up, door.oracle_cpu_ms) > 0.0
    assert set(doors.one_us) == {"predict", "evaluate", "oracle"}
    lines = surrogate_lines(json.loads(json.dumps(cost.to_dict(), allow_nan=False)))
    said = {f"{line.subject}: {line.figure}": line.value for line in lines}
    assert len(said) == len(lines) == 19
    assert said["Surrogate.predict: memory for another thread"] == "0.25 MiB"
    assert "% of the limit" in said["network, ensemble: a design in calls of 40, one thread"]


def test_without_a_shipped_surrogate_there_is_nothing_to_measure():
    with pytest.raises(Unmeasured, match="no surrogate ships for the problem 'reference-office'"):
        measure_surrogate("reference-office", "golden", TINY)


@pytest.mark.slow
def test_another_thread_takes_less_than_two_megabytes():
    grown = measure_thread_memory("office-design", "golden", TINY)
    assert grown is None or grown < 2.0
