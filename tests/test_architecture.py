"""Rules of the code base that no type checker knows. Import layers are checked by import-linter (make lint)."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import fluxion

PACKAGE = Path(fluxion.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
LONGEST_KERNEL = 120
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}
UNFINISHED = re.compile(r"\b(todo|fixme|xxx|placeholder|stub|dummy|mock)s?\b", re.IGNORECASE)


def name_of(path):
    return str(path.relative_to(PACKAGE))


def is_kernel(path):
    return "_kernels" in path.parts


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function):
    """Lines of a function without its docstring and decorators."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(function.body) > 1
    start = function.body[1].lineno if has_docstring else first.lineno
    return function.end_lineno - start + 1


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_stay_short(path):
    limit = LONGEST_KERNEL if is_kernel(path) else LONGEST_FUNCTION
    long = {f.name: body_lines(f) for f in functions(path) if body_lines(f) > limit}
    assert not long, f"longer than {limit} lines: {long}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_printed_outside_the_command_line(path):
    if "cli" in path.relative_to(PACKAGE).parts:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    assert not [c.lineno for c in calls if c.func.id == "print"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_unfinished_work(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    found = {number: line.strip() for number, line in enumerate(lines, start=1) if UNFINISHED.search(line)}
    assert not found


def test_file_names_say_what_is_inside():
    vague = [name_of(p) for p in PACKAGE.rglob("*") if p.suffix in ("", ".py") and p.stem in VAGUE]
    assert not vague


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nobody_inside_imports_the_public_shelf(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            assert not (node.module == "fluxion" and any(a.name != "__version__" for a in node.names)), node.lineno
        elif isinstance(node, ast.Import):
            assert all(alias.name != "fluxion" for alias in node.names), node.lineno


def decorator_keywords(function):
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if getattr(target, "id", getattr(target, "attr", "")) in ("njit", "jit", "vectorize", "guvectorize"):
            return {k.arg for k in decorator.keywords} if isinstance(decorator, ast.Call) else set()
    return None


def test_compiled_functions_state_their_cache_and_their_arithmetic():
    compiled = 0
    for path in MODULES:
        for function in functions(path):
            stated = decorator_keywords(function)
            if stated is None:
                continue
            compiled += 1
            assert is_kernel(path), f"{function.name} is compiled outside a _kernels package"
            assert {"cache", "fastmath"} <= stated, f"{name_of(path)}: {function.name} leaves cache or fastmath unsaid"
    assert compiled > 10


def test_functions_that_are_public_are_described():
    bare = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"{name_of(path)} has no docstring"
        bare += [
            f"{name_of(path)}: {n.name}"
            for n in tree.body
            if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_") and not ast.get_docstring(n)
        ]
    assert not bare


def modules_after(statement):
    code = f"import sys\n{statement}\nprint(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    loaded = modules_after("import fluxion")
    assert not loaded & {"torch", "onnx", "onnxruntime", "optuna", "pymoo", "numba", "pandas", "matplotlib", "pvlib"}


def test_physics_needs_neither_optimiser_nor_surrogate():
    loaded = modules_after("import fluxion.engine, fluxion.building, fluxion.weather, fluxion.design")
    assert not loaded & {"torch", "onnx", "onnxruntime", "optuna", "pymoo", "distributed"}
