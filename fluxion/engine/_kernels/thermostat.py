"""Zone air and star temperatures under ideal control: one linear system with the right set of active controls."""

import numpy as np
from numba import njit

FREE, HEATED, COOLED = 0, 1, 2
# Temperatures and powers closer to their limit than this do not switch a control [K], [W].
_KELVIN_TOLERANCE = 1e-9
_WATT_TOLERANCE = 1e-7
_MOST_SWITCHES = 60


@njit(cache=True, nogil=True, fastmath=False)
def solve(matrix, rhs):
    """Solve a symmetric positive definite system in place: L D L' elimination of the upper triangle."""
    n = rhs.size
    for i in range(n):
        pivot = 1.0 / matrix[i, i]
        for j in range(i + 1, n):
            factor = matrix[i, j] * pivot
            if factor != 0.0:
                for k in range(j, n):
                    matrix[j, k] -= factor * matrix[i, k]
                rhs[j] -= factor * rhs[i]
    for i in range(n - 1, -1, -1):
        total = rhs[i]
        for k in range(i + 1, n):
            total -= matrix[i, k] * rhs[k]
        rhs[i] = total / matrix[i, i]


@njit(cache=True, nogil=True, fastmath=False)
def controlled_solution(matrix, rhs, low, high, control, work, x):
    """Temperatures x with controlled zones at their setpoint; unknown 2z is the air of zone z, 2z+1 its star node."""
    n = rhs.size
    work[:, :] = matrix
    x[:] = rhs
    for z in range(control.size):
        if control[z] == FREE:
            continue
        target = low[z] if control[z] == HEATED else high[z]
        a = 2 * z
        for i in range(n):
            x[i] -= work[i, a] * target
            work[i, a] = 0.0
        for k in range(n):
            work[a, k] = 0.0
        work[a, a] = 1.0
        x[a] = target
    solve(work, x)


@njit(cache=True, nogil=True, fastmath=False)
def thermostat(matrix, rhs, low, high, control, work, x, power):
    """Find which zones are heated, cooled or free, their temperatures x and the ideal power of each zone [W].

    The matrix is a symmetric M-matrix, for which switching all violated controls at once ends after few rounds;
    `control` starts from the last step's set. Returns False if it did not settle.
    """
    nz = control.size
    for _ in range(_MOST_SWITCHES):
        controlled_solution(matrix, rhs, low, high, control, work, x)
        changed = False
        for z in range(nz):
            a = 2 * z
            power[z] = 0.0
            if control[z] == FREE:
                if x[a] < low[z] - _KELVIN_TOLERANCE:
                    control[z] = HEATED
                    changed = True
                elif x[a] > high[z] + _KELVIN_TOLERANCE:
                    control[z] = COOLED
                    changed = True
                continue
            total = -rhs[a]
            for k in range(rhs.size):
                total += matrix[a, k] * x[k]
            power[z] = total
            # Where both setpoints coincide the zone stays controlled and the sign of its power decides.
            if high[z] - low[z] <= _KELVIN_TOLERANCE:
                continue
            if (control[z] == HEATED and total < -_WATT_TOLERANCE) or (
                control[z] == COOLED and total > _WATT_TOLERANCE
            ):
                control[z] = FREE
                changed = True
        if not changed:
            return True
    return False


@njit(cache=True, nogil=True, fastmath=False)
def predicted_air(air, low, high):
    """Air temperature that the control will hold in this step: the last one, moved inside the present setpoints.

    Films taken from it follow a setpoint jump at once; taken from the last step they would miss 10 to 20 % of the peak.
    """
    return np.minimum(np.maximum(air, low), high)
