import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from fluxion.errors import SurrogateError
from fluxion.surrogate.graph import read_graph, with_constants


def test_nodes_constants_and_terminals_are_those_that_onnx_reads(trained):
    graph, model = read_graph(trained.model.data, "the model"), onnx.load_from_string(trained.model.data)
    assert [node.operator for node in graph.nodes] == [node.op_type for node in model.graph.node]
    assert [list(node.inputs) for node in graph.nodes] == [list(node.input) for node in model.graph.node]
    for node, other in zip(graph.nodes, model.graph.node):
        assert node.attributes == {one.name: helper.get_attribute_value(one) for one in other.attribute}
    for tensor in model.graph.initializer:
        np.testing.assert_array_equal(graph.constants[tensor.name], numpy_helper.to_array(tensor))
    assert [(one.name, one.shape) for one in graph.inputs] == [("designs", ("n", 3))]
    assert [(one.name, one.shape) for one in graph.outputs] == [("mean", ("n", 2)), ("spread", ("n", 2))]


def test_attributes_of_every_kind():
    values = {"axis": -1, "alpha": 0.5, "text": "abc", "shape": [2, -3], "weights": [0.25, 4.0]}
    tensor = numpy_helper.from_array(np.arange(6, dtype=np.int64).reshape(2, 3), "t")
    node = helper.make_node("Any", ["x"], ["y"], value=tensor, **values)
    info = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])
    model = helper.make_model(helper.make_graph([node], "g", [info], [])).SerializeToString()
    read = read_graph(model, "the model").nodes[0].attributes
    assert read["axis"] == -1
    assert read["alpha"] == 0.5
    assert read["text"] == "abc"
    assert read["shape"] == (2, -3)
    assert read["weights"] == (0.25, 4.0)
    np.testing.assert_array_equal(read["value"], np.arange(6).reshape(2, 3))


@pytest.mark.parametrize("kind", [TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.INT64, TensorProto.INT32])
def test_constants_written_as_numbers_rather_than_bytes(kind):
    tensor = helper.make_tensor("c", kind, [2, 2], [1, 2, 3, 4])
    model = helper.make_model(helper.make_graph([], "g", [], [], [tensor])).SerializeToString()
    constant = read_graph(model, "the model").constants["c"]
    np.testing.assert_array_equal(constant, [[1, 2], [3, 4]])
    assert constant.dtype == helper.tensor_dtype_to_np_dtype(kind)


def test_only_the_named_constants_change(trained):
    old = read_graph(trained.model.data, "the model").constants
    name = "m0_l1_weight"
    changed = with_constants(trained.model.data, {name: old[name] + 1.0})
    assert len(changed) == len(trained.model.data)
    onnx.checker.check_model(onnx.load_from_string(changed), full_check=True)
    new = read_graph(changed, "the model").constants
    np.testing.assert_array_equal(new[name], old[name] + 1.0)
    for other in set(old) - {name}:
        np.testing.assert_array_equal(new[other], old[other])


def test_the_same_values_give_the_same_network(trained):
    old = read_graph(trained.model.data, "the model").constants
    again = read_graph(with_constants(trained.model.data, {"lower": old["lower"]}), "the model")
    np.testing.assert_array_equal(again.constants["lower"], old["lower"])


def test_values_that_do_not_fit_are_refused(trained):
    data = trained.model.data
    weight = read_graph(data, "the model").constants["m0_l1_weight"]
    with pytest.raises(SurrogateError, match="no constant 'absent'"):
        with_constants(data, {"absent": weight})
    with pytest.raises(SurrogateError, match="expected finite float32"):
        with_constants(data, {"m0_l1_weight": weight[1:]})
    with pytest.raises(SurrogateError, match="expected finite float32"):
        with_constants(data, {"m0_l1_weight": weight * np.nan})


@pytest.mark.parametrize("data", [b"", b"\x3a\x03\x0a\x01\xff", b"\x0a\x00"])
def test_other_bytes_are_refused(data):
    with pytest.raises(SurrogateError, match="no readable network"):
        read_graph(data, "the model")


def test_a_constant_of_an_unknown_type_is_refused():
    tensor = helper.make_tensor("c", TensorProto.COMPLEX64, [1], [1j])
    model = helper.make_model(helper.make_graph([], "g", [], [], [tensor])).SerializeToString()
    with pytest.raises(SurrogateError, match="unknown type"):
        read_graph(model, "the model")
