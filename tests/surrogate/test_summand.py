import numpy as np
import onnx
import pytest
from onnxruntime import InferenceSession

from fluxion.errors import SurrogateError
from fluxion.surrogate.graph import Node, read_graph
from fluxion.surrogate.interpreter import NumpyRunner
from fluxion.surrogate.onnx_file import network_of
from fluxion.surrogate.summand import with_summand

NODES = [
    Node("Gemm", ("designs", "w", "b"), ("line",)),
    Node("Concat", ("line", "line"), ("twice",), {"axis": 1}),
]
CONSTANTS = {"w": np.ones((3, 1), dtype=np.float32), "b": np.full(1, 0.5, dtype=np.float32)}


def test_the_sum_stands_where_the_value_stood(trained):
    network = network_of(trained.model.data)
    targets = [f"m{k}_l2_sum" for k in range(3)]
    changed = with_summand(network, targets, "twice", NODES, CONSTANTS)
    onnx.checker.check_model(onnx.load_from_string(changed), full_check=True)
    X = trained.space.sample(20, 3).astype(np.float32)
    before, after = (NumpyRunner.of(one, "it").run(targets, {"designs": X}) for one in (network, changed))
    for old, new in zip(before, after):
        np.testing.assert_allclose(new - old, np.repeat(X.sum(axis=1)[:, None] + 0.5, 2, axis=1), rtol=1e-4)
    # The runtime reads the same file.
    mean = InferenceSession(changed, providers=["CPUExecutionProvider"]).run(["mean"], {"designs": X})[0]
    np.testing.assert_allclose(mean, NumpyRunner.of(changed, "it").run(["mean"], {"designs": X})[0], rtol=1e-3)


def test_what_is_read_is_what_was_written(trained):
    old, new = (
        read_graph(one, "it")
        for one in (trained.model.data, with_summand(trained.model.data, ["m0_l2_sum"], "twice", NODES, CONSTANTS))
    )
    assert new.nodes[:2] == tuple(NODES)
    assert [node.operator for node in new.nodes].count("Add") == [n.operator for n in old.nodes].count("Add") + 1
    for name, array in CONSTANTS.items():
        np.testing.assert_array_equal(new.constants[name], array)
    for name, array in old.constants.items():
        np.testing.assert_array_equal(new.constants[name], array)


def test_a_value_that_is_not_there_is_named(trained):
    with pytest.raises(SurrogateError, match="no value 'm9'"):
        with_summand(trained.model.data, ["m9"], "twice", NODES, CONSTANTS)
