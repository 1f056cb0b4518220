"""The variables of a small house whose outputs are closed formulas."""

from fluxion.design import Choice, DesignSpace, Integer, Real

#: Window product -> U-value [W/(m2 K)] and SHGC.
WINDOWS = {"double": (2.8, 0.70), "low_e": (1.6, 0.55), "triple": (0.8, 0.45), "solar": (1.3, 0.27)}
BOX_SPACE = DesignSpace(
    (
        Real("side_m", 8.0, 20.0, 12.0, "m", "side of the square plan"),
        Integer("storeys", 1, 4, 2, "", "number of storeys"),
        Real("insulation_m", 0.02, 0.3, 0.1, "m", "thickness of the wall insulation"),
        Choice("window", tuple(WINDOWS), "low_e", "window product"),
        Real("wwr", 0.1, 0.8, 0.3, "1", "window to wall ratio"),
        Real("ach", 0.1, 1.0, 0.4, "1/h", "air change rate"),
        Real("setpoint", 18.0, 22.0, 20.0, "degC", "heating setpoint"),
        Choice("cooling", ("none", "active"), "active", "cooling system"),
    )
)
