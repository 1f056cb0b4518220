"""What stands beside the files of a quadratic model, so that an answer in bits becomes designs in physical units."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fluxion._files import read_json, write_text_atomic
from fluxion.design import DesignSpace
from fluxion.errors import InputError
from fluxion.qubo.encodings import encoding
from fluxion.qubo.grid import LevelGrid
from fluxion.qubo.model import QuboModel
from fluxion.qubo.pairwise import PairwiseModel
from fluxion.qubo.slack import SLACK_BITS, AdditiveLimit

#: Name of the file.
SIDECAR = "qubo.json"
_FORMAT, _VERSION = "fluxion-qubo", 1


def sidecar(model: QuboModel, about: Mapping[str, Any]) -> dict[str, Any]:
    """Everything about a model as plain JSON values.

    Args:
        model: the model.
        about: what it was fitted to and how well.
    """
    grid, bits = model.grid, model.bits
    starts = model.encoding.starts
    variables = []
    for v, name in enumerate(grid.names):
        own = model.labels[int(starts[v]) : int(starts[v + 1])]
        variables.append(
            {
                "name": name,
                "unit": getattr(grid.space.variables[grid.columns[v]], "unit", ""),
                "levels": grid.values(v),
                "codes": grid.codes[v].tolist(),
                "bits": list(own),
                "patterns": _patterns(model, v),
                "penalty": float(model.penalties[v]),
            }
        )
    held = {grid.space.names[j]: grid.space.variables[j].decode(float(grid.held[j])) for j in _held(grid)}
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "reading": "value = scale * energy, in the unit of the objective; files without an offset lack 'offset'",
        "scale": model.scale,
        "offset": bits.constant,
        "encoding": model.encoding.name,
        "bits": list(model.labels),
        "variables": variables,
        "held": held,
        "held_codes": grid.held.tolist(),
        "slack": [
            {
                "constraint": limit.name,
                "weight": weight,
                "constant": limit.constant,
                "main": limit.main.tolist(),
                "r2": limit.r2,
                "bits": [f"slack_{limit.name}_{bit}" for bit in range(SLACK_BITS)],
                "step": limit.step(grid.counts),
            }
            for limit, weight in model.slack
        ],
        "objective": {
            "constant": model.objective.constant,
            "main": model.objective.main.tolist(),
            "pair": model.objective.pair.tolist(),
        },
        "dynamic_range": bits.dynamic_range,
        "couplings": int(np.count_nonzero(bits.quadratic)),
        "space": grid.space.fingerprint(),
        **about,
    }


def write_sidecar(model: QuboModel, about: Mapping[str, Any], folder: Path) -> str:
    """Write the sidecar into a folder that exists; name of the file.

    Raises:
        InputError: it cannot be written.
    """
    write_text_atomic(folder / SIDECAR, json.dumps(sidecar(model, about), indent=1, allow_nan=False) + "\n")
    return SIDECAR


def read_sidecar(folder: Path, space: DesignSpace) -> tuple[QuboModel, dict[str, Any]]:
    """The model of a folder and everything that its sidecar says.

    Raises:
        InputError: there is no sidecar, it is damaged, of another version, or of another design space.
    """
    path = folder / SIDECAR
    content = read_json(path, "'fluxion qubo export' writes this sidecar beside the model.")
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise InputError(f'\'{path}\' is no sidecar of a quadratic model; expected "format": "{_FORMAT}".')
    if content.get("version") != _VERSION:
        raise InputError(f"the sidecar '{path}' has version {content.get('version')!r}; this Fluxion reads {_VERSION}.")
    if content.get("space") != space.fingerprint():
        raise InputError(
            f"the sidecar '{path}' is of another problem: its variables, bounds or options are not those of the study."
        )
    try:
        return _model(content, space), content
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"the sidecar '{path}' is damaged ({type(error).__name__}: {error}).") from error


def _model(content: Mapping[str, Any], space: DesignSpace) -> QuboModel:
    variables = content["variables"]
    codes = tuple(np.array(one["codes"], dtype=np.float64) for one in variables)
    columns = tuple(space.index(one["name"]) for one in variables)
    grid = LevelGrid(space, columns, codes, np.array(content["held_codes"], dtype=np.float64))
    space.check(grid.designs(np.zeros((1, len(columns)), dtype=np.int64)))
    parts = content["objective"]
    size = sum(grid.counts)
    objective = PairwiseModel(
        grid.counts,
        float(parts["constant"]),
        np.array(parts["main"], dtype=np.float64).reshape(size),
        np.array(parts["pair"], dtype=np.float64).reshape(size, size),
    )
    if not (np.isfinite(objective.main).all() and np.isfinite(objective.pair).all()):
        raise ValueError("a coefficient of the objective is no finite number")
    slack = tuple(
        (
            AdditiveLimit(
                one["constraint"], float(one["constant"]), np.array(one["main"], dtype=np.float64), float(one["r2"])
            ),
            float(one["weight"]),
        )
        for one in content["slack"]
    )
    penalties = np.array([one["penalty"] for one in variables], dtype=np.float64)
    model = QuboModel(grid, encoding(content["encoding"], grid.counts), objective, slack, penalties)
    if list(model.labels) != content["bits"]:
        raise ValueError("the bits are not those of the encoding")
    for v, one in enumerate(variables):
        if not (np.diff(codes[v]) > 0.0).all():
            raise ValueError(f"the codes of '{one['name']}' do not ascend")
        if one["patterns"] != _patterns(model, v):
            raise ValueError(f"the patterns of '{one['name']}' are not those of the encoding")
    return model


def _patterns(model: QuboModel, variable: int) -> list[str]:
    return ["".join(map(str, row)) for row in model.encoding.codes[variable].patterns.tolist()]


def _held(grid: LevelGrid) -> list[int]:
    return [j for j in range(len(grid.space)) if j not in grid.columns]
