"""Every file is read back by the library of somebody who would use it."""

import json

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.qubo.dimod_models import to_bqm, to_cqm
from fluxion.qubo.formats import FORMATS, read_qubo_text, write_formats
from fluxion.qubo.samplers import bits_of
from fluxion.qubo.samples_file import read_samples
from fluxion.qubo.sidecar import read_sidecar, write_sidecar

dimod = pytest.importorskip("dimod")
coo = pytest.importorskip("dimod.serialization.coo")


@pytest.fixture(scope="module")
def model(make_model):
    return make_model("domain_wall", slack=True)


@pytest.fixture(scope="module")
def bqm(model):
    return to_bqm(model)


@pytest.fixture(scope="module")
def limits(make_model):
    return {"g_heat": make_model("one_hot", seed=5).objective}


@pytest.fixture(scope="module")
def files(model, bqm, limits, grid, tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    names = write_formats(bqm, to_cqm(grid, model.objective, limits), folder, FORMATS)
    assert names == tuple(f"model.{name}" for name in FORMATS)
    write_sidecar(model, {"note": "test"}, folder)
    return folder


def assert_same(linear, pairs, offset, bqm):
    """Coefficients by label or number and the offset, to 1e-12."""
    labels = list(bqm.variables)
    assert len(linear) == len(labels)
    for i, label in enumerate(labels):
        assert linear[label if label in linear else i] == pytest.approx(bqm.linear[label], rel=1e-12, abs=1e-12)
    place = {label: i for i, label in enumerate(labels)}
    known = {frozenset(pair): value for pair, value in pairs.items()}
    assert len(known) == len(bqm.quadratic)
    for (a, b), value in bqm.quadratic.items():
        key = frozenset((a, b)) if frozenset((a, b)) in known else frozenset((place[a], place[b]))
        assert known[key] == pytest.approx(value, rel=1e-12, abs=1e-12)
    assert offset == pytest.approx(bqm.offset, rel=1e-12)


def test_energies_of_dimod_are_ours(model, bqm, grid):
    bits = model.encode(grid.sample(200, np.random.default_rng(0)))
    assert bqm.energies((bits, list(model.labels))) == pytest.approx(model.bits.energies(bits), rel=1e-9)


def test_dimods_own_files(files, bqm):
    with open(files / "model.bqm", "rb") as stream:
        assert dimod.BinaryQuadraticModel.from_file(stream) == bqm
    assert dimod.BinaryQuadraticModel.from_serializable(json.loads((files / "model.json").read_text())) == bqm


def test_qubo_and_coo_text_with_the_offset_of_the_sidecar(files, bqm):
    offset = json.loads((files / "qubo.json").read_text())["offset"]
    linear, pairs, inside = read_qubo_text((files / "model.qubo").read_text())
    assert_same(dict(enumerate(linear)), pairs, offset, bqm)
    assert inside == offset
    with open(files / "model.coo") as stream:
        read = coo.load(stream)
    assert_same(dict(read.linear), dict(read.quadratic), offset, bqm)


def test_qubo_text_that_is_damaged_is_refused():
    with pytest.raises(InputError, match="line 2"):
        read_qubo_text("p qubo 0 2 2 1\n0 zero 1.0\n")


def test_ising(files, bqm):
    content = json.loads((files / "model.ising.json").read_text())
    read = dimod.BinaryQuadraticModel.from_ising(
        content["h"], {(a, b): value for a, b, value in content["J"]}, content["offset"]
    ).change_vartype("BINARY", inplace=False)
    for label in bqm.variables:
        assert read.linear[label] == pytest.approx(bqm.linear[label], abs=1e-12)
    assert read.offset == pytest.approx(bqm.offset, abs=1e-11)


def test_lp_by_dimod_and_by_highs(files, bqm):
    with open(files / "model.lp") as stream:
        objective = dimod.lp.load(stream).objective
    assert_same(dict(objective.linear), dict(objective.quadratic), objective.offset, bqm)
    highspy = pytest.importorskip("highspy")
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    assert solver.readModel(str(files / "model.lp")) == highspy.HighsStatus.kOk
    read = solver.getModel()
    assert read.lp_.offset_ == pytest.approx(bqm.offset, rel=1e-12)
    costs = dict(zip(read.lp_.col_names_, read.lp_.col_cost_))
    assert costs == pytest.approx(dict(bqm.linear), rel=1e-12, abs=1e-12)
    assert sum(value != 0.0 for value in read.hessian_.value_) == len(bqm.quadratic)


def test_lp_by_amplify(files, bqm):
    amplify = pytest.importorskip("amplify", reason="the Amplify SDK is not installed")
    read = amplify.load_lp(str(files / "model.lp"))[0].objective
    terms = read.as_dict()
    assert sum(len(key) == 2 for key in terms) == len(bqm.quadratic)
    assert terms[()] == pytest.approx(bqm.offset, rel=1e-9)


def test_bqpjson(files, bqm):
    content = json.loads((files / "model.bqpjson").read_text())
    assert content["metadata"]["labels"] == list(bqm.variables)
    linear = dict.fromkeys(content["variable_ids"], 0.0) | {one["id"]: one["coeff"] for one in content["linear_terms"]}
    pairs = {(one["id_tail"], one["id_head"]): one["coeff"] for one in content["quadratic_terms"]}
    assert_same(linear, pairs, content["scale"] * content["offset"], bqm)


def test_the_constrained_model_keeps_levels_and_limits(files, make_model, limits, grid):
    with open(files / "model.cqm", "rb") as stream:
        cqm = dimod.ConstrainedQuadraticModel.from_file(stream)
    assert len(cqm.discrete) == len(grid.names)
    one_hot = make_model("one_hot", seed=5)
    levels = grid.sample(5, np.random.default_rng(3))
    for row, bits in zip(levels, one_hot.encode(levels)):
        sample = dict(zip(one_hot.labels, bits.tolist()))
        left = {one.label: one.lhs_energy for one in cqm.iter_constraint_data(sample)}
        assert left["limit_g_heat"] == pytest.approx(float(limits["g_heat"].values(row[None, :])[0]), rel=1e-9)
    with open(files / "model.cqm.lp") as stream:
        assert "limit_g_heat" in dimod.lp.load(stream).constraints


def test_openjij_takes_the_model(bqm, model):
    openjij = pytest.importorskip("openjij")
    found = openjij.SASampler().sample(bqm, num_reads=5, seed=1)
    bits = bits_of(found, model.labels)
    assert np.asarray(found.record.energy) == pytest.approx(model.bits.energies(bits), rel=1e-6)


def test_qiskit_takes_the_model(files, bqm, model, grid):
    optimization = pytest.importorskip("qiskit_optimization")
    linear, pairs, offset = read_qubo_text((files / "model.qubo").read_text())
    program = optimization.QuadraticProgram()
    for label in model.labels:
        program.binary_var(label)
    program.minimize(offset, dict(zip(model.labels, linear)), {(i, j): value for (i, j), value in pairs.items()})
    bits = model.encode(grid.sample(20, np.random.default_rng(4)))
    said = [program.objective.evaluate(row.tolist()) for row in bits]
    assert said == pytest.approx(model.bits.energies(bits), rel=1e-9)


def test_the_sidecar_brings_the_model_back(files, model, space, grid):
    read, content = read_sidecar(files, space)
    assert content["note"] == "test"
    assert content["variables"][0]["levels"] == [0.0, 0.5, 1.0]
    assert read.labels == model.labels
    assert (read.bits.linear == model.bits.linear).all()
    levels = grid.sample(100, np.random.default_rng(5))
    assert read.values(levels) == pytest.approx(model.values(levels), rel=1e-12)
    energy = model.bits.energies(model.encode(levels))
    assert content["scale"] * energy == pytest.approx(model.values(levels), rel=1e-9)


def test_sidecars_of_others_are_refused(files, space, tmp_path):
    from fluxion.design import DesignSpace

    with pytest.raises(InputError, match="of another problem"):
        read_sidecar(files, DesignSpace(space.variables[:3]))
    with pytest.raises(InputError, match="there is no file"):
        read_sidecar(tmp_path, space)
    content = json.loads((files / "qubo.json").read_text())
    for change, told in (({"format": "x"}, "no sidecar"), ({"version": 9}, "version 9"), ({"variables": 3}, "damaged")):
        (tmp_path / "qubo.json").write_text(json.dumps(content | change))
        with pytest.raises(InputError, match=told):
            read_sidecar(tmp_path, space)
    broken = json.loads((files / "qubo.json").read_text())
    broken["objective"]["main"][0] = float("nan")
    reversed_codes = json.loads((files / "qubo.json").read_text())
    reversed_codes["variables"][0]["codes"].reverse()
    for wrong, told in (
        (broken, "no finite number"),
        (content | {"bits": content["bits"][::-1]}, "bits are not those"),
        (content | {"encoding": "reference"}, "patterns of 'depth' are not those"),
        (reversed_codes, "do not ascend"),
    ):
        (tmp_path / "qubo.json").write_text(json.dumps(wrong))
        with pytest.raises(InputError, match=told):
            read_sidecar(tmp_path, space)
    (tmp_path / "qubo.json").write_text("{")
    with pytest.raises(InputError, match="cannot be read as JSON"):
        read_sidecar(tmp_path, space)


def test_samples_of_a_table_and_of_dimod(bqm, model, tmp_path):
    found = dimod.RandomSampler().sample(bqm, num_reads=7, seed=3)
    bits = bits_of(found, model.labels)
    found.to_pandas_dataframe().to_csv(tmp_path / "samples.csv")
    assert (read_samples(tmp_path / "samples.csv", model.labels) == bits).all()
    (tmp_path / "samples.json").write_text(json.dumps(found.change_vartype("SPIN", inplace=False).to_serializable()))
    assert (read_samples(tmp_path / "samples.json", model.labels) == bits).all()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n0,1\n", "lack the bit 'x_depth_0'"),
        ("{header}\n", "hold no row"),
        ("{header}\n{twos}\n", "expected 0 or 1"),
        ("{header}\n{words}\n", "no number"),
    ],
)
def test_samples_that_are_none_are_refused(model, tmp_path, text, told):
    count = len(model.labels)
    path = tmp_path / "samples.csv"
    path.write_text(text.format(header=",".join(model.labels), twos=",".join("2" * count), words=",".join("x" * count)))
    with pytest.raises(InputError, match=told):
        read_samples(path, model.labels)
    with pytest.raises(InputError, match="there is no file"):
        read_samples(tmp_path / "none.csv", model.labels)


def test_samples_of_other_values_and_of_two_kinds_are_refused(model, bqm, tmp_path):
    labels, ones = ",".join(model.labels), ["1"] * len(model.labels)
    path = tmp_path / "samples.csv"
    for rows, told in (
        (f"{labels}\n{','.join(['0', *ones[1:]])}\n{','.join(['-1', *ones[1:]])}\n", "hold -1 and 0"),
        (f"{labels},{model.labels[0]}\n{','.join([*ones, '0'])}\n", f"have the column '{model.labels[0]}' twice"),
    ):
        path.write_text(rows)
        with pytest.raises(InputError, match=told):
            read_samples(path, model.labels)
    path = tmp_path / "samples.json"
    integers = dimod.SampleSet.from_samples([dict.fromkeys(model.labels, 3)], "INTEGER", energy=[0.0])
    empty = dimod.SampleSet.from_samples(np.empty((0, len(ones))), "BINARY", energy=[])
    empty = empty.relabel_variables(dict(enumerate(model.labels)), inplace=False)
    for text, told in (
        (json.dumps(integers.to_serializable()), "hold the value 3"),
        (json.dumps(empty.to_serializable()), "hold no sample"),
        ("[" * 100_000, "cannot be read"),
        ('{"type": "other"}', "no sample set"),
        ("[1]", "no sample set"),
    ):
        path.write_text(text)
        with pytest.raises(InputError, match=told):
            read_samples(path, model.labels)


def test_files_of_an_earlier_export_do_not_stay_beside_a_new_sidecar(bqm, tmp_path):
    write_formats(bqm, None, tmp_path, ("bqm", "qubo", "coo"))
    (tmp_path / "model.txt").write_text("somebody's own")
    assert write_formats(bqm, None, tmp_path, ("coo", "coo")) == ("model.coo",)
    assert {path.name for path in tmp_path.iterdir()} == {"model.coo", "model.txt"}


def test_an_unknown_format_is_named_and_nothing_written(bqm, tmp_path):
    with pytest.raises(InputError, match="unknown format 'qbo'"):
        write_formats(bqm, None, tmp_path, ("bqm", "qbo"))
    assert not list(tmp_path.iterdir())
