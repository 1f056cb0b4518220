import json

import numpy as np
import pandas as pd
import pytest

from fluxion.errors import FluxionError, InputError
from fluxion.problems.qubo import QuboOptions, qubo_options, to_qubo
from fluxion.problems.task import define_task
from fluxion.qubo.decoding import exact
from fluxion.search.qubo import SolveOptions, solve, verify, write_solution
from fluxion.search.rounds import new_archive

pytest.importorskip("dimod")
OPTIONS = QuboOptions(levels={"x0": 5, "x1": 3, "x2": 3, "x3": 1, "x4": 1, "x5": 1}, samples=3000)
ONE = {"objectives": ("f2",), "budget": 60}


@pytest.fixture(scope="module")
def optimum(valley, true_valley):
    """The best of all combinations that meets the limit."""
    export = to_qubo(valley, true_valley, ["f2"], OPTIONS)
    X = np.concatenate([export.grid.designs(levels) for levels in export.grid.pieces()])
    answer = define_task(valley, true_valley, ["f2"]).evaluate(X)
    return answer.F[answer.feasible].min()


@pytest.mark.parametrize("refinement", ["nothing", "order", "descent"])
@pytest.mark.parametrize("guided", [True, False])
def test_the_optimum_of_the_grid_is_found_and_everything_is_truth(
    refinement, guided, valley_setup, wrong_valley, optimum, true_valley
):
    setup = valley_setup(model=wrong_valley if guided else None, **ONE)
    result = solve(setup, OPTIONS, SolveOptions(rounds=3, refinement=refinement))
    run = result.run
    assert len(run.origin) <= 60
    assert (run.truth.fidelity, len(np.unique(run.truth.X, axis=0))) == ("physics", len(run.origin))
    assert run.truth.columns["height"] == pytest.approx(
        true_valley.evaluate(run.truth.X).columns["height"], nan_ok=True
    )
    best = run.answer.F[run.front].min()
    assert best == pytest.approx(optimum, rel=1e-9), refinement
    assert all(one.valid >= 0.98 for one in result.rounds)


def test_the_same_seed_gives_the_same_runs(valley_setup):
    runs = [solve(valley_setup(**ONE), OPTIONS).run.truth.X for _ in range(2)]
    assert (runs[0] == runs[1]).all()


def test_a_sweep_is_one_fit_and_finds_a_front(valley_setup):
    setup = valley_setup(objectives=("f1", "f2"), budget=120)
    result = solve(setup, OPTIONS, SolveOptions(rounds=2, sweep=5))
    assert len(result.exports) == 5
    assert len({id(export.fit) for export in result.exports}) == 1
    assert len(result.run.front) >= 4
    with pytest.raises(InputError, match="at least two objectives"):
        solve(valley_setup(**ONE), OPTIONS, SolveOptions(sweep=3))
    with pytest.raises(InputError, match="leave out 'weights'"):
        solve(setup, QuboOptions(weights={"f1": 1.0}), SolveOptions(sweep=3))


def test_every_weighting_has_its_turn_where_a_round_is_smaller_than_their_number(valley_setup):
    setup = valley_setup(objectives=("f1", "f2"), budget=33)
    result = solve(setup, OPTIONS, SolveOptions(rounds=4, sweep=11, refinement="nothing"))
    run = {row.tobytes() for row in result.run.truth.X[1:]}
    bests = []
    for export in result.exports:
        levels = np.concatenate(list(export.grid.pieces()))
        bests.append(export.grid.designs(levels[[export.model.values(levels).argmin()]])[0].tobytes())
    assert {bests[0], bests[-1]} <= run


@pytest.mark.parametrize("refinement", ["nothing", "order", "descent"])
def test_the_optimum_of_the_model_is_run_so_that_the_gap_is_of_it(refinement, valley_setup):
    for slack in ("excess", "slack"):
        options = QuboOptions(levels=OPTIONS.levels, samples=3000, limits=slack)
        result = solve(valley_setup(**ONE), options, SolveOptions(refinement=refinement, sampler="exact"))
        export = result.exports[0]
        best = export.grid.designs(exact(export.model, 1).levels)
        assert (best == result.run.truth.X).all(axis=1).any()


@pytest.mark.parametrize("encoding", ["domain_wall", "one_hot", "binary"])
def test_other_encodings(encoding, valley_setup, optimum):
    options = QuboOptions(levels=OPTIONS.levels, samples=3000, encoding=encoding)
    run = solve(valley_setup(**ONE), options).run
    assert run.answer.F[run.front].min() == pytest.approx(optimum, rel=1e-9)


def test_limits_by_slack(valley_setup, optimum):
    options = QuboOptions(levels=OPTIONS.levels, samples=3000, limits="slack")
    result = solve(valley_setup(**ONE), options)
    assert result.exports[0].model.slack[0][0].name == "g_far"
    assert result.exports[0].info()["limits"]["g_far"]["held"] == "slack"
    assert result.run.answer.F[result.run.front].min() == pytest.approx(optimum, rel=1e-9)


def test_exact_enumeration_and_any_sampler_of_dimod(valley_setup, optimum):
    for sampler in ("exact", "tabu", "dimod:RandomSampler"):
        run = solve(valley_setup(**ONE), OPTIONS, SolveOptions(sampler=sampler)).run
        assert run.answer.F[run.front].min() == pytest.approx(optimum, rel=1e-9)


def test_the_files(valley_setup, tmp_path):
    result = solve(valley_setup(**ONE), OPTIONS)
    names = write_solution(result, tmp_path)
    assert {"designs.csv", "run.json", "qubo.json", "model.bqm"} <= set(names)
    table = pd.read_csv(tmp_path / "designs.csv")
    assert len(table) == len(result.run.origin)
    assert set(table.fidelity) == {"physics"}
    assert table.on_front.iloc[0]
    assert not table.columns[table.columns.str.contains("energy_of_model")].size
    content = json.loads((tmp_path / "run.json").read_text())
    assert len(content["qubo"]["rounds"]) == len(result.rounds)
    assert content["qubo"]["models"][0]["fitted_to"]["runs_hash"]


def test_designs_of_others_are_checked(valley_setup, valley):
    setup = valley_setup(**ONE)
    X = setup.truth.sample(20, 3)
    run = verify(setup, X)
    assert len(run.origin) == 21
    assert (run.truth.X[1:] == X).all()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"level": {}}, "did you mean 'levels'"),
        ({"encoding": "unary"}, "did you mean 'binary'"),
        ({"penalty": 0.0}, "above 0"),
        ({"temperature": "hot"}, "above 0"),
        ({"samples": 10}, "from 1000"),
        ({"limits": "slack", "encoding": "binary"}, "sums of bits"),
        ({"limits": "ignore"}, "unknown value of 'limits'"),
        ({"weights": {"f1": -1.0}}, "a weight from 0 to"),
        ({"weights": {"f1": 1e300}}, "a weight from 0 to"),
        ({"penalty": 1e300}, "at most"),
        ({"weights": {"f1": 0.0}}, "every weight is 0"),
        ({"weights": 3}, "expected a table"),
        ({"levels": 3}, "expected a table"),
    ],
)
def test_options_that_cannot_be_are_refused(values, told):
    with pytest.raises(InputError, match=told):
        qubo_options(values)


def test_solving_refuses_what_it_does_not_know(valley_setup):
    with pytest.raises(InputError, match="unknown refinement"):
        SolveOptions(refinement="polish")
    with pytest.raises(InputError, match="rounds"):
        SolveOptions(rounds=0)
    with pytest.raises(InputError, match="unknown objective"):
        solve(valley_setup(**ONE), QuboOptions(weights={"f3": 1.0}))
    large = QuboOptions(levels={f"x{i}": 12 for i in range(6)}, samples=3000)
    with pytest.raises(InputError, match="can be enumerated"):
        solve(valley_setup(**ONE), large, SolveOptions(sampler="exact"))


class NoSample:
    pass


class SaysNothing:
    def sample(self, bqm):
        return None


@pytest.mark.parametrize(
    ("sampler", "told"),
    [
        ("nowhere.at_all:X", "needs the package 'nowhere'"),
        (f"{__name__}:Missing", "cannot be made"),
        (f"{__name__}:NoSample", "no method 'sample'"),
    ],
)
def test_a_sampler_that_cannot_be_used_is_refused_before_anything_is_run(valley_setup, sampler, told):
    setup = valley_setup(**ONE)
    archive = new_archive(setup)
    with pytest.raises(FluxionError, match=told):
        solve(setup, OPTIONS, SolveOptions(sampler=sampler), archive)
    assert len(archive) == 0


def test_a_sampler_that_returns_no_samples_is_told(valley_setup):
    with pytest.raises(InputError, match="returned NoneType; expected a SampleSet"):
        solve(valley_setup(**ONE), OPTIONS, SolveOptions(sampler=f"{__name__}:SaysNothing"))


@pytest.mark.parametrize(
    ("options", "solving", "told"),
    [
        (
            QuboOptions(levels=dict.fromkeys(("x0", "x1", "x2", "x3"), 99)),
            SolveOptions(sampler="exact"),
            "can be enumerated",
        ),
        (QuboOptions(limits={"g_fa": "slack"}), SolveOptions(), "did you mean 'g_far'"),
        (QuboOptions(levels={"x0": 1500, "x1": 1500}), SolveOptions(), "at most 2,000"),
        (QuboOptions(levels={"x0": 100_000}), SolveOptions(), "expected 1 to 2,000 levels"),
        (OPTIONS, SolveOptions(sweep=3), "at least two objectives"),
    ],
)
def test_what_does_not_suit_the_study_is_refused_before_anything_is_run(valley_setup, options, solving, told):
    setup = valley_setup(**ONE)
    archive = new_archive(setup)
    with pytest.raises(InputError, match=told):
        solve(setup, options, solving, archive)
    assert len(archive) == 0


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"seed": "a"}, {"options": {"samples": 3000}}])
def test_wrong_arguments_of_an_export_are_told(valley, true_valley, wrong):
    with pytest.raises(InputError, match="expected"):
        to_qubo(valley, true_valley, ["f2"], **({"options": OPTIONS} | wrong))
