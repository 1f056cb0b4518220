"""Which variables matter: elementary effects by Morris and variance shares by Sobol, checked by physics."""

from fluxion.sensitivity.analysis import analyse
from fluxion.sensitivity.files import read_sensitivity, write_sensitivity
from fluxion.sensitivity.result import Agreement, Screening, Sensitivity, Shares

__all__ = ["analyse", "Sensitivity", "Screening", "Shares", "Agreement", "read_sensitivity", "write_sensitivity"]
