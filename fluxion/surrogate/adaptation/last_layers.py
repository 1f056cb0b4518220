"""The last layers of an ensemble: what they see, what they say, and the same network with other last layers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.errors import SurrogateError
from fluxion.surrogate.adaptation.near_field import NearField
from fluxion.surrogate.graph import Graph, Node, with_constants
from fluxion.surrogate.interpreter import NumpyRunner
from fluxion.surrogate.session import CHUNK_ROWS, INPUT, MEAN, SPREAD
from fluxion.surrogate.summand import with_summand
from fluxion.typing import Designs, FloatArray

_DENSE, _SUM = "Gemm", "Add"
# Every update of a file that is adapted anew adds a near field of its own.
_NEAR = "near"


@dataclass(frozen=True)
class LastLayer:
    """Names of one member's last layer in the network.

    Attributes:
        features: what the layer sees, (n, w).
        weight: constant of shape (w, t).
        bias: constant of shape (t,).
        output: what the layer says, (n, t), near fields of earlier updates included.
    """

    features: str
    weight: str
    bias: str
    output: str


@dataclass(frozen=True, eq=False)
class Activations:
    """What the last layers see and say at n designs.

    Attributes:
        designs: (n, d) float32 designs.
        features: (members, n, w + 1) float64; the last column is one, for the bias.
        raw: (members, n, t) float64 outputs before they are cut at physical limits.
    """

    designs: np.ndarray
    features: FloatArray
    raw: FloatArray


@dataclass(frozen=True, eq=False)
class LastLayers:
    """An ensemble whose last layers can be changed; the layers before them never are.

    Attributes:
        model: bytes of the network.
        runner: the network.
        layers: the last layer of every member.
        outputs: number of outputs t.
    """

    model: bytes
    runner: NumpyRunner
    layers: tuple[LastLayer, ...]
    outputs: int

    @classmethod
    def of(cls, model: bytes, outputs: int, what: str) -> "LastLayers":
        """The last layers of the network in the bytes of an ONNX file.

        Raises:
            SurrogateError: the network cannot be read, or its members do not end in dense layers of `outputs` columns.
        """
        runner = NumpyRunner.of(model, what)
        layers = _last_layers(runner.graph)
        widths = {runner.graph.constants[layer.weight].shape[1] for layer in layers}
        if widths != {outputs} or len({runner.graph.constants[layer.weight].shape for layer in layers}) > 1:
            raise SurrogateError(
                f"{what} does not end in dense layers of {outputs} outputs each, so its last layers cannot be "
                "adapted. Use a model that 'fluxion train' made, of full precision: adapt first, then reduce it."
            )
        return cls(model, runner, layers, outputs)

    @property
    def weights(self) -> FloatArray:
        """(members, w + 1, t) weights, the biases in the last row."""
        constants = self.runner.graph.constants
        return np.stack(
            [np.vstack([constants[one.weight], constants[one.bias]]) for one in self.layers], dtype=np.float64
        )

    def activations(self, X: Designs) -> Activations:
        """What the last layers see and say at (n, d) checked designs."""
        designs = np.ascontiguousarray(X, dtype=np.float32)
        names = [one.features for one in self.layers] + [one.output for one in self.layers]
        parts = [
            self.runner.run(names, {INPUT: designs[start : start + CHUNK_ROWS]})
            for start in range(0, max(1, len(designs)), CHUNK_ROWS)
        ]
        values = [np.concatenate([part[k] for part in parts]).astype(np.float64) for k in range(len(names))]
        count = len(self.layers)
        ones = np.ones((len(designs), 1))
        features = np.stack([np.hstack([one, ones]) for one in values[:count]])
        return Activations(designs, features, np.stack(values[count:]))

    def predict(self, designs: np.ndarray, raw: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(n, t) means and (n, t) spreads of the network if its last layers say (members, n, t) `raw`."""
        feeds = {layer.output: one.astype(np.float32) for layer, one in zip(self.layers, raw)}
        names = [MEAN, SPREAD] if len(self.layers) > 1 else [MEAN]
        results = self.runner.run(names, {INPUT: designs, **feeds})
        mean = results[0].astype(np.float64)
        # Outside chunks of a runtime float32 may leave a variance of nothing a hair below it.
        return mean, np.nan_to_num(results[1].astype(np.float64)) if len(results) > 1 else np.zeros_like(mean)

    def changed(self, weights: FloatArray, near: NearField | None = None) -> bytes:
        """The network with (members, w + 1, t) other weights of the last layers and something added near designs."""
        constants = {}
        for layer, one in zip(self.layers, weights):
            constants[layer.weight] = one[:-1].astype(np.float32)
            constants[layer.bias] = one[-1].astype(np.float32)
        model = with_constants(self.model, constants)
        if near is None:
            return model
        nodes, added, summand = near.nodes(self._free_prefix())
        return with_summand(model, [layer.output for layer in self.layers], summand, nodes, added)

    def _free_prefix(self) -> str:
        names = {name for node in self.runner.graph.nodes for name in node.outputs}
        count = 0
        while any(name.startswith(f"{_NEAR}{count}_") for name in names):
            count += 1
        return f"{_NEAR}{count}_"


def _last_layers(graph: Graph) -> tuple[LastLayer, ...]:
    """Dense layers behind which there are no others, near fields not counted."""
    # From the end to the front: the values that some later dense layer rests on.
    before_dense: set[str] = set()
    found: list[LastLayer] = []
    for node in reversed(graph.nodes):
        if node.outputs[0].startswith(_NEAR):
            continue
        if node.operator == _DENSE and before_dense.isdisjoint(node.outputs) and _is_plain(node, graph):
            features, weight, bias = node.inputs
            found.append(LastLayer(features, weight, bias, _with_near_fields(node.outputs[0], graph)))
        if node.operator == _DENSE or not before_dense.isdisjoint(node.outputs):
            before_dense.update(node.inputs)
    return tuple(reversed(found))


def _with_near_fields(name: str, graph: Graph) -> str:
    """The value `name` after the near fields that are added to it."""
    for node in graph.nodes:
        if node.operator == _SUM and node.inputs[0] == name and node.inputs[1].startswith(_NEAR):
            return _with_near_fields(node.outputs[0], graph)
    return name


def _is_plain(node: Node, graph: Graph) -> bool:
    constants: Sequence[str] = node.inputs[1:]
    factors = [node.attributes.get(name, 1.0) for name in ("alpha", "beta")]
    turned = [node.attributes.get(name, 0) for name in ("transA", "transB")]
    return (
        len(node.inputs) == 3
        and all(name in graph.constants for name in constants)
        and factors == [1.0, 1.0]
        and not any(turned)
    )
