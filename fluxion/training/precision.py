"""A model file with smaller numbers in it: weights of 16 or 8 bits, computed in float32 as before."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from fluxion._checks import check_known
from fluxion._optional import require
from fluxion.errors import SurrogateError
from fluxion.typing import FloatArray

PRECISIONS = ("fp16", "int8")
_INT8_MAX = 127.0
# Weights of a member behind its first layer; that one is small, and sees numbers that are not centred.
_REDUCED = re.compile(r"m\d+_l[1-9]\d*_weight")


def reduced_network(network: bytes, precision: str) -> bytes:
    """Serialised ONNX model with the weights behind each first layer kept as float16 or int8, without a card.

    Weights are scaled by column (output channel) before they are rounded: by a power of two to float16, whose range
    the weights of a last layer in cubic metres exceed; symmetrically to +-127 for int8 (Jacob et al. 2018,
    "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", with one scale a
    channel). A Cast and a Mul node turn them back into float32; they depend on constants only, so ONNX Runtime
    computes them once when it opens the file. Activations stay float32: quantised by batch they would make the answer
    for a design depend on its neighbours in the batch. Biases,
    encoding, first layers and statistics stay float32 as well.

    Raises:
        InputError: an unknown precision.
        SurrogateError: the network has no weights to reduce, or was reduced before.
        MissingDependencyError: the package onnx is not installed.
    """
    check_known(precision, PRECISIONS, "precision")
    onnx = require("onnx", "train")
    model = onnx.load_from_string(network)
    del model.metadata_props[:]
    graph = model.graph
    weights = _member_weights(graph)
    constants = {one.name: one for one in graph.initializer}
    if not weights or any(name not in constants for name in weights):
        raise SurrogateError(
            "the network has no float32 weights to reduce, or they were reduced before; expected a model as "
            "'fluxion train' writes it."
        )
    reduce = _float16 if precision == "fp16" else _int8
    nodes = []
    for name in weights:
        values = onnx.numpy_helper.to_array(constants[name]).astype(np.float64)
        graph.initializer.remove(constants[name])
        nodes += _stored(onnx, graph, name, values, reduce)
    # A graph lists its nodes in an order in which they can be computed.
    nodes += list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def _member_weights(graph: Any) -> list[str]:
    names = dict.fromkeys(node.input[1] for node in graph.node if node.op_type == "Gemm")
    return [name for name in names if _REDUCED.fullmatch(name)]


def _stored(
    onnx: Any, graph: Any, name: str, values: FloatArray, reduce: Callable[[FloatArray], tuple[np.ndarray, FloatArray]]
) -> list[Any]:
    """Put the reduced weight and its scale into the graph; the nodes that make `name` of them."""
    small, scale = reduce(values)
    tensor, node = onnx.numpy_helper.from_array, onnx.helper.make_node
    graph.initializer.extend(
        [tensor(small, f"{name}_small"), tensor(scale[None, :].astype(np.float32), f"{name}_scale")]
    )
    return [
        node("Cast", [f"{name}_small"], [f"{name}_wide"], name=f"{name}_wide", to=onnx.TensorProto.FLOAT),
        node("Mul", [f"{name}_wide", f"{name}_scale"], [name], name=name),
    ]


def _float16(values: FloatArray) -> tuple[np.ndarray, FloatArray]:
    """(i, o) float16 and (o,) scales of (i, o) weights; a power of two loses no digit."""
    largest = _largest(values)
    scale = np.exp2(np.ceil(np.log2(largest)))
    return (values / scale).astype(np.float16), scale


def _int8(values: FloatArray) -> tuple[np.ndarray, FloatArray]:
    """(i, o) int8 and (o,) scales of (i, o) weights."""
    scale = _largest(values) / _INT8_MAX
    return np.rint(values / scale).astype(np.int8), scale


def _largest(values: FloatArray) -> FloatArray:
    """(o,) largest magnitudes; one for a column of zeros."""
    largest = np.abs(values).max(axis=0)
    return np.asarray(np.where(largest > 0.0, largest, 1.0))
