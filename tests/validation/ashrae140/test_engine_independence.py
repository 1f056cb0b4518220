"""The engine knows nothing of the cases: their numbers occur nowhere in it, but as quantities with a unit."""

import io
import re
import tokenize
from pathlib import Path

import pytest

import fluxion.engine

MODULES = sorted(Path(fluxion.engine.__file__).parent.rglob("*.py"))
# Behind a number: what makes it a length, a time, a power. A case is never followed by a unit.
UNIT = r"\s*(?:s|m|mm|nm|h|K|W|kW|J|Pa|kg|m2|m3|deg|degC|ms|%|W/\S+|steps|hours|days|iterations)\b"


def pattern(names):
    ids = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w.,-])(?:{ids})(?![\w]|[.,]\d)(?!{UNIT})")


def findings(text, names):
    """Lines in which a case is named, in a comment or a text."""
    found = []
    search = pattern(names)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING) and search.search(token.string):
            found.append((token.start[0], token.string))
        if token.type == tokenize.NAME and re.search(r"(?:case_?\d{3}|\d{3}ff)", token.string, re.IGNORECASE):
            found.append((token.start[0], token.string))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_case_is_named_in_the_engine(path, catalogue):
    assert not findings(path.read_text(encoding="utf-8"), catalogue.cases)


@pytest.mark.parametrize(
    "line",
    [
        'if building.name == "600":',
        "x = 1  # for case 900FF",
        'names = ("600FF", "x")',
        '"""As in 195 and others."""',
        "case_960 = 1",
        "x = 1  # cases 450-470",
        "x = 1  # needed by 640.",
    ],
)
def test_a_named_case_would_be_found(line, catalogue):
    assert findings(line + "\n", catalogue.cases)


@pytest.mark.parametrize(
    "line",
    [
        "x = 600.0  # 600 s",
        "y = 1e-300",
        "# the layer is 270 m deep",
        "z = 400",
        "# 1.600 or 3,600 and 900 W",
        "# x600",
    ],
)
def test_quantities_are_no_cases(line, catalogue):
    assert not findings(line + "\n", catalogue.cases)


def test_the_engine_imports_no_judge():
    for path in MODULES:
        assert "validation" not in path.read_text(encoding="utf-8"), path.name
