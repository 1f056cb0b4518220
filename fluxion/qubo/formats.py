"""Files of a quadratic model for the programs that take one, each with every digit.

| file | for | offset |
|---|---|---|
| `model.bqm` | dimod, D-Wave, OpenJij | inside |
| `model.json` | dimod's JSON | inside |
| `model.qubo` | qbsolv and its relatives; bits are numbered | in the sidecar, and in a comment |
| `model.coo` | dimod's COO reader; bits are numbered | in the sidecar, and in a comment |
| `model.ising.json` | h, J and offset by label | inside |
| `model.lp` | HiGHS, Gurobi, CPLEX, Amplify | inside |
| `model.bqpjson` | BQPJSON; bits are numbered | inside |
| `model.cqm`, `model.cqm.lp` | hybrid solvers, Gurobi: levels and limits as (quadratic) constraints | inside |
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fluxion._checks import check_known
from fluxion._files import make_folder, write_atomic, write_text_atomic
from fluxion._optional import require
from fluxion.errors import InputError
from fluxion.qubo.dimod_models import EXTRA

if TYPE_CHECKING:
    import dimod

STEM = "model"


def write_formats(
    bqm: "dimod.BinaryQuadraticModel",
    cqm: "dimod.ConstrainedQuadraticModel",
    folder: Path,
    formats: tuple[str, ...],
) -> tuple[str, ...]:
    """Write the model into a folder, once per format, and remove files of other formats; names of the files.

    Raises:
        InputError: an unknown format, or a file cannot be written.
        MissingDependencyError: dimod is not installed.
    """
    contents = {name: _WRITERS[name](bqm, cqm) for name in check_formats(formats)}
    make_folder(folder)
    names = []
    for name in FORMATS:
        target = folder / f"{STEM}.{name}"
        if name not in contents:
            # A file of an earlier export would be read by the sidecar of this one.
            target.unlink(missing_ok=True)
            continue
        content = contents[name]
        if isinstance(content, str):
            write_text_atomic(target, content)
        else:
            write_atomic(target, lambda path, content=content: path.write_bytes(content))  # type: ignore[misc]
        names.append(target.name)
    return tuple(names)


def check_formats(names: Iterable[str]) -> tuple[str, ...]:
    """Distinct names of formats.

    Raises:
        InputError: an unknown one.
    """
    return tuple(dict.fromkeys(check_known(name, FORMATS, "format") or name for name in names))


def qubo_text(bqm: "dimod.BinaryQuadraticModel") -> str:
    """Qbsolv's ``.qubo`` text: one line per bit and per pair of bits, numbered in the order of the model."""
    linear, pairs = _numbered(bqm)
    lines = [
        f"c offset {float(bqm.offset)!r}",
        f"p qubo 0 {len(linear)} {len(linear)} {len(pairs)}",
        *(f"{i} {i} {_digits(value)}" for i, value in enumerate(linear)),
        *(f"{i} {j} {_digits(value)}" for i, j, value in pairs),
    ]
    return "\n".join(lines) + "\n"


def read_qubo_text(text: str) -> tuple[np.ndarray, dict[tuple[int, int], float], float]:
    """(b,) linear coefficients, quadratic ones by pair of bits, and the offset of a ``.qubo`` text.

    Raises:
        InputError: a line is none of that format; it is named.
    """
    linear: dict[int, float] = {}
    pairs: dict[tuple[int, int], float] = {}
    offset, count = 0.0, 0
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        try:
            if not words:
                continue
            if words[0] == "c":
                offset = float(words[2]) if words[1:2] == ["offset"] else offset
            elif words[0] == "p":
                count = int(words[3])
            else:
                i, j, value = int(words[0]), int(words[1]), float(words[2])
                if i == j:
                    linear[i] = value
                else:
                    pairs[min(i, j), max(i, j)] = value
        except (ValueError, IndexError):
            raise InputError(f"line {number} of the .qubo text is not readable: {line[:60]!r}.") from None
    values = np.zeros(max([count, *(i + 1 for i in linear)]))
    for i, value in linear.items():
        values[i] = value
    return values, pairs, offset


def coo_text(bqm: "dimod.BinaryQuadraticModel") -> str:
    """Lines ``i j value`` that dimod's COO reader takes; it knows no exponents, so all digits are written out."""
    linear, pairs = _numbered(bqm)
    lines = ["# vartype=BINARY", f"# offset={float(bqm.offset)!r}"]
    lines += [f"{i} {i} {_digits(value)}" for i, value in enumerate(linear)]
    lines += [f"{i} {j} {_digits(value)}" for i, j, value in pairs]
    return "\n".join(lines) + "\n"


def ising_text(bqm: "dimod.BinaryQuadraticModel") -> str:
    """Fields h, couplings J and the offset of spins of -1 and +1, as JSON; a bit is (spin + 1) / 2."""
    h, J, offset = bqm.to_ising()
    content = {
        "h": {str(name): float(value) for name, value in h.items()},
        "J": [[str(a), str(b), float(value)] for (a, b), value in J.items()],
        "offset": float(offset),
    }
    return json.dumps(content, indent=0) + "\n"


def bqpjson_text(bqm: "dimod.BinaryQuadraticModel") -> str:
    """BQPJSON 1.0.0; the bits are numbered in the order of the model."""
    linear, pairs = _numbered(bqm)
    content = {
        "version": "1.0.0",
        "id": 0,
        "metadata": {"labels": [str(label) for label in bqm.variables]},
        "variable_ids": list(range(len(linear))),
        "variable_domain": "boolean",
        "scale": 1.0,
        "offset": float(bqm.offset),
        "linear_terms": [{"id": i, "coeff": value} for i, value in enumerate(linear) if value != 0.0],
        "quadratic_terms": [{"id_tail": i, "id_head": j, "coeff": value} for i, j, value in pairs],
    }
    return json.dumps(content, indent=0) + "\n"


def _numbered(bqm: "dimod.BinaryQuadraticModel") -> tuple[list[float], list[tuple[int, int, float]]]:
    place = {label: i for i, label in enumerate(bqm.variables)}
    linear = [float(bqm.get_linear(label)) for label in bqm.variables]
    pairs = sorted(
        (min(place[a], place[b]), max(place[a], place[b]), float(value)) for (a, b), value in bqm.quadratic.items()
    )
    return linear, pairs


def _digits(value: float) -> str:
    """The shortest text without exponent that is read back as the same number."""
    return np.format_float_positional(value, unique=True, trim="0")


def _lp(model: "dimod.ConstrainedQuadraticModel") -> str:
    return str(require("dimod.lp", EXTRA).dumps(model))


def _bqm_lp(bqm: "dimod.BinaryQuadraticModel") -> str:
    return _lp(require("dimod", EXTRA).ConstrainedQuadraticModel.from_bqm(bqm))


def _bqm_bytes(bqm: "dimod.BinaryQuadraticModel") -> bytes:
    with bqm.to_file() as stream:
        return bytes(stream.read())


def _cqm_bytes(cqm: "dimod.ConstrainedQuadraticModel") -> bytes:
    with cqm.to_file() as stream:
        return bytes(stream.read())


_WRITERS: dict[str, Callable[[Any, Any], str | bytes]] = {
    "bqm": lambda bqm, cqm: _bqm_bytes(bqm),
    "json": lambda bqm, cqm: json.dumps(bqm.to_serializable()) + "\n",
    "qubo": lambda bqm, cqm: qubo_text(bqm),
    "coo": lambda bqm, cqm: coo_text(bqm),
    "ising.json": lambda bqm, cqm: ising_text(bqm),
    "lp": lambda bqm, cqm: _bqm_lp(bqm),
    "bqpjson": lambda bqm, cqm: bqpjson_text(bqm),
    "cqm": lambda bqm, cqm: _cqm_bytes(cqm),
    "cqm.lp": lambda bqm, cqm: _lp(cqm),
}
#: Names of the formats, which are the ends of the file names.
FORMATS = tuple(_WRITERS)
