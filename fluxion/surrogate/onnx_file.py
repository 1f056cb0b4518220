"""The model file: an ONNX protobuf whose last field is the model card; read without onnx or onnxruntime.

A serialised protobuf message may be extended by appending fields, so the card is one metadata entry behind the
network, and the checksum in the card covers every byte in front of it (protobuf encoding guide, "Last One Wins";
field numbers from onnx.proto).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fluxion.errors import InputError, SurrogateError
from fluxion.surrogate.wire import WireError, encode_bytes, fields, message, text

#: Metadata key that holds the model card as JSON.
CARD_KEY = "fluxion_card"
#: Largest file that is read [byte]; the shipped ensembles are under 1 MB.
MAX_BYTES = 64 * 1024 * 1024

# onnx.proto: ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto, OperatorSetIdProto.
_MODEL_GRAPH, _MODEL_OPSET, _MODEL_METADATA, _MODEL_FUNCTIONS = 7, 8, 14, 25
_GRAPH_NODE, _GRAPH_INITIALIZER, _GRAPH_SPARSE = 1, 5, 15
_NODE_OP, _NODE_ATTRIBUTE, _NODE_DOMAIN = 4, 5, 7
_ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH, _ATTRIBUTE_TENSORS, _ATTRIBUTE_GRAPHS = 5, 6, 10, 11
_TENSOR_EXTERNAL, _TENSOR_LOCATION = 13, 14
_OPSET_DOMAIN = 1
_STANDARD_DOMAINS = ("", "ai.onnx")


@dataclass(frozen=True)
class ModelFile:
    """Content of a model file that is whole and self-contained.

    Attributes:
        data: the file's bytes, ready for an ONNX runtime.
        card_json: the model card as JSON text.
        sha256: SHA-256 over the network, that is every field but the metadata.
    """

    data: bytes
    card_json: str
    sha256: str


def read_model_file(path: str | Path) -> ModelFile:
    """Read a model file that `with_card` wrote; nothing is executed.

    Raises:
        InputError: there is no such file, or it cannot be read.
        SurrogateError: too large, empty, truncated, not ONNX, without a card, or it uses operators outside
            the ONNX standard, sub-graphs, or data outside the file.
    """
    place = Path(path)
    try:
        if not place.is_file():
            raise InputError(f"the surrogate model '{path}' does not exist or is no file; expected an ONNX file.")
        size = place.stat().st_size
        if size > MAX_BYTES:
            raise SurrogateError(
                f"the surrogate model '{path}' has {size / 1e6:.0f} MB; expected at most {MAX_BYTES / 1e6:.0f} MB. "
                "Make it anew with 'fluxion train'."
            )
        data = place.read_bytes()
    except OSError as error:
        raise InputError(f"the surrogate model '{path}' cannot be read ({error.strerror}).") from error
    return parse_model(data, f"the surrogate model '{path}'")


def parse_model(data: bytes, what: str) -> ModelFile:
    """Check the bytes of a model file; see `read_model_file`.

    Raises:
        SurrogateError: as `read_model_file`; `what` names the model in the message.
    """
    if not data:
        raise SurrogateError(f"{what} is empty. Make it anew with 'fluxion train'.")
    digest = hashlib.sha256()
    card: str | None = None
    has_graph = False
    try:
        for field, value, raw in fields(memoryview(data)):
            if field == _MODEL_METADATA:
                card = _card_entry(value) or card
                continue
            digest.update(raw)
            if field == _MODEL_GRAPH:
                has_graph = True
                _check_graph(message(value), what)
            elif field == _MODEL_OPSET:
                _check_domain(_texts(value).get(_OPSET_DOMAIN, ""), "the operator set", what)
            elif field == _MODEL_FUNCTIONS:
                raise SurrogateError(f"{what} defines functions of its own; expected standard ONNX operators only.")
    except WireError as error:
        raise SurrogateError(
            f"{what} is damaged or no ONNX file ({error}). Fetch it again, or make it anew with 'fluxion train'."
        ) from error
    if not has_graph:
        raise SurrogateError(f"{what} holds no network. Make it anew with 'fluxion train'.")
    if card is None:
        raise SurrogateError(
            f"{what} is an ONNX file without a Fluxion model card, so its inputs, units and bounds are unknown. "
            "Use a model that 'fluxion train' made."
        )
    return ModelFile(data=data, card_json=card, sha256=digest.hexdigest())


def network_sha256(network: bytes) -> str:
    """SHA-256 of a serialised ONNX model without metadata; what `ModelFile.sha256` is after `with_card`."""
    digest = hashlib.sha256()
    for field, _, raw in fields(memoryview(network)):
        if field != _MODEL_METADATA:
            digest.update(raw)
    return digest.hexdigest()


def network_of(model: bytes) -> bytes:
    """The serialised ONNX model without its metadata: what `with_card` put the card behind."""
    return b"".join(raw for field, _, raw in fields(memoryview(model)) if field != _MODEL_METADATA)


def with_card(network: bytes, card_json: str) -> bytes:
    """Bytes of a model file: the serialised ONNX model `network`, then the card as a metadata entry.

    A card that `network` has already is replaced.
    """
    bare = b"".join(
        raw
        for field, value, raw in fields(memoryview(network))
        if field != _MODEL_METADATA or _card_entry(value) is None
    )
    entry = encode_bytes(1, CARD_KEY.encode()) + encode_bytes(2, card_json.encode("utf-8"))
    return bare + encode_bytes(_MODEL_METADATA, entry)


def _texts(value: int | memoryview) -> dict[int, str]:
    """Text fields of a message by field number."""
    texts = {}
    for field, content, _ in fields(message(value)):
        if not isinstance(content, int):
            texts[field] = text(content)
    return texts


def _card_entry(value: int | memoryview) -> str | None:
    entry = _texts(value)
    return entry.get(2) if entry.get(1) == CARD_KEY else None


def _check_graph(graph: memoryview, what: str) -> None:
    for field, value, _ in fields(graph):
        if field == _GRAPH_NODE:
            _check_node(message(value), what)
        elif field == _GRAPH_INITIALIZER:
            _check_tensor(message(value), what)
        elif field == _GRAPH_SPARSE:
            raise SurrogateError(f"{what} holds sparse tensors; expected dense ones, as 'fluxion train' writes them.")


def _check_node(node: memoryview, what: str) -> None:
    operator = domain = ""
    for field, value, _ in fields(node):
        if field in (_NODE_OP, _NODE_DOMAIN):
            name = bytes(message(value)).decode("utf-8", errors="replace")
            operator, domain = (name, domain) if field == _NODE_OP else (operator, name)
        elif field == _NODE_ATTRIBUTE:
            for inner, content, _ in fields(message(value)):
                if inner in (_ATTRIBUTE_TENSOR, _ATTRIBUTE_TENSORS):
                    _check_tensor(message(content), what)
                elif inner in (_ATTRIBUTE_GRAPH, _ATTRIBUTE_GRAPHS):
                    raise SurrogateError(f"{what} holds sub-graphs; expected one plain graph.")
    _check_domain(domain, f"the operator '{operator}'", what)


def _check_domain(domain: str, part: str, what: str) -> None:
    if domain not in _STANDARD_DOMAINS:
        raise SurrogateError(
            f"{what}: {part} comes from the domain '{domain}'; expected operators of the ONNX standard only. "
            "Use a model that 'fluxion train' made."
        )


def _check_tensor(tensor: memoryview, what: str) -> None:
    for field, value, _ in fields(tensor):
        if field == _TENSOR_EXTERNAL or (field == _TENSOR_LOCATION and value != 0):
            raise SurrogateError(f"{what} keeps weights in another file; expected one file that holds everything.")
