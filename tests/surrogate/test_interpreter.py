"""Every operator against ONNX Runtime."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from fluxion.assets import asset_root
from fluxion.errors import SurrogateError
from fluxion.surrogate import Surrogate
from fluxion.surrogate.interpreter import OPERATORS, NumpyRunner
from fluxion.surrogate.session import INPUT

X = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32) * 3.0


def model_of(operator, constants=(), outputs=1, positive=False, **attributes):
    """One node between an input x (n, 4), made positive if need be, and outputs y0, y1 ..."""
    tensors = [numpy_helper.from_array(np.asarray(value), f"c{k}") for k, value in enumerate(constants)]
    source = "size" if positive else "x"
    nodes = [helper.make_node("Abs", ["x"], ["size"])] if positive else []
    names = [f"y{k}" for k in range(outputs)]
    nodes.append(helper.make_node(operator, [source, *(one.name for one in tensors)], names, **attributes))
    info = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])]
    results = [helper.make_empty_tensor_value_info(name) for name in names]
    graph = helper.make_graph(nodes, "g", info, results, tensors)
    model = onnx.shape_inference.infer_shapes(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    )
    return model.SerializeToString(), names


def assert_as_onnx_runtime(model, names, x=X):
    expected = onnxruntime.InferenceSession(model).run(names, {"x": x})
    results = NumpyRunner.of(model, "the model").run(names, {"x": x})
    assert len(results) == len(expected) > 0
    for one, other in zip(results, expected):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=2e-6, atol=2e-6)


ROW = np.array([0.5, -1.0, 2.0, 0.0], dtype=np.float32)
CASES = {
    **{name: ((), {}) for name in ("Abs", "Neg", "Exp", "Tanh", "Floor", "Ceil", "Sign", "Identity", "Sigmoid",
                                   "Softplus", "Relu")},
    **{name: ((), {"positive": True}) for name in ("Log", "Sqrt", "Reciprocal")},
    **{name: ((ROW,), {}) for name in ("Sub", "Add", "Mul", "Max", "Min", "Sum", "Equal", "Less", "Greater",
                                       "LessOrEqual", "GreaterOrEqual")},
    "Div": ((ROW + 3.0,), {}),
    "Pow": ((np.float32(2.0),), {"positive": True}),
    "MatMul": ((np.ones((4, 2), np.float32),), {}),
    "Gemm": ((np.ones((2, 4), np.float32), np.float32([1.0, 2.0])), {"transB": 1, "alpha": 0.5, "beta": 2.0}),
    "Cast": ((), {"to": TensorProto.INT64}),
    "Clip": ((np.float32(-1.0), np.float32(1.0)), {}),
    "Concat": ((np.ones((5, 2), np.float32),), {"axis": 1}),
    "Gather": ((np.array([2, 0]),), {"axis": 1}),
    "ReduceMax": ((), {"axes": [1], "keepdims": 0}),
    "ReduceMean": ((), {"axes": [0]}),
    "ReduceMin": ((), {}),
    "ReduceSum": ((np.array([1]),), {"keepdims": 0}),
    "Reshape": ((np.array([0, 2, -1]),), {}),
    "Slice": ((np.array([3]), np.array([-9]), np.array([1]), np.array([-2])), {}),
    "Split": ((np.array([1, 3]),), {"outputs": 2, "axis": 1}),
    "Transpose": ((), {"perm": [1, 0]}),
    "Unsqueeze": ((np.array([0, -1]),), {}),
}  # fmt: skip


@pytest.mark.parametrize("operator", CASES)
def test_an_operator_computes_what_onnx_runtime_computes(operator):
    constants, attributes = CASES[operator]
    assert_as_onnx_runtime(*model_of(operator, constants, **attributes))


def test_every_operator_is_checked():
    apart = {"And", "Or", "Not", "Where", "Constant", "Squeeze"}
    assert set(OPERATORS) == set(CASES) | apart


def test_logic_and_inner_constants():
    nodes = [
        helper.make_node("Constant", [], ["zero"], value_float=0.0),
        helper.make_node("Constant", [], ["row"], value=numpy_helper.from_array(ROW[None])),
        helper.make_node("Greater", ["x", "zero"], ["warm"]),
        helper.make_node("Less", ["x", "row"], ["small"]),
        helper.make_node("And", ["warm", "small"], ["both"]),
        helper.make_node("Not", ["both"], ["neither"]),
        helper.make_node("Or", ["neither", "small"], ["either"]),
        helper.make_node("Where", ["either", "x", "zero"], ["y"]),
        helper.make_node("Squeeze", ["row"], ["z"]),
    ]
    info = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])]
    outputs = [helper.make_empty_tensor_value_info(name) for name in ("y", "z")]
    graph = helper.make_graph(nodes, "g", info, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    assert_as_onnx_runtime(onnx.shape_inference.infer_shapes(model).SerializeToString(), ["y", "z"])


@pytest.mark.parametrize("scale", [1.0, 100.0, 1e5])
def test_large_numbers_do_not_overflow(scale):
    assert_as_onnx_runtime(*model_of("Sigmoid"), X * np.float32(scale))


@pytest.mark.parametrize("name", ["surrogates/office-design-golden.onnx", "thermal_surrogate.onnx"])
def test_shipped_networks_give_the_same_as_in_onnx_runtime(name):
    path = Path(asset_root()) / name
    data = path.read_bytes()
    designs = Surrogate.load(path).card.space.sample(1000, 3).astype(np.float32)
    names = [one.name for one in onnx.load_from_string(data).graph.output]
    expected = onnxruntime.InferenceSession(data).run(names, {INPUT: designs})
    results = NumpyRunner.of(data, "the model").run(names, {INPUT: designs})
    deviation = expected[0].std(axis=0)
    for one, other in zip(results, expected):
        assert (np.abs(one - other) <= 1e-5 * deviation).all()


def test_inner_values_can_be_read_and_fed(trained):
    runner = NumpyRunner.of(trained.model.data, "the model")
    designs = trained.space.sample(20, 1).astype(np.float32)
    inner = [f"m{k}_l2_sum" for k in range(3)]
    raw, mean = runner.run([*inner], {INPUT: designs}), runner.run(["mean"], {INPUT: designs})[0]
    fed = dict(zip(inner, raw))
    np.testing.assert_array_equal(runner.run(["mean"], fed)[0], mean)
    fed[inner[0]] = raw[0] + 3.0
    moved = runner.run(["mean"], fed)[0]
    np.testing.assert_allclose((moved - mean)[raw[0].min(axis=1) > 0.0], 1.0, rtol=1e-3)


def test_an_unknown_operator_is_refused_before_anything_is_computed():
    with pytest.raises(SurrogateError, match=r"operator 'Erf'.*pip install onnxruntime"):
        NumpyRunner.of(model_of("Erf")[0], "the model")


def test_arrays_that_do_not_fit_and_unknown_names_are_errors(trained):
    runner = NumpyRunner.of(trained.model.data, "the model")
    with pytest.raises(SurrogateError, match="cannot be computed"):
        runner.run(["mean"], {INPUT: np.ones((3, 1), np.float32)})
    with pytest.raises(SurrogateError, match="no value 'absent'"):
        runner.run(["absent"], {INPUT: np.ones((3, 3), np.float32)})
