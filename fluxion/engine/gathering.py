"""Pieces of a population, as they are finished, and the population that they add up to."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from fluxion.engine.result import BUILDING_OUTPUTS, ZONE_OUTPUTS, HourlySeries
from fluxion.typing import Column, FloatArray, IntArray

#: Status of a row that was simulated.
OK = "ok"
_INTERRUPTED = "not simulated: the run was interrupted."


@dataclass(frozen=True)
class PopulationResult:
    """A population over one year; failed rows hold NaN beside a status with a sentence.

    Attributes:
        outputs: (n,) scalars of the buildings, keys `BUILDING_OUTPUTS`.
        zone_names: (z,) zone names of the first building that was simulated.
        zone_area_m2: (n, z) floor areas [m2].
        zone_outputs: (n, z) scalars of the zones, keys `ZONE_OUTPUTS`.
        residual: (n,) relative defect of the energy balance.
        status: (n,) "ok" or a sentence.
        engine: which engine ran, with its steps per hour.
        hourly: row -> hourly series, of the rows that were asked for and simulated.
    """

    outputs: dict[str, Column]
    zone_names: tuple[str, ...]
    zone_area_m2: FloatArray
    zone_outputs: dict[str, FloatArray]
    residual: Column
    status: np.ndarray
    engine: str
    hourly: dict[int, HourlySeries] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the building outputs."""
        return tuple(self.outputs)


@dataclass(frozen=True, eq=False)
class Piece:
    """What became of some rows of a population, m buildings with equally many zones.

    Attributes:
        rows: (m,) their positions.
        status: (m,) `OK` or a sentence.
        zone_names: (z,) of the first of them.
        area: (m, z) floor areas [m2].
        outputs: name -> (m,) scalars of the buildings; numbers of failed rows mean nothing.
        zones: name -> (m, z) scalars of the zones.
        residual: (m,) relative defect of the energy balance.
        hourly: position among the m -> hourly series, where they were asked for.
    """

    rows: IntArray
    status: tuple[str, ...]
    zone_names: tuple[str, ...] = ()
    area: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    outputs: dict[str, Column] = field(default_factory=dict)
    zones: dict[str, FloatArray] = field(default_factory=dict)
    residual: Column = field(default_factory=lambda: np.empty(0))
    hourly: dict[int, HourlySeries] = field(default_factory=dict)


def refused(rows: IntArray, sentence: str = _INTERRUPTED) -> Piece:
    """Rows without results, all for one reason; by default because the run was interrupted."""
    return Piece(rows, (sentence,) * rows.size)


class YearResult(Protocol):
    """One building over one year, by whatever program."""

    @property
    def outputs(self) -> dict[str, float]:
        """Scalars of the building, keys `BUILDING_OUTPUTS`."""

    @property
    def zone_names(self) -> tuple[str, ...]:
        """(z,) names."""

    @property
    def zone_area_m2(self) -> FloatArray:
        """(z,) floor areas [m2]."""

    @property
    def zone_outputs(self) -> dict[str, FloatArray]:
        """(z,) arrays, keys `ZONE_OUTPUTS`."""

    @property
    def hourly(self) -> HourlySeries:
        """Series of all zones."""


#: Result of one building; a sentence where it has none, None where it was not reached.
Row = YearResult | str | None


def pieces_of(rows: Sequence[Row], hourly: Collection[int] = ()) -> Iterator[Piece]:
    """Results of single buildings in their order as pieces; one that was not balanced gets NaN for its residual.

    Args:
        rows: the results.
        hourly: rows whose hourly series are kept.
    """
    for position, row in enumerate(rows):
        here = np.array([position])
        if row is None or isinstance(row, str):
            yield refused(here) if row is None else refused(here, row)
            continue
        yield Piece(
            rows=here,
            status=(OK,),
            zone_names=row.zone_names,
            area=row.zone_area_m2[None],
            outputs={name: np.array([row.outputs[name]]) for name in BUILDING_OUTPUTS},
            zones={name: row.zone_outputs[name][None] for name in ZONE_OUTPUTS},
            residual=np.array([getattr(row, "residual", np.nan)]),
            hourly={0: row.hourly} if position in hourly else {},
        )


def gather(pieces: Sequence[Piece], count: int, label: str) -> PopulationResult:
    """Pieces of a population as the whole; rows of none of them were not reached.

    Args:
        pieces: in any order.
        count: n, size of the population.
        label: of the engine or program that ran.
    """
    names = _first_zone_names(pieces)
    zones = (count, len(names))
    result = PopulationResult(
        outputs={name: np.full(count, np.nan) for name in BUILDING_OUTPUTS},
        zone_names=names,
        zone_area_m2=np.full(zones, np.nan),
        zone_outputs={name: np.full(zones, np.nan) for name in ZONE_OUTPUTS},
        residual=np.full(count, np.nan),
        status=np.full(count, _INTERRUPTED, dtype=object),
        engine=label,
    )
    for piece in pieces:
        result.status[piece.rows] = piece.status
        good = np.array([status == OK for status in piece.status])
        rows = piece.rows[good]
        if rows.size and len(piece.zone_names) != len(names):
            result.status[rows] = _other_plan(len(piece.zone_names), len(names))
        elif rows.size:
            for name in BUILDING_OUTPUTS:
                result.outputs[name][rows] = piece.outputs[name][good]
            for name in ZONE_OUTPUTS:
                result.zone_outputs[name][rows] = piece.zones[name][good]
            result.zone_area_m2[rows] = piece.area[good]
            result.residual[rows] = piece.residual[good]
            kept = {int(piece.rows[i]): series for i, series in piece.hourly.items() if good[i]}
            result.hourly.update(kept)
    return result


def _first_zone_names(pieces: Sequence[Piece]) -> tuple[str, ...]:
    # Zones of the first building of the population that was simulated.
    best: tuple[int, tuple[str, ...]] | None = None
    for piece in pieces:
        good = [int(row) for row, status in zip(piece.rows, piece.status) if status == OK]
        if good and (best is None or good[0] < best[0]):
            best = good[0], piece.zone_names
    return best[1] if best is not None else ()


def _other_plan(zones: int, expected: int) -> str:
    return (
        f"the building has {zones} zones, but the population's first one has {expected}; simulate buildings of "
        "different plans in populations of their own."
    )
