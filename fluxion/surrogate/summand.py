"""A network to whose inner values something is added that other nodes compute; written without onnx.

Field numbers from onnx.proto.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import SurrogateError
from fluxion.surrogate.graph import Node
from fluxion.surrogate.wire import encode_bytes, encode_number, fields, message, text

_MODEL_GRAPH = 7
_GRAPH_NODE, _GRAPH_INITIALIZER = 1, 5
_NODE_INPUT, _NODE_OUTPUT, _NODE_OP, _NODE_ATTRIBUTE = 1, 2, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_I, _ATTRIBUTE_TYPE, _INT = 1, 3, 20, 2
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_RAW, _FLOAT32 = 1, 2, 8, 9, 1


def with_summand(
    model: bytes,
    targets: Sequence[str],
    summand: str,
    nodes: Sequence[Node],
    constants: Mapping[str, NDArray[np.float32]],
) -> bytes:
    """The ONNX file in which `targets` are what they were plus `summand`; every other byte stays what it is.

    Args:
        model: bytes of the file.
        targets: names of values that nodes of the network give.
        summand: name of what is added, computed by the last of `nodes`.
        nodes: new nodes that need inputs of the network, `constants` and each other, in their order; attributes are
            whole numbers.
        constants: float32 arrays of the new nodes.

    Raises:
        SurrogateError: no node gives one of the targets.
    """
    missing = set(targets)
    parts: list[bytes | memoryview] = []
    for number, value, raw in fields(memoryview(model)):
        if number != _MODEL_GRAPH:
            parts.append(raw)
            continue
        inner: list[bytes | memoryview] = [encode_bytes(_GRAPH_NODE, encode_node(one)) for one in nodes]
        for part, content, whole in fields(message(value)):
            made = _outputs(message(content)) if part == _GRAPH_NODE else []
            if missing.isdisjoint(made):
                inner.append(whole)
            else:
                inner.extend(_with_sum(message(content), made[0], summand))
                missing.discard(made[0])
        inner += [encode_bytes(_GRAPH_INITIALIZER, _tensor(name, array)) for name, array in constants.items()]
        parts.append(encode_bytes(_MODEL_GRAPH, b"".join(inner)))
    if missing:
        raise SurrogateError(f"the network has no value '{min(missing)}'; nothing can be added to it.")
    return b"".join(parts)


def _with_sum(node: memoryview, output: str, summand: str) -> Iterator[bytes]:
    """The node with another name for its output, and behind it the sum under the old name."""
    alone = f"{output}_before_{summand}"
    kept = [raw for number, _, raw in fields(node) if number != _NODE_OUTPUT]
    yield encode_bytes(_GRAPH_NODE, b"".join([*kept, encode_bytes(_NODE_OUTPUT, alone.encode())]))
    yield encode_bytes(_GRAPH_NODE, encode_node(Node("Add", (alone, summand), (output,))))


def _outputs(node: memoryview) -> list[str]:
    return [text(value) for number, value, _ in fields(node) if number == _NODE_OUTPUT]


def encode_node(node: Node) -> bytes:
    """A node as a message; attributes are whole numbers."""
    parts = [encode_bytes(_NODE_INPUT, name.encode()) for name in node.inputs]
    parts += [encode_bytes(_NODE_OUTPUT, name.encode()) for name in node.outputs]
    parts.append(encode_bytes(_NODE_OP, node.operator.encode()))
    for name, value in node.attributes.items():
        content = encode_bytes(_ATTRIBUTE_NAME, name.encode()) + encode_number(_ATTRIBUTE_I, value)
        parts.append(encode_bytes(_NODE_ATTRIBUTE, content + encode_number(_ATTRIBUTE_TYPE, _INT)))
    return b"".join(parts)


def _tensor(name: str, array: NDArray[np.float32]) -> bytes:
    parts = [encode_number(_TENSOR_DIMS, length) for length in array.shape]
    parts += [encode_number(_TENSOR_TYPE, _FLOAT32), encode_bytes(_TENSOR_NAME, name.encode())]
    parts.append(encode_bytes(_TENSOR_RAW, np.ascontiguousarray(array, dtype="<f4").tobytes()))
    return b"".join(parts)
