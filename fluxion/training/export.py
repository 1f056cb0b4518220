"""The ensemble as one ONNX graph: raw designs in, mean and spread in physical units out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion._optional import require
from fluxion.design.encoding import InputEncoding
from fluxion.design.products import Products
from fluxion.errors import SurrogateError
from fluxion.surrogate.session import INPUT, MEAN, SPREAD
from fluxion.training.ensemble import Ensemble
from fluxion.training.targets import limits
from fluxion.typing import Designs, FloatArray

#: ONNX operator set and file version: read by every onnxruntime since 1.15.
OPSET, IR_VERSION = 17, 8
#: Largest allowed difference between graph and ensemble, relative to the spread of the output over the designs.
PARITY = 1e-4
# What single precision may do to a number, relative to its size: some roundings of the sums of the last layers. It is
# less than `PARITY` of the spread unless an output hardly varies.
_ROUNDING = 8.0 * float(np.finfo(np.float32).eps)


def network_bytes(ensemble: Ensemble) -> bytes:
    """Serialised ONNX model of an ensemble, without a card.

    Input ``designs`` (n, d) float32, raw encoded; outputs ``mean`` and, with several members, ``spread`` (n, t)
    float32. Every member is a chain of its own: parallel Gemm nodes ran 1.3 to 1.5 times faster than one batched
    MatMul on CPUs. The scale of the outputs is folded into the last layer.

    Raises:
        MissingDependencyError: the package onnx is not installed.
    """
    onnx = require("onnx", "train")
    graph = _Graph(onnx.helper, onnx.numpy_helper)
    encoded = _encode(graph, ensemble)
    members = [_member(graph, ensemble, encoded, m) for m in range(ensemble.members)]
    _statistics(graph, ensemble, members)
    outputs = [MEAN] if ensemble.members == 1 else [MEAN, SPREAD]
    width, count = len(ensemble.space), len(ensemble.targets)
    info, float32 = onnx.helper.make_tensor_value_info, onnx.TensorProto.FLOAT
    model = onnx.helper.make_model(
        onnx.helper.make_graph(
            graph.nodes,
            "surrogate",
            [info(INPUT, float32, ["n", width])],
            [info(name, float32, ["n", count]) for name in outputs],
            graph.constants,
        ),
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="fluxion",
    )
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def check_parity(ensemble: Ensemble, mean: FloatArray, spread: FloatArray, X: Designs) -> float:
    """Largest difference between graph outputs (n, t) and the ensemble in double precision, and refuse a large one.

    Differences are relative to the standard deviation of the output over the training designs; where the output
    varies so little that single precision cannot tell, relative to what it can.

    Raises:
        SurrogateError: a difference above `PARITY`.
    """
    expected_mean, expected_spread = ensemble.predict(X)
    unit = np.maximum(ensemble.scale, _ROUNDING / PARITY * np.abs(expected_mean).max(axis=0, initial=0.0))
    differences = np.abs(np.stack([mean - expected_mean, spread - expected_spread])) / unit
    difference = float(differences.max())
    if not difference <= PARITY:
        raise SurrogateError(
            f"the exported graph differs from the trained ensemble by {difference:.2e} standard deviations; expected "
            f"at most {PARITY:.0e}. The model was not written."
        )
    return difference


class _Graph:
    """Nodes and constants of a graph under construction."""

    def __init__(self, helper: Any, numpy_helper: Any) -> None:
        self._helper = helper
        self._numpy_helper = numpy_helper
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: np.ndarray) -> str:
        self.constants.append(self._numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def float_constant(self, name: str, values: FloatArray) -> str:
        return self.constant(name, np.asarray(values, dtype=np.float32))

    def node(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        self.nodes.append(self._helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output

    def affine(self, values: str, weights: FloatArray, biases: FloatArray, name: str, relu: bool = False) -> str:
        """``values @ weights + biases``, or with `relu` its positive part, which the runtime takes on the way."""
        inputs = [self.float_constant(f"{name}_weight", weights), self.float_constant(f"{name}_bias", biases)]
        total = self.node("Gemm", [values, *inputs], f"{name}_sum")
        return self.node("Relu", [total], f"{name}_positive") if relu else total


def _encode(graph: _Graph, ensemble: Ensemble) -> str:
    """Columns that every member sees, computed once: matrix products, which cost a tenth of picking and comparing."""
    encoding = ensemble.encoding
    hinges = graph.affine(INPUT, *_hinges(ensemble), "hinge", relu=True)
    columns = graph.affine(hinges, *_columns(encoding), "columns")
    return columns if encoding.products is None else _multiply(graph, encoding.products, columns)


def _hinges(ensemble: Ensemble) -> tuple[FloatArray, FloatArray]:
    """Affine forms of a raw design whose positive parts tell everything about it.

    Numbers from 0 to 1, and for a choice of k options k - 1 ramps that begin at its codes 0, 1, ...
    """
    encoding = ensemble.encoding
    p = len(encoding.numbers)
    ramps = np.flatnonzero(~_is_last(encoding))
    weights, biases = np.zeros((len(ensemble.space), p + len(ramps))), np.zeros(p + len(ramps))
    weights[encoding.numbers, np.arange(p)] = 0.5 / encoding.half_range
    biases[:p] = 0.5 - 0.5 * encoding.centre / encoding.half_range
    weights[encoding.choices[ramps], p + np.arange(len(ramps))] = 1.0
    biases[p:] = -encoding.codes[ramps]
    return weights, biases


def _columns(encoding: InputEncoding) -> tuple[FloatArray, FloatArray]:
    """Weights and biases that make the plain encoded columns of the hinges.

    What an option adds is a piecewise linear function of its code, exact at every code: the ramp at a code carries the
    change of slope there.
    """
    p, last = len(encoding.numbers), _is_last(encoding)
    weights, biases = np.zeros((p + int((~last).sum()), encoding.plain_width)), np.zeros(encoding.plain_width)
    weights[np.arange(p), np.arange(p)], biases[:p] = 2.0, -1.0
    row = p
    for choice in np.unique(encoding.choices):
        values = encoding.table[encoding.choices == choice]
        biases[p:] += values[0]
        slopes = np.diff(values, axis=0)
        weights[row : row + len(slopes), p:] = np.diff(slopes, axis=0, prepend=0.0)
        row += len(slopes)
    return weights, biases


def _is_last(encoding: InputEncoding) -> NDArray[np.bool_]:
    """(q,) which options are the last of their choice."""
    return np.append(encoding.choices[1:] != encoding.choices[:-1], True)[: len(encoding.choices)]


def _multiply(graph: _Graph, products: Products, columns: str) -> str:
    """The plain columns, and behind them the products of features before they are centred."""
    base = columns
    if len(products.below_biases):
        below = graph.affine(columns, products.below_weights, products.below_biases, "below")
        base = graph.node("Concat", [columns, graph.node("Reciprocal", [below], "reciprocals")], "base", axis=1)
    product = ""
    for level, (weights, biases) in enumerate(zip(products.weights, products.biases)):
        factor = graph.affine(base, weights, biases, f"factor{level}")
        product = graph.node("Mul", [product, factor], f"product{level}") if product else factor
    return graph.node("Concat", [columns, product], "encoded", axis=1)


def _member(graph: _Graph, ensemble: Ensemble, values: str, member: int) -> str:
    last, products = len(ensemble.weights) - 1, ensemble.encoding.products
    for layer, (weights, biases) in enumerate(zip(ensemble.weights, ensemble.biases)):
        weight, bias = weights[member].astype(np.float64), biases[member].astype(np.float64)
        if layer == 0 and products is not None:
            bias = bias - products.centre @ weight[-products.count :]
        if layer == last:
            weight, bias = weight * ensemble.scale, bias * ensemble.scale + ensemble.centre
        values = graph.affine(values, weight, bias, f"m{member}_l{layer}")
        if layer < last:
            tag = f"m{member}_l{layer}"
            values = graph.node("Mul", [values, graph.node("Sigmoid", [values], f"{tag}_gate")], f"{tag}_silu")
    return values


def _statistics(graph: _Graph, ensemble: Ensemble, members: list[str]) -> None:
    """Members cut from below; their mean, its balance closed and cut from above; their standard deviation."""
    count, outputs = len(members), len(ensemble.targets)
    lower, upper = limits(ensemble.targets)
    together = members[0] if count == 1 else graph.node("Concat", members, "members", axis=1)
    smallest = np.tile(np.maximum(lower, np.finfo(np.float32).min), count)
    cut = graph.node("Max", [together, graph.float_constant("lower", smallest)], "cut")
    # One product with a constant matrix sums all members at once; a node per member would cost more than it computes.
    summing = np.tile(np.eye(outputs), (count, 1))
    average = cut
    if count > 1:
        average = graph.node("MatMul", [cut, graph.float_constant("average", summing / count)], "average_cut")
    mean = average
    if ensemble.closure is not None:
        mean = graph.node("MatMul", [average, graph.float_constant("closing", ensemble.closure.matrix)], "balanced")
    largest = np.minimum(upper, np.finfo(np.float32).max)
    graph.node("Min", [mean, graph.float_constant("upper", largest)], MEAN)
    if count == 1:
        return
    of_each = graph.node("MatMul", [average, graph.float_constant("repeat", summing.T)], "average_of_each")
    apart = graph.node("Sub", [cut, of_each], "apart")
    squares = graph.node("Mul", [apart, apart], "squares")
    variance = graph.node("MatMul", [squares, graph.float_constant("variance_sum", summing / (count - 1))], "variance")
    graph.node("Sqrt", [variance], SPREAD)
