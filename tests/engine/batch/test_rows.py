"""Layers in rows: at constant temperatures a wall lets through what its static conductance says, to rounding."""

import numpy as np
import pytest

from fluxion.engine._kernels.batch import records
from fluxion.engine.batch import numbers
from fluxion.engine.batch.lane_arrays import side_by_side
from fluxion.engine.batch.rows import layer_rows, mode_rows, things
from fluxion.engine.batch.stack import stack_of
from fluxion.engine.batch.year import candidate_of
from fluxion.problems.reference_office.building import reference_office


@pytest.fixture(scope="module")
def office(golden):
    stack = stack_of([candidate_of(reference_office(thermal_mass="heavy"), golden).portrait])
    lanes = side_by_side(stack.numbers)
    layers = numbers.Layers(**{name: lanes[place] for name, place in stack.places["Layers"].items()})
    return records.Layout(**stack.layout, parts=np.ones(8760, dtype=np.int32)), layers


def steady_flux(layout, rows, modes, c, part, outer, inner):
    # Flux into the wall from inside after many steps at constant temperatures, by the equations of the march [W/m2].
    count = layout.slow[c] if part == records.HOUR else layout.first_mode[c + 1] - layout.first_mode[c]
    own = modes[layout.first_mode[c] : layout.first_mode[c] + count]
    taken = own[:, records.TAKE_OUT] * outer + own[:, records.TAKE_IN] * inner
    stored = taken / (1.0 - own[:, records.DECAY])
    late = rows[records.LATE_II] * inner + rows[records.LATE_OI] * outer
    sent = rows[records.BACK_II] * inner + rows[records.BACK_OI] * outer - late
    sent = sent + (own[:, records.GIVE_IN] * stored).sum(axis=0)
    return rows[records.D_II] * inner - rows[records.D_OI] * outer - sent


@pytest.mark.parametrize("part", [records.HOUR, records.PART])
def test_steady_flux_is_that_of_the_static_conductance(office, part):
    layout, layers = office
    modes = mode_rows(layers)
    rows = np.split(things(layer_rows(layout, layers, modes), records.LAYER_ROWS).astype(np.float64), 2)[part]
    by_mode = np.split(things(modes, records.MODE_ROWS).astype(np.float64), 2)[part]
    for c, u in enumerate(layers.through.astype(np.float64)):
        flux = steady_flux(layout, rows[c], by_mode, c, part, 5.0, 20.0)
        # One rounding of a conductance is left, which counts at the temperatures themselves.
        np.testing.assert_allclose(flux, 15.0 * u, atol=20.0 * 2.0**-24 * (rows[c, records.D_II] + 1.0).max() * 2.0)
