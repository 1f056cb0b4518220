"""The operators of an ONNX network in NumPy: any value inside it, and predictions where no ONNX runtime is at hand.

Semantics from the ONNX operator reference, opset 17; inference only, one type per operator as NumPy promotes it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import SurrogateError
from fluxion.surrogate.graph import TYPES, Graph, Node, Terminal, read_graph

Array = NDArray[Any]
#: Inputs (None where left out) and attributes of a node -> its outputs.
Operator = Callable[[Sequence[Any], Mapping[str, Any]], tuple[Array, ...]]


@dataclass(frozen=True, eq=False)
class NumpyRunner:
    """Runs a network with NumPy; answers to the same calls as a session of ONNX Runtime.

    Attributes:
        graph: the network.
        what: the model, for messages.
    """

    graph: Graph
    what: str

    @classmethod
    def of(cls, model: bytes, what: str) -> "NumpyRunner":
        """Runner of the network in the bytes of an ONNX file.

        Raises:
            SurrogateError: the file cannot be read, or the network uses an operator that is not known here.
        """
        graph = read_graph(model, what)
        unknown = sorted({node.operator for node in graph.nodes} - set(OPERATORS))
        if unknown:
            raise SurrogateError(
                f"{what} uses the operator '{unknown[0]}', which NumPy does not compute here. Install onnxruntime "
                "(pip install onnxruntime), or use a model that 'fluxion train' made."
            )
        return cls(graph, what)

    def get_inputs(self) -> tuple[Terminal, ...]:
        """What is fed."""
        return self.graph.inputs

    def get_outputs(self) -> tuple[Terminal, ...]:
        """What comes out."""
        return self.graph.outputs

    def run(self, names: Sequence[str], feeds: Mapping[str, Array]) -> list[Array]:
        """Arrays of any values of the network, also inner ones, for the arrays `feeds` of its inputs.

        Inner values may be fed as well; what leads to them is then not computed.

        Raises:
            SurrogateError: a name that the network does not have, or arrays that do not fit its operators.
        """
        values: dict[str, Any] = {**self.graph.constants, **feeds}
        for node in _needed(self.graph, names, feeds):
            try:
                arguments = [values[name] if name else None for name in node.inputs]
                with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                    results = OPERATORS[node.operator](arguments, node.attributes)
            except (KeyError, ValueError, IndexError, TypeError) as error:
                raise SurrogateError(
                    f"{self.what}: the operator '{node.operator}' that makes '{node.outputs[0]}' cannot be computed "
                    f"({type(error).__name__}: {error}). Make the model anew with 'fluxion train'."
                ) from error
            values.update(zip(node.outputs, results))
        for name in names:
            if name not in values:
                raise SurrogateError(f"{self.what} has no value '{name}'.")
        return [values[name] for name in names]


def _needed(graph: Graph, names: Sequence[str], known: Iterable[str]) -> list[Node]:
    """The nodes that some values rest on, in order, but for those behind known values."""
    wanted, given, needed = set(names), set(known), []
    for node in reversed(graph.nodes):
        if wanted.intersection(node.outputs) and not given.issuperset(node.outputs):
            wanted.update(node.inputs)
            needed.append(node)
    return needed[::-1]


def _plain(function: Callable[..., Any]) -> Operator:
    """Operator of as many inputs as the function takes."""
    return lambda inputs, _: (np.asarray(function(*inputs)),)


def _each(function: Callable[[Any, Any], Any]) -> Operator:
    """Operator of any number of inputs, taken two at a time."""

    def compute(inputs: Sequence[Any], _: Mapping[str, Any]) -> tuple[Array, ...]:
        result = inputs[0]
        for one in inputs[1:]:
            result = function(result, one)
        return (np.asarray(result),)

    return compute


def _sigmoid(x: Array) -> Array:
    # An exponential that overflows gives the right limit, zero.
    result = np.exp(-x)
    result += 1
    return np.asarray(np.reciprocal(result, out=result))


def _softplus(x: Array) -> Array:
    return np.asarray(np.logaddexp(x.dtype.type(0.0), x))


def _divide(a: Array, b: Array) -> Array:
    if np.issubdtype(a.dtype, np.integer):
        return np.asarray(np.trunc(a / b).astype(a.dtype))
    return np.asarray(a / b)


def _gemm(inputs: Sequence[Any], attributes: Mapping[str, Any]) -> tuple[Array, ...]:
    a, b = inputs[0], inputs[1]
    a, b = (a.T if attributes.get("transA") else a), (b.T if attributes.get("transB") else b)
    alpha, beta = attributes.get("alpha", 1.0), attributes.get("beta", 1.0)
    result = a @ b
    if alpha != 1.0:
        result = result * result.dtype.type(alpha)
    if len(inputs) > 2 and inputs[2] is not None:
        result = result + (inputs[2] if beta == 1.0 else inputs[2] * result.dtype.type(beta))
    return (np.asarray(result),)


def _cast(inputs: Sequence[Any], attributes: Mapping[str, Any]) -> tuple[Array, ...]:
    return (inputs[0].astype(TYPES[attributes["to"]]),)


def _constant(_: Sequence[Any], attributes: Mapping[str, Any]) -> tuple[Array, ...]:
    kinds = {"value_float": np.float32, "value_floats": np.float32, "value_int": np.int64, "value_ints": np.int64}
    for name, value in attributes.items():
        return (np.asarray(value) if name == "value" else np.asarray(value, dtype=kinds[name]),)
    raise ValueError("a constant without a value")


def _gather(inputs: Sequence[Any], attributes: Mapping[str, Any]) -> tuple[Array, ...]:
    return (np.take(inputs[0], inputs[1], axis=attributes.get("axis", 0)),)


def _concat(inputs: Sequence[Any], attributes: Mapping[str, Any]) -> tuple[Array, ...]:
    return (np.concatenate(inputs, axis=attributes["axis"]),)


def _split(inputs: Sequence[Any], attributes: Mapping[str, Any]) -> tuple[Array, ...]:
    axis = attributes.get("axis", 0)
    lengths = inputs[1] if len(inputs) > 1 else None
    if lengths is None:
        raise ValueError("a split without lengths")
    return tuple(np.split(inputs[0], np.cumsum(lengths)[:-1], axis=axis))


def _slice(inputs: Sequence[Any], _: Mapping[str, Any]) -> tuple[Array, ...]:
    data, starts, ends = inputs[:3]
    axes = inputs[3] if len(inputs) > 3 and inputs[3] is not None else range(len(starts))
    steps = inputs[4] if len(inputs) > 4 and inputs[4] is not None else [1] * len(starts)
    index = [slice(None)] * data.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps):
        # A negative step runs to the very front, which a Python slice writes as no end.
        last = None if step < 0 and end < -data.shape[axis] else int(end)
        index[int(axis)] = slice(int(start), last, int(step))
    return (data[tuple(index)],)


def _reshape(inputs: Sequence[Any], attributes: Mapping[str, Any]) -> tuple[Array, ...]:
    data, shape = inputs
    if not attributes.get("allowzero"):
        shape = [data.shape[i] if length == 0 else int(length) for i, length in enumerate(shape)]
    return (data.reshape(tuple(int(length) for length in shape)),)


def _transpose(inputs: Sequence[Any], attributes: Mapping[str, Any]) -> tuple[Array, ...]:
    return (np.transpose(inputs[0], attributes.get("perm")),)


def _unsqueeze(inputs: Sequence[Any], _: Mapping[str, Any]) -> tuple[Array, ...]:
    return (np.expand_dims(inputs[0], tuple(int(axis) for axis in inputs[1])),)


def _squeeze(inputs: Sequence[Any], _: Mapping[str, Any]) -> tuple[Array, ...]:
    axes = tuple(int(axis) for axis in inputs[1]) if len(inputs) > 1 else None
    return (np.squeeze(inputs[0], axes),)


def _clip(inputs: Sequence[Any], _: Mapping[str, Any]) -> tuple[Array, ...]:
    low, high = (inputs[k] if len(inputs) > k else None for k in (1, 2))
    result = inputs[0] if low is None else np.maximum(inputs[0], low)
    return (np.asarray(result if high is None else np.minimum(result, high)),)


def _reduce(function: Callable[..., Any], axes_are_input: bool) -> Operator:
    def compute(inputs: Sequence[Any], attributes: Mapping[str, Any]) -> tuple[Array, ...]:
        axes = attributes.get("axes")
        if axes_are_input and len(inputs) > 1 and inputs[1] is not None:
            axes = inputs[1]
        axis = None if axes is None else tuple(int(one) for one in axes)
        return (np.asarray(function(inputs[0], axis=axis, keepdims=bool(attributes.get("keepdims", 1)))),)

    return compute


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "Abs": np.abs, "Neg": np.negative, "Exp": np.exp, "Log": np.log, "Sqrt": np.sqrt, "Tanh": np.tanh,
    "Reciprocal": np.reciprocal, "Floor": np.floor, "Ceil": np.ceil, "Sign": np.sign, "Not": np.logical_not,
    "Identity": np.asarray, "Sigmoid": _sigmoid, "Softplus": _softplus, "Relu": lambda x: np.maximum(x, 0),
    "Sub": np.subtract, "Add": np.add, "Mul": np.multiply, "Div": _divide, "Pow": np.power,
    "MatMul": np.matmul, "Equal": np.equal, "Less": np.less, "Greater": np.greater,
    "LessOrEqual": np.less_equal, "GreaterOrEqual": np.greater_equal, "And": np.logical_and,
    "Or": np.logical_or, "Where": np.where,
}  # fmt: skip

#: Every operator that is known, by its ONNX name.
OPERATORS: Mapping[str, Operator] = {
    **{name: _plain(function) for name, function in _FUNCTIONS.items()},
    **{name: _each(function) for name, function in {"Max": np.maximum, "Min": np.minimum, "Sum": np.add}.items()},
    "Cast": _cast, "Clip": _clip, "Concat": _concat, "Constant": _constant, "Gather": _gather, "Gemm": _gemm,
    "ReduceMax": _reduce(np.max, False), "ReduceMean": _reduce(np.mean, False), "ReduceMin": _reduce(np.min, False),
    "ReduceSum": _reduce(np.sum, True), "Reshape": _reshape, "Slice": _slice, "Split": _split,
    "Squeeze": _squeeze, "Transpose": _transpose, "Unsqueeze": _unsqueeze,
}  # fmt: skip
