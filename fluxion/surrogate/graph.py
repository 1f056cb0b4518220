"""The network inside an ONNX file: its operators, constants, inputs and outputs; read and changed without onnx.

Field numbers from onnx.proto.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import SurrogateError
from fluxion.surrogate.wire import WireError, encode_bytes, fields, message, signed, signed_numbers, text

_MODEL_GRAPH = 7
_GRAPH_NODE, _GRAPH_INITIALIZER, _GRAPH_INPUT, _GRAPH_OUTPUT = 1, 5, 11, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_OP, _NODE_ATTRIBUTE = 1, 2, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_F, _ATTRIBUTE_I, _ATTRIBUTE_S, _ATTRIBUTE_T = 1, 2, 3, 4, 5
_ATTRIBUTE_FLOATS, _ATTRIBUTE_INTS = 7, 8
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_FLOATS, _TENSOR_INT32S, _TENSOR_INT64S = 1, 2, 4, 5, 7
_TENSOR_NAME, _TENSOR_RAW, _TENSOR_DOUBLES = 8, 9, 10
_VALUE_NAME, _VALUE_TYPE, _TYPE_TENSOR, _TENSOR_SHAPE, _SHAPE_DIM, _DIM_VALUE, _DIM_NAME = 1, 2, 1, 2, 1, 1, 2

#: NumPy types by the number of the ONNX type.
TYPES: Mapping[int, Any] = {
    1: np.dtype("<f4"),
    2: np.dtype("u1"),
    3: np.dtype("i1"),
    6: np.dtype("<i4"),
    7: np.dtype("<i8"),
    9: np.dtype("?"),
    10: np.dtype("<f2"),
    11: np.dtype("<f8"),
}
_FLOAT32 = 1


@dataclass(frozen=True)
class Node:
    """One operation.

    Attributes:
        operator: name of the ONNX operator.
        inputs: names of its inputs; an empty name is an optional input that is left out.
        outputs: names of its outputs.
        attributes: by name: a number, a text, a tuple of numbers or an array.
    """

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Terminal:
    """Input or output of a network.

    Attributes:
        name: its name.
        shape: its lengths; a length that is free is a text, or 0 if it has no name.
    """

    name: str
    shape: tuple[int | str, ...]


@dataclass(frozen=True, eq=False)
class Graph:
    """A network.

    Attributes:
        nodes: operations, each behind those that it needs.
        constants: arrays by name.
        inputs: what is fed.
        outputs: what comes out.
    """

    nodes: tuple[Node, ...]
    constants: Mapping[str, NDArray[Any]]
    inputs: tuple[Terminal, ...]
    outputs: tuple[Terminal, ...]


def read_graph(model: bytes, what: str) -> Graph:
    """The network in the bytes of an ONNX file.

    Raises:
        SurrogateError: damaged, without a network, or with a constant of a type that is not known; `what` names
            the model in the message.
    """
    nodes: list[Node] = []
    constants: dict[str, NDArray[Any]] = {}
    terminals: dict[int, list[Terminal]] = {_GRAPH_INPUT: [], _GRAPH_OUTPUT: []}
    try:
        for number, value, _ in fields(_graph_of(model)):
            if number == _GRAPH_NODE:
                nodes.append(_node(message(value)))
            elif number == _GRAPH_INITIALIZER:
                name, array = _tensor(message(value))
                constants[name] = array
            elif number in terminals:
                terminals[number].append(_terminal(message(value)))
    except (WireError, ValueError) as error:
        raise SurrogateError(
            f"{what} holds no readable network ({error}). Make it anew with 'fluxion train'."
        ) from error
    inputs = tuple(one for one in terminals[_GRAPH_INPUT] if one.name not in constants)
    return Graph(tuple(nodes), constants, inputs, tuple(terminals[_GRAPH_OUTPUT]))


def with_constants(model: bytes, constants: Mapping[str, NDArray[Any]]) -> bytes:
    """The ONNX file with other values in some float32 constants; every other byte stays what it is.

    Raises:
        SurrogateError: no such constant, or one of another shape or type.
    """
    missing = dict(constants)
    parts: list[bytes | memoryview] = []
    for number, value, raw in fields(memoryview(model)):
        if number != _MODEL_GRAPH:
            parts.append(raw)
            continue
        inner: list[bytes | memoryview] = []
        for part, content, whole in fields(message(value)):
            name = _tensor_name(message(content)) if part == _GRAPH_INITIALIZER else ""
            if part == _GRAPH_INITIALIZER and name in missing:
                inner.append(encode_bytes(part, _with_values(message(content), name, missing.pop(name))))
            else:
                inner.append(whole)
        parts.append(encode_bytes(_MODEL_GRAPH, b"".join(inner)))
    if missing:
        raise SurrogateError(f"the network has no constant '{next(iter(missing))}'; it cannot be changed.")
    return b"".join(parts)


def _graph_of(model: bytes) -> memoryview:
    found = [message(value) for number, value, _ in fields(memoryview(model)) if number == _MODEL_GRAPH]
    if len(found) != 1:
        raise WireError(f"{len(found)} graphs where one belongs")
    return found[0]


def _node(data: memoryview) -> Node:
    inputs, outputs, operator, attributes = [], [], "", {}
    for number, value, _ in fields(data):
        if number == _NODE_INPUT:
            inputs.append(text(value))
        elif number == _NODE_OUTPUT:
            outputs.append(text(value))
        elif number == _NODE_OP:
            operator = text(value)
        elif number == _NODE_ATTRIBUTE:
            name, content = _attribute(message(value))
            attributes[name] = content
    return Node(operator, tuple(inputs), tuple(outputs), attributes)


def _attribute(data: memoryview) -> tuple[str, Any]:
    name = ""
    content: Any = None
    floats: list[float] = []
    whole: list[int] = []
    for number, value, _ in fields(data):
        if number == _ATTRIBUTE_NAME:
            name = text(value)
        elif number == _ATTRIBUTE_F:
            content = _float(value)
        elif number == _ATTRIBUTE_I:
            content = signed(value)
        elif number == _ATTRIBUTE_S:
            content = text(value)
        elif number == _ATTRIBUTE_T:
            content = _tensor(message(value))[1]
        elif number == _ATTRIBUTE_FLOATS:
            floats.extend([_float(value)] if isinstance(value, int) else np.frombuffer(value, "<f4").tolist())
        elif number == _ATTRIBUTE_INTS:
            whole.extend(signed_numbers(value))
    if floats or whole:
        content = tuple(floats or whole)
    return name, content


def _float(value: int | memoryview) -> float:
    if not isinstance(value, int):
        raise WireError("a message stands where a number belongs")
    return float(struct.unpack("<f", value.to_bytes(4, "little"))[0])


def _tensor(data: memoryview) -> tuple[str, NDArray[Any]]:
    name, kind, shape = "", 0, []
    raw: memoryview | None = None
    whole: list[int] = []
    for number, value, _ in fields(data):
        if number == _TENSOR_DIMS:
            shape.extend(signed_numbers(value))
        elif number == _TENSOR_TYPE:
            kind = signed(value)
        elif number == _TENSOR_NAME:
            name = text(value)
        elif number in (_TENSOR_RAW, _TENSOR_FLOATS, _TENSOR_DOUBLES):
            raw = message(value)
        elif number in (_TENSOR_INT32S, _TENSOR_INT64S):
            whole.extend(signed_numbers(value))
    if kind not in TYPES:
        raise WireError(f"the constant '{name}' has the unknown type {kind}")
    values = np.array(whole, dtype=TYPES[kind]) if raw is None else np.frombuffer(raw, TYPES[kind])
    return name, values.reshape(shape)


def _tensor_name(data: memoryview) -> str:
    return next((text(value) for number, value, _ in fields(data) if number == _TENSOR_NAME), "")


def _with_values(data: memoryview, name: str, values: NDArray[Any]) -> bytes:
    old = _tensor(data)[1]
    if old.dtype != TYPES[_FLOAT32] or values.shape != old.shape or not np.isfinite(values).all():
        raise SurrogateError(
            f"the constant '{name}' of the network is {old.dtype} {old.shape}; expected finite float32 values of that "
            f"shape; got {values.dtype} {values.shape}."
        )
    # One of these fields holds the values; the file may write raw bytes at the place of either.
    held = (_TENSOR_RAW, _TENSOR_FLOATS)
    kept = [raw for number, _, raw in fields(data) if number not in held]
    return b"".join([*kept, encode_bytes(_TENSOR_RAW, np.ascontiguousarray(values, dtype="<f4").tobytes())])


def _terminal(data: memoryview) -> Terminal:
    name = ""
    shape: tuple[int | str, ...] = ()
    for number, value, _ in fields(data):
        if number == _VALUE_NAME:
            name = text(value)
        elif number == _VALUE_TYPE:
            shape = _shape(message(value))
    return Terminal(name, shape)


def _shape(data: memoryview) -> tuple[int | str, ...]:
    def inside(part: memoryview, wanted: int) -> list[memoryview]:
        return [message(value) for number, value, _ in fields(part) if number == wanted]

    lengths: list[int | str] = []
    for tensor in inside(data, _TYPE_TENSOR):
        for shape in inside(tensor, _TENSOR_SHAPE):
            for dim in inside(shape, _SHAPE_DIM):
                length: int | str = 0
                for number, value, _ in fields(dim):
                    if number == _DIM_VALUE:
                        length = signed(value)
                    elif number == _DIM_NAME:
                        length = text(value)
                lengths.append(length)
    return tuple(lengths)
