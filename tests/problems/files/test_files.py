import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import load
from fluxion.problems.files import is_reference, load_object

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "own_building.py"
OWN = """
from fluxion.design import DesignProblem, DesignSpace, Parameter, Real
from beside import FACTOR


def build(design, settings):
    return design["depth"]


def score(columns, settings, outputs):
    return {"cost": FACTOR * columns["depth"] + settings["fee"]}


def make():
    return DesignProblem(
        name="own",
        title="Mine",
        space=DesignSpace((Real("depth", 0.0, 2.0, 1.0),)),
        build=build,
        score=score,
        outputs=("heat",),
        parameters=(Parameter("fee", 1.0),),
        objectives=("cost",),
    )


problem = make()
number = 3


def half():
    raise ValueError("not yet")


def lazy(size):
    return problem


def ending():
    raise SystemExit(2)
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "my office" / "mine.py"
    path.parent.mkdir()
    path.write_text(OWN)
    (path.parent / "beside.py").write_text("FACTOR = 10.0\n")
    yield path
    sys.modules.pop("beside", None)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("mine.py:problem", True),
        ("/a folder/mine.py : problem", True),
        ("C:\\office\\mine.py:problem", True),
        ("package.module:problem", True),
        ("office-design", False),
        ("cost_eur_m2 / 3", False),
        ("mine.py", False),
        ("mine.py:", False),
        ("a + b:c", False),
    ],
)
def test_references_are_told_from_names_and_expressions(text, is_one):
    assert is_reference(text) == is_one


@pytest.mark.parametrize("name", ["problem", "make"])
def test_a_problem_comes_from_an_object_or_a_function(own, name):
    problem = load(f"{own}:{name}", fee=2.0)
    assert isinstance(problem, DesignProblem)
    assert problem.scores(problem.baseline[None], {})["cost"].tolist() == [12.0]


def test_nothing_is_left_beside_the_file(own):
    load(f"{own}:problem")
    assert sorted(path.name for path in own.parent.iterdir() if path.name != "__pycache__") == ["beside.py", "mine.py"]
    assert str(own.parent) not in sys.path


def scores(problem):
    return problem.scores(problem.baseline[None], {})["cost"].tolist()


def test_a_new_process_unpickles_the_problem(own):
    problem = load(f"{own}:problem").with_column("twice", "2 * cost")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(scores, problem).result(timeout=120) == [11.0]


def test_a_process_that_knows_nothing_but_the_pickle_finds_the_file(own, tmp_path):
    place = tmp_path / "problem.pickle"
    place.write_bytes(pickle.dumps(load(f"{own}:problem")))
    code = f"import pickle; p = pickle.load(open({str(place)!r}, 'rb')); print(p.population(p.baseline[None])[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.strip() == "1.0", done.stderr
    own.unlink()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "is missing on this machine" in done.stderr


def test_modules_are_found_where_python_and_the_user_are(tmp_path, monkeypatch):
    assert load("fluxion.problems.office_design:office_design").name == "office-design"
    (tmp_path / "here_alone.py").write_text("from fluxion.problems import load\nproblem = load('office-design')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [one for one in sys.path if one])
    assert load("here_alone:problem").name == "office-design"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (OWN, "problm", "has no 'problm'; did you mean 'problem'"),
        (OWN, "number", "expected a DesignProblem.*got int"),
        (OWN, "half", "the function raised ValueError: not yet"),
        (OWN, "ending", "the function ended the program"),
        (OWN, "lazy", "the function raised TypeError.*size"),
        ("1 / 0", "x", "cannot be loaded: ZeroDivisionError"),
        ("def (", "x", "cannot be loaded: SyntaxError"),
        ("import not_there_at_all", "x", "cannot be loaded: No module named 'not_there_at_all'"),
        ("from fluxion.problems import load\nx = load('offce-design')", "x", "did you mean 'office-design'"),
        ("raise SystemExit(3)", "x", "ended the program"),
    ],
)
def test_files_that_hold_no_problem_are_refused(own, content, name, message):
    own.write_text(content)
    with pytest.raises(InputError, match=message):
        load(f"{own}:{name}")


def test_missing_files_and_modules_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"there is no file '.*gone\.py'"):
        load(f"{tmp_path}/gone.py:problem")
    with pytest.raises(InputError, match=r"there is no module 'not\.there'"):
        load("not.there:problem")


def test_another_building_under_the_name_of_a_shipped_problem_is_refused(own):
    own.write_text(OWN.replace('name="own"', 'name="office-design"'))
    with pytest.raises(InputError, match="called 'office-design' like a problem of Fluxion, but its 'build'"):
        load(f"{own}:problem")


def test_a_shipped_problem_may_be_extended(own):
    own.write_text(
        "from fluxion.problems import load\n"
        "problem = load('office-design').with_objective('mean', 'cost_eur_m2 / 30')\n"
    )
    assert load(f"{own}:problem").objectives[-1] == "mean"


def test_two_files_of_one_name_are_two_modules(tmp_path):
    found = []
    for folder, value in (("a", 1), ("b", 2)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.py").write_text(f"import numpy as np\nvalue = np.float64({value})\n")
        found.append(load_object(f"{tmp_path / folder}/mine.py:value", "value"))
    assert found == [np.float64(1), np.float64(2)]


@pytest.mark.slow
def test_workers_of_a_cluster_build_it_too(golden):
    distributed = pytest.importorskip("distributed")
    problem = load(f"{EXAMPLE}:problem")
    X = problem.space.sample(4, 1)
    here = PhysicsEvaluator(problem, golden, engine="batch").evaluate(X)
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0") as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        there = PhysicsEvaluator(problem, golden, engine="batch", client=client).evaluate(X)
    np.testing.assert_array_equal(here.columns["electricity_kwh_m2"], there.columns["electricity_kwh_m2"])
