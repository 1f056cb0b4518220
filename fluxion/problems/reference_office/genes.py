"""The reference office in two or three numbers, its genes; everything else keeps its default."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from fluxion.building import Building
from fluxion.design import DesignProblem, DesignSpace
from fluxion.errors import InputError
from fluxion.problems.reference_office.plan import UNITS, storey_name, unit_area
from fluxion.problems.reference_office.problem import build, reference_office
from fluxion.typing import Column, Designs

#: What a row of genes holds [W/(m2 K), degC, degC]; without the third, the office cools to its default, 25 degC.
GENES = ("window_u", "heating_setpoint_c", "cooling_setpoint_c")
#: Column of the result: annual heating plus cooling ideal loads over the floor area [kWh/m2].
EUI = "eui_kwh_m2"


def zone_names(storeys: int) -> tuple[str, ...]:
    """(z,) names of the zones, five a storey, for example ``F1_S``."""
    return tuple(storey_name(floor, unit) for floor in range(storeys) for unit in UNITS)


def simulated_genes(storeys: int) -> DesignProblem:
    """All three genes as variables; `EUI` follows from the loads of the building, as a simulation gives them.

    Raises:
        InputError: an impossible number of storeys.
    """
    return _problem(GENES, ("heating_kwh_m2", "cooling_kwh_m2"), _building_eui, storeys)


def predicted_genes(genes: tuple[str, ...], storeys: int) -> DesignProblem:
    """`genes` as variables; `EUI` follows from the annual load of every zone, as the seed surrogates give them.

    Raises:
        InputError: a gene that the office does not have, or an impossible number of storeys.
    """
    return _problem(genes, tuple(f"{zone}_kwh" for zone in zone_names(storeys)), _zones_eui, storeys)


def read_population(genes: ArrayLike) -> Designs:
    """(n, 2) or (n, 3) genes as float64; an empty list is an empty population.

    Raises:
        InputError: another shape, or not numbers. Values are not checked.
    """
    expected = f"expected a population of shape (n, 2) or (n, 3), rows of {', '.join(GENES)}"
    try:
        rows = np.asarray(genes, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{expected}; got {error}.") from error
    if rows.shape == (0,):
        rows = rows.reshape(0, len(GENES))
    if rows.ndim != 2 or rows.shape[1] not in (2, 3):
        hint = " Write one design as [[...]]." if rows.shape in ((2,), (3,)) else ""
        raise InputError(f"{expected}; got shape {rows.shape}.{hint}")
    return rows


def read_design(genes: ArrayLike | None) -> Designs:
    """(1, 2) or (1, 3) genes of one design, given as (2,) or (3,) numbers; None: the defaults of the first two.

    Raises:
        InputError: another shape, not finite or out of bounds; the gene is named.
    """
    space = simulated_genes(storeys=1).space
    if genes is None:
        return space.defaults()[None, :2]
    expected = f"expected the genes of one design, shape (2,) or (3,): {', '.join(GENES)}"
    try:
        row = np.array(genes, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{expected}; got {error}.") from error
    if row.shape not in ((2,), (3,)):
        raise InputError(f"{expected}; got shape {row.shape}.")
    design = row[None, :]
    status = space.row_status(with_cooling(design))[0]
    if status != "ok":
        raise InputError(f"{crossed_setpoints(with_cooling(design)).get(0, status)}")
    return design


def with_cooling(genes: Designs) -> Designs:
    """(n, 3) genes of (n, 2) or (n, 3) ones."""
    if genes.shape[1] == len(GENES):
        return genes
    return np.column_stack([genes, np.full(len(genes), _office().space.variable(GENES[2]).default)])


def crossed_setpoints(genes: Designs) -> dict[int, str]:
    """Row -> sentence of those of the (n, 3) genes that heat above their cooling setpoint."""
    return {
        row: f"the heating setpoint ({genes[row, 1]:g} degC) is above the cooling setpoint ({genes[row, 2]:g} degC); "
        "lower the one or raise the other."
        for row in np.flatnonzero(genes[:, 1] > genes[:, 2]).tolist()
    }


@cache
def _office() -> DesignProblem:
    return reference_office()


def _problem(genes: tuple[str, ...], outputs: tuple[str, ...], score: Any, storeys: int) -> DesignProblem:
    office = _office().with_settings(n_floors=storeys)
    space = DesignSpace(tuple(office.space.variable(name) for name in genes))
    return replace(office, space=space, build=_build, outputs=outputs, predicted=outputs, score=score)


def _build(design: Mapping[str, Any], settings: Mapping[str, Any]) -> Building:
    space = _office().space
    return build({**space.decode_row(space.defaults()), **design}, settings)


def _building_eui(
    columns: Mapping[str, Any], settings: Mapping[str, Any], outputs: Mapping[str, Column]
) -> dict[str, Column]:
    return {EUI: outputs["heating_kwh_m2"] + outputs["cooling_kwh_m2"]}


def _zones_eui(
    columns: Mapping[str, Any], settings: Mapping[str, Any], outputs: Mapping[str, Column]
) -> dict[str, Column]:
    area = settings["n_floors"] * sum(unit_area(unit) for unit in UNITS)
    return {EUI: np.sum([outputs[f"{zone}_kwh"] for zone in zone_names(settings["n_floors"])], axis=0) / area}
