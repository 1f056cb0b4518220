"""Buildings made on access, some of which cannot be made and some of which end the process that makes them."""

import os
import signal
from collections.abc import Sequence

import numpy as np
from boxes import box, heated_to

from fluxion.errors import InputError


class Lazy(Sequence):
    """Boxes heated to setpoints [degC]; a setpoint that is not a number cannot be built. It knows no slices."""

    def __init__(self, setpoints, fatal=()):
        self.setpoints, self.fatal, self.home = setpoints, fatal, os.getpid()

    def __len__(self):
        return len(self.setpoints)

    def __getitem__(self, row):
        if row in self.fatal and os.getpid() != self.home:
            os.kill(os.getpid(), signal.SIGKILL)
        if not np.isfinite(self.setpoints[row]):
            raise InputError(f"row {row} has no setpoint.")
        return box(thermostat=heated_to(self.setpoints[row], 26.0), bands={"S": (0.5, 0.8, 2.2)})
