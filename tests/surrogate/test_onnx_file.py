import os

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from fluxion.errors import InputError, SurrogateError
from fluxion.surrogate.onnx_file import CARD_KEY, MAX_BYTES, network_sha256, parse_model, read_model_file, with_card


def plain_model(nodes=None, constants=(), domain="", functions=()):
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes or [helper.make_node("Relu", ["designs"], ["mean"])],
        "graph",
        [info("designs", TensorProto.FLOAT, ["n", 2])],
        [info("mean", TensorProto.FLOAT, ["n", 2])],
        list(constants),
    )
    opsets = [helper.make_opsetid("", 17), *([helper.make_opsetid(domain, 1)] if domain else [])]
    return helper.make_model(graph, opset_imports=opsets, functions=list(functions), ir_version=8).SerializeToString()


def test_card_and_checksum_come_back(trained):
    file = read_model_file(trained.path)
    assert file.card_json == trained.model.card.to_json()
    assert file.sha256 == trained.model.card.network_sha256
    assert file.data == trained.model.data


def test_the_file_is_valid_onnx_with_the_card_as_metadata(trained):
    model = onnx.load(trained.path)
    onnx.checker.check_model(model, full_check=True)
    assert {entry.key: entry.value for entry in model.metadata_props} == {CARD_KEY: trained.model.card.to_json()}


def test_another_card_takes_the_place_of_the_first(trained):
    changed = with_card(trained.path.read_bytes(), "{}")
    file = parse_model(changed, "the model")
    assert (file.card_json, file.sha256) == ("{}", trained.model.card.network_sha256)
    assert [entry.value for entry in onnx.load_from_string(changed).metadata_props] == ["{}"]


def test_a_file_saved_again_by_onnx_is_still_the_same_network(trained, tmp_path):
    again = tmp_path / "again.onnx"
    onnx.save(onnx.load(trained.path), again)
    assert read_model_file(again).sha256 == trained.model.card.network_sha256


def test_a_missing_file_is_bad_input(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_model_file(tmp_path / "no.onnx")
    with pytest.raises(InputError, match="no file"):
        read_model_file(tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_truncated_files_are_refused(trained, tmp_path, share):
    path = tmp_path / "cut.onnx"
    path.write_bytes(trained.model.data[: int(share * len(trained.model.data))])
    with pytest.raises(SurrogateError, match=r"empty|damaged|no network|without a Fluxion model card"):
        read_model_file(path)


@pytest.mark.parametrize(
    "data",
    [b"\x00" * 4096, b"not a model at all", b"\xff" * 100, b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, b"<html></html>"],
)
def test_other_bytes_are_refused(data):
    with pytest.raises(SurrogateError, match=r"damaged or no ONNX|holds no network"):
        parse_model(data, "the file")


def test_random_bytes_never_crash_the_reader():
    generator = np.random.default_rng(0)
    for length in generator.integers(1, 400, size=300):
        with pytest.raises(SurrogateError):
            parse_model(generator.bytes(int(length)), "the file")


def test_ten_gigabytes_of_zeros_are_refused_unread(tmp_path):
    path = tmp_path / "zeros.onnx"
    with path.open("wb") as stream:
        os.truncate(stream.fileno(), 10_000_000_000)
    with pytest.raises(SurrogateError, match=f"at most {MAX_BYTES / 1e6:.0f} MB"):
        read_model_file(path)


def test_an_onnx_file_without_a_card_is_refused():
    with pytest.raises(SurrogateError, match="without a Fluxion model card"):
        parse_model(plain_model(), "the file")


def test_only_standard_operators_are_accepted():
    foreign = plain_model([helper.make_node("Anything", ["designs"], ["mean"], domain="com.example")], domain="")
    with pytest.raises(SurrogateError, match=r"com\.example"):
        parse_model(with_card(foreign, "{}"), "the file")
    with pytest.raises(SurrogateError, match=r"operator set comes from the domain 'com\.example'"):
        parse_model(with_card(plain_model(domain="com.example"), "{}"), "the file")


def test_functions_of_its_own_are_refused():
    function = helper.make_function(
        "com.example", "F", ["x"], ["y"], [helper.make_node("Relu", ["x"], ["y"])], [helper.make_opsetid("", 17)]
    )
    with pytest.raises(SurrogateError, match="functions"):
        parse_model(with_card(plain_model(functions=[function]), "{}"), "the file")


def test_sub_graphs_are_refused():
    inner = helper.make_graph(
        [helper.make_node("Relu", ["designs"], ["out"])],
        "inner",
        [],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["n", 2])],
    )
    condition = numpy_helper.from_array(np.array(True), "condition")
    node = helper.make_node("If", ["condition"], ["mean"], then_branch=inner, else_branch=inner)
    with pytest.raises(SurrogateError, match="sub-graphs"):
        parse_model(with_card(plain_model([node], [condition]), "{}"), "the file")


def test_weights_in_another_file_are_refused():
    tensor = numpy_helper.from_array(np.ones((2, 2), dtype=np.float32), "weight")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/hostname")
    node = helper.make_node("MatMul", ["designs", "weight"], ["mean"])
    with pytest.raises(SurrogateError, match="another file"):
        parse_model(with_card(plain_model([node], [tensor]), "{}"), "the file")


def test_the_checksum_covers_the_network_and_not_the_card():
    network = plain_model()
    file = parse_model(with_card(network, '{"a": 1}'), "the file")
    assert file.sha256 == network_sha256(network)
    assert parse_model(with_card(network, '{"b": 2}'), "the file").sha256 == file.sha256
    changed = plain_model([helper.make_node("Sigmoid", ["designs"], ["mean"])])
    assert network_sha256(changed) != file.sha256
