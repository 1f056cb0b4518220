"""The networks that are measured: an ensemble as it ships, and its first member as a network of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from fluxion.benchmark.scope import Unmeasured
from fluxion.surrogate.chunks import in_chunks
from fluxion.surrogate.graph import Graph, Node, read_graph
from fluxion.surrogate.interpreter import NumpyRunner
from fluxion.surrogate.session import CHUNK_ROWS, INPUT, MEAN, SPREAD, NetworkSession
from fluxion.surrogate.summand import encode_node
from fluxion.surrogate.wire import encode_bytes, encode_number, fields, message
from fluxion.typing import Designs

#: Names of the networks: the ensemble, one member of it, and the ensemble computed by NumPy.
ENSEMBLE, SINGLE, BY_NUMPY = "ensemble", "single", "numpy"
# onnx.proto: ModelProto, GraphProto, NodeProto, ValueInfoProto with its type, the number of float32.
_MODEL_GRAPH, _GRAPH_NODE, _GRAPH_OUTPUT = 7, 1, 12
_NODE_OUTPUT = 2
_VALUE_NAME, _VALUE_TYPE, _TYPE_TENSOR, _TENSOR_ELEMENT, _TENSOR_SHAPE, _FLOAT32 = 1, 2, 1, 1, 2, 1
_SHAPE_DIM, _DIM_VALUE, _DIM_NAME = 1, 1, 2
_PRODUCTS = ("Gemm", "MatMul")


@dataclass(frozen=True, eq=False)
class Network:
    """A network and how it is run.

    Attributes:
        run: called with (n, d) designs and a number of threads.
        operations: of its matrix products per design; a multiply-add counts two.
    """

    run: Callable[[Designs, int], object]
    operations: float


def networks(model: bytes, what: str) -> Mapping[str, Network]:
    """The networks in the bytes of a model file, by name.

    Raises:
        SurrogateError: the file holds no readable network.
        Unmeasured: its members cannot be told apart.
    """
    graph = read_graph(model, what)
    outputs = [output.name for output in graph.outputs]
    runner = NumpyRunner.of(model, what)
    width = int(graph.outputs[0].shape[-1])
    member, columns = first_member(graph)
    alone = with_single_output(model, graph, member, columns)
    return {
        SINGLE: _by_runtime(alone, graph, f"{what}, first member", [member], columns),
        ENSEMBLE: _by_runtime(model, graph, what, outputs, width),
        BY_NUMPY: Network(lambda X, threads: _by_numpy(runner, X, threads), operations(graph, outputs)),
    }


def operations(graph: Graph, outputs: list[str]) -> float:
    """Operations per design of the products with constant matrices that `outputs` need; a multiply-add counts two."""
    count = 0.0
    for node in needed(graph, outputs):
        if node.operator in _PRODUCTS and node.inputs[1] in graph.constants:
            count += 2.0 * float(np.prod(graph.constants[node.inputs[1]].shape[-2:]))
    return count


def needed(graph: Graph, outputs: list[str]) -> list[Node]:
    """The nodes without which `outputs` cannot be computed, in their order."""
    wanted, found = set(outputs), []
    for node in reversed(graph.nodes):
        if wanted.intersection(node.outputs):
            wanted.update(node.inputs)
            found.append(node)
    return found[::-1]


def first_member(graph: Graph) -> tuple[str, int]:
    """Name and number of columns of what the last layer of the first member gives.

    It is the first of several products that are put together.

    Raises:
        Unmeasured: the network does not consist of members side by side.
    """
    products = {node.outputs[0]: node for node in graph.nodes if node.operator in _PRODUCTS}
    for node in graph.nodes:
        if node.operator == "Concat" and len(node.inputs) > 1 and products.keys() >= set(node.inputs):
            last = products[node.inputs[0]]
            weights = graph.constants[last.inputs[1]]
            return node.inputs[0], int(weights.shape[-2 if last.attributes.get("transB") else -1])
    raise Unmeasured("the shipped network does not consist of members side by side; a single one cannot be taken out.")


def with_single_output(model: bytes, graph: Graph, output: str, columns: int) -> bytes:
    """The model with an (n, columns) value inside its network as only output, called the mean; what else is dropped."""
    kept = {node.outputs[0] for node in needed(graph, [output])}
    parts: list[bytes | memoryview] = []
    for number, value, raw in fields(memoryview(model)):
        if number != _MODEL_GRAPH:
            parts.append(raw)
            continue
        inner = [whole for field, part, whole in fields(message(value)) if _is_kept(field, part, kept)]
        parts.append(encode_bytes(number, b"".join([*inner, *_renamed(output, columns)])))
    return b"".join(parts)


def _is_kept(number: int, value: int | memoryview, kept: set[str]) -> bool:
    if number != _GRAPH_NODE:
        return number != _GRAPH_OUTPUT
    names = [bytes(message(name)).decode() for field, name, _ in fields(message(value)) if field == _NODE_OUTPUT]
    return names[0] in kept


def _renamed(output: str, columns: int) -> tuple[bytes, bytes]:
    """A node that gives `output` the name of the mean, and that output of the network."""
    node = encode_node(Node("Identity", (output,), (MEAN,)))
    rows = encode_bytes(_SHAPE_DIM, encode_bytes(_DIM_NAME, b"n"))
    shape = rows + encode_bytes(_SHAPE_DIM, encode_number(_DIM_VALUE, columns))
    tensor = encode_number(_TENSOR_ELEMENT, _FLOAT32) + encode_bytes(_TENSOR_SHAPE, shape)
    info = encode_bytes(_VALUE_NAME, MEAN.encode()) + encode_bytes(_VALUE_TYPE, encode_bytes(_TYPE_TENSOR, tensor))
    return encode_bytes(_GRAPH_NODE, node), encode_bytes(_GRAPH_OUTPUT, info)


def _by_runtime(model: bytes, graph: Graph, what: str, outputs: list[str], columns: int) -> Network:
    session = NetworkSession(model, what, int(graph.inputs[0].shape[-1]), columns)
    return Network(session.run, operations(graph, outputs))


def _by_numpy(runner: NumpyRunner, X: Designs, threads: int) -> dict[str, np.ndarray]:
    rows, names = np.ascontiguousarray(X, dtype=np.float32), [output.name for output in runner.graph.outputs]
    width = int(runner.graph.outputs[0].shape[-1])
    results = {name: np.empty((len(rows), width)) for name in names if name in (MEAN, SPREAD)}

    def work(part: slice) -> None:
        for name, values in zip(results, runner.run(list(results), {INPUT: rows[part]})):
            results[name][part] = values

    in_chunks(work, len(rows), CHUNK_ROWS, threads)
    return results
